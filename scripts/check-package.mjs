// Packages the app for this system around an empty stand-in for Electron, and looks at what came out: npm run package:check
// It proves the lists of files, and that the executor with ONNX Runtime starts from where packaging puts it; not that Electron does.
// ELECTRON_BUILDER names an installed electron-builder; without, npx fetches it.
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import config from '../electron-builder.config.mjs';

const root = path.resolve(import.meta.dirname, '..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'patchloom-package-'));
try {
  const resources = packageInto(folder);
  checkLayout(resources);
  await checkExecutor(resources);
  console.log('The package is as it should be.');
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

function packageInto(output) {
  const stub = path.join(output, 'electron');
  fs.mkdirSync(path.join(stub, 'resources'), { recursive: true });
  for (const name of ['electron', 'LICENSE', 'LICENSES.chromium.html']) fs.writeFileSync(path.join(stub, name), '');
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8'));
  fs.writeFileSync(path.join(stub, 'version'), version);
  // A stand-in has no fuses to set.
  const { electronFuses: _, ...rest } = config;
  const settings = {
    ...rest,
    electronDist: stub,
    electronVersion: version,
    directories: { ...config.directories, output },
  };
  const file = path.join(output, 'config.json');
  fs.writeFileSync(file, JSON.stringify(settings));
  const builder = process.env.ELECTRON_BUILDER;
  const command = builder ? [builder] : ['npx', '--yes', 'electron-builder@26.17.0'];
  const args = [...command.slice(1), '--dir', '--config', file, '--projectDir', root, '--publish', 'never'];
  execFileSync(command[0], args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  return path.join(output, `${process.platform}-unpacked`, 'resources');
}

function checkLayout(resources) {
  const there = (name) => fs.existsSync(path.join(resources, name));
  const wanted = [
    'app.asar',
    'app.asar.unpacked/dist/executor.js',
    'models/sprites/modelpack.json',
    'workflows/text-to-video.json',
    'out/renderer/index.html',
  ];
  expectNothing(
    'is missing',
    wanted.filter((name) => !there(name)),
  );
  const napi = path.join(resources, 'app.asar.unpacked/node_modules/onnxruntime-node/bin/napi-v6');
  const binaries = fs
    .readdirSync(napi)
    .flatMap((system) => fs.readdirSync(path.join(napi, system)).map((cpu) => `${system}/${cpu}`));
  expectNothing(
    'is for another system',
    binaries.filter((name) => name !== `${process.platform}/${process.arch}`),
  );
  const packages = fs.readdirSync(path.join(resources, 'app.asar.unpacked/node_modules'));
  const known = ['onnxruntime-node', 'onnxruntime-common', 'ffmpeg-static'];
  expectNothing(
    'should be inside the bundles',
    packages.filter((name) => !known.includes(name)),
  );
  const archive = listArchive(path.join(resources, 'app.asar'));
  expectNothing(
    'is missing in the archive',
    ['package.json', 'out/main/index.js', 'out/preload/index.cjs'].filter((name) => !archive.includes(name)),
  );
  expectNothing(
    'should not be in the archive',
    archive.filter((name) => /^(src|test|training|models|bench|docs)\//.test(name)),
  );
  console.log(
    `${archive.length} files in the archive; unpacked: ${packages.join(', ')}; ONNX Runtime for ${binaries}.`,
  );
}

/** The paths in an archive: its header is JSON, behind four lengths of four bytes. */
function listArchive(file) {
  const bytes = fs.readFileSync(file);
  const header = JSON.parse(bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString());
  const paths = (files, above) =>
    Object.entries(files).flatMap(([name, entry]) =>
      entry.files ? paths(entry.files, `${above}${name}/`) : [above + name],
    );
  return paths(header.files, '');
}

/** Starts the packaged executor as the main process does, and loads ONNX Runtime from where it lies. */
async function checkExecutor(resources) {
  const child = fork(path.join(resources, 'app.asar.unpacked/dist/executor.js'), [], {
    serialization: 'advanced',
    execArgv: [],
  });
  const settings = { outputFolder: path.join(folder, 'clips'), packFolders: [path.join(resources, 'models')] };
  child.send({ kind: 'configure', settings, idPrefix: 'p' });
  child.send({ kind: 'count-values', call: 1 });
  const [answer] = await once(child, 'message', { signal: AbortSignal.timeout(30_000) });
  child.kill();
  expectNothing('is not what the executor should answer', answer.answer === 0 ? [] : [JSON.stringify(answer)]);
  const probe =
    'const ort = require("onnxruntime-node"); console.log(ort.listSupportedBackends().map((b) => b.name).join())';
  const out = execFileSync(process.execPath, ['-e', probe], { cwd: path.join(resources, 'app.asar.unpacked/dist') });
  console.log(`The executor answers; ONNX Runtime loads: ${out.toString().trim()}.`);
}

function expectNothing(what, names) {
  if (names.length > 0) throw new Error(`${names.join(', ')} ${what}`);
}
