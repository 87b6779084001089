// Some registries hold the newest release of a package for one platform only; npm then writes a lockfile without the other
// platforms' binaries and says nothing. Every optional dependency that a locked package names must be locked as well.
import fs from 'node:fs';

const { packages } = JSON.parse(fs.readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const locked = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
const missing = Object.entries(packages).flatMap(([path, entry]) =>
  Object.keys(entry.optionalDependencies ?? {})
    .filter((name) => !locked.has(name))
    .map((name) => `${path || 'patchloom'} wants ${name}`),
);
if (missing.length > 0) {
  console.error(`package-lock.json lacks optional packages:\n  ${missing.join('\n  ')}`);
  process.exit(1);
}
console.log(`package-lock.json: ${locked.size} packages, every platform's binaries are in it`);
