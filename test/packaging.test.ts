import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createFilter } from 'vite';
import { describe, expect, test } from 'vitest';
import config from '../electron-builder.config.mjs';
import { unpacked } from '../src/engine/unpacked.ts';

const SYSTEMS = [
  ['linux', 'x64'],
  ['linux', 'arm64'],
  ['darwin', 'arm64'],
  ['win32', 'x64'],
  ['win32', 'arm64'],
] as const;

const NATIVE = 'node_modules/onnxruntime-node/bin/napi-v6';
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name).split(path.sep).join('/'));
const installed = [
  'onnxruntime-node',
  'onnxruntime-common',
  'libsql',
  '@libsql',
  '@neon-rs/load',
  'react',
  'zod',
  '@huggingface/hub',
  'global-agent',
]
  .map((name) => `node_modules/${name}`)
  .filter((folder) => existsSync(folder))
  .flatMap(filesIn);

const matches = (pattern: string, file: string) => createFilter(pattern, undefined, { resolve: false })(file);

/** As electron-builder does with packages: all of them, less what the patterns with “!” take away. */
function packaged(platform: string, arch: string): string[] {
  const left = config.files
    .filter((pattern) => pattern.startsWith('!'))
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's own.
    .map((pattern) => pattern.slice(1).replaceAll('${platform}', platform).replaceAll('${arch}', arch));
  return installed.filter((file) => !left.some((pattern) => matches(pattern, file)));
}

describe.each(SYSTEMS)('the app for %s on %s', (platform, arch) => {
  const files = packaged(platform, arch);

  test('has ONNX Runtime for that system, all of it and no other', () => {
    const native = filesIn(NATIVE);
    expect(files.filter((file) => file.startsWith(NATIVE))).toEqual(
      native.filter((file) => file.startsWith(`${NATIVE}/${platform}/${arch}/`)),
    );
    expect(files).toContain(`${NATIVE}/${platform}/${arch}/onnxruntime_binding.node`);
  });

  test('has SQLite for that system where npm has brought it, and no other', () => {
    const folders = new Set(files.filter((file) => file.includes('@libsql/')).map((file) => file.split('/')[2]));
    const binary = { linux: `linux-${arch}-gnu`, darwin: `darwin-${arch}`, win32: `win32-${arch}-msvc` }[platform];
    const isHere = existsSync(`node_modules/@libsql/${binary}`);
    expect([...folders]).toEqual(isHere ? [binary] : []);
  });

  test('has the packages that can’t be inside a bundle, and only those', () => {
    const names = new Set(files.map((file) => file.split('/')[1]));
    names.delete('@libsql');
    expect([...names].sort()).toEqual(['@neon-rs', 'libsql', 'onnxruntime-common', 'onnxruntime-node']);
    for (const name of ['@neon-rs/load', 'libsql', 'onnxruntime-common', 'onnxruntime-node']) {
      const { main } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
      expect(files).toEqual(
        expect.arrayContaining([`node_modules/${name}/package.json`, path.posix.join(`node_modules/${name}`, main)]),
      );
    }
  });
});

test('what is started or loaded as a library lies beside the archive, where it is looked for', () => {
  const isUnpacked = (file: string) => config.asarUnpack.some((pattern) => matches(pattern, file));
  expect(
    [
      'dist/executor.js',
      `${NATIVE}/linux/x64/onnxruntime_binding.node`,
      'node_modules/@libsql/linux-x64-gnu/index.node',
    ].map(isUnpacked),
  ).toEqual([true, true, true]);
  expect(['package.json', 'out/main/index.js', 'out/preload/index.cjs'].map(isUnpacked)).toEqual([false, false, false]);
  expect(unpacked('/opt/Patchloom/resources/app.asar/dist/executor.js')).toBe(
    '/opt/Patchloom/resources/app.asar.unpacked/dist/executor.js',
  );
  expect(unpacked('/home/me/app.asar.unpacked/dist/executor.js')).toBe('/home/me/app.asar.unpacked/dist/executor.js');
});

test('what is served or read as files lies in the resources folder as it does in the sources', () => {
  expect(config.extraResources.map(({ from, to }) => [from, to])).toEqual([
    ['models', 'models'],
    ['workflows', 'workflows'],
    ['out/renderer', 'out/renderer'],
  ]);
});

test('a packaged app takes no orders from its environment, and loads no other code', () => {
  expect(config.electronFuses).toMatchObject({
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  });
});

test('workflow files are opened with it', () => {
  expect(config.fileAssociations.map(({ ext }) => ext)).toEqual(['patchloom.json']);
});

describe('the icons', () => {
  /** Width and height from a PNG file's header. */
  const sizeOf = (png: Buffer) => {
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    return [png.readUInt32BE(16), png.readUInt32BE(20)];
  };

  test('for Linux are as large as their names say', () => {
    const folder = config.linux.icon;
    const names = readdirSync(folder);
    expect(names.map((name) => sizeOf(readFileSync(path.join(folder, name))).join('x'))).toEqual(
      names.map((name) => path.parse(name).name),
    );
    expect(names).toContain('512x512.png');
  });

  test('for Windows are pictures of the sizes in the directory, 256 among them', () => {
    const icon = readFileSync(config.win.icon);
    const entries = Array.from({ length: icon.readUInt16LE(4) }, (_, index) =>
      icon.subarray(6 + 16 * index, 22 + 16 * index),
    );
    const sizes = entries.map((entry) => {
      const [length, offset] = [entry.readUInt32LE(8), entry.readUInt32LE(12)];
      const [width] = sizeOf(icon.subarray(offset, offset + length));
      expect((width ?? 0) % 256).toBe(entry.readUInt8(0));
      return width;
    });
    expect(sizes).toContain(256);
  });

  test('for a Mac fill their file, up to 1024', () => {
    const icon = readFileSync(config.mac.icon);
    expect([icon.subarray(0, 4).toString(), icon.readUInt32BE(4)]).toEqual(['icns', icon.length]);
    const widths: (number | undefined)[] = [];
    for (let at = 8; at < icon.length; at += icon.readUInt32BE(at + 4)) widths.push(sizeOf(icon.subarray(at + 8))[0]);
    expect(Math.max(...widths.map(Number))).toBe(1024);
  });
});
