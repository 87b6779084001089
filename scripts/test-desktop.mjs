// Runs test/desktop against the real Electron, where its runtime is installed: npm run test:desktop
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { findElectron } from './find-electron.mjs';

const root = path.resolve(import.meta.dirname, '..');
const runtime = findElectron();
if (!runtime) {
  console.log(
    'Nothing was tested: the Electron runtime is not installed. “npx install-electron” fetches it; ELECTRON_EXEC_PATH may name another one.',
  );
} else {
  const { status } = spawnSync(
    process.execPath,
    [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'vitest.desktop.config.ts'],
    { cwd: root, stdio: 'inherit', env: { ...process.env, ELECTRON_EXEC_PATH: runtime } },
  );
  process.exitCode = status ?? 1;
}
