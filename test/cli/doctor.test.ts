import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { doctorText } from '../../src/cli/doctor-text.ts';
import type { MachineReport } from '../../src/engine/examine-machine.ts';
import { CLI, runCli } from '../support/run-cli.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'patchloom-doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));
// No driver is looked for, so that the answer is the same on every machine.
const env = { HOME: folder, XDG_CONFIG_HOME: folder, VK_DRIVER_FILES: '/nowhere.json' };

test('doctor --json says what is here: versions, devices with reasons, ffmpeg, memory, folders', async () => {
  const { code, stdout } = await runCli(['doctor', '--json'], { cwd: folder, env });
  const report = JSON.parse(stdout) as MachineReport;
  expect([code, report.isReady]).toEqual([0, true]);
  expect(Object.keys(report)).toEqual(['system', 'versions', 'memory', 'devices', 'ffmpeg', 'folders', 'isReady']);
  expect(report.versions).toMatchObject({ node: process.versions.node, onnxRuntime: '1.30.0' });
  expect(report.devices.at(-1)).toEqual({ device: 'cpu', isUsable: true, fusedAttention: true });
  expect(report.devices.filter(({ isUsable, reason }) => !isUsable && !reason)).toEqual([]);
  expect(report.folders[0]).toMatchObject({ what: 'output', state: 'absent' });
});

test('ONNX Runtime reports to nobody: it leaves no id of this machine and nothing to be sent', async () => {
  const home = path.join(folder, 'nobody');
  mkdirSync(home);
  // Nothing else of the environment: where it takes a machine for a build server, it reports nothing anyway.
  const bare = { PATH: process.env.PATH ?? '', HOME: home, XDG_CACHE_HOME: home, VK_DRIVER_FILES: '/nowhere.json' };
  const args = [CLI, 'run', path.resolve('workflows/text-to-video.json'), '--set', 'sampler.steps=1'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env: bare });
  expect(stdout).toContain('.mp4');
  expect(readdirSync(home, { recursive: true }).filter((name) => String(name).includes('Microsoft'))).toEqual([]);
});

test('without ffmpeg it says so, and how to get one; exit code 1', async () => {
  const { code, stdout } = await runCli(['doctor'], { cwd: folder, env: { ...env, FFMPEG_PATH: '/no/ffmpeg' } });
  expect(code).toBe(1);
  expect(stdout).toContain('FFMPEG_PATH names /no/ffmpeg, which does not work as ffmpeg');
  expect(stdout.trim().split('\n').at(-1)).toBe('Something that workflows need is missing.');
});

test('E74: who names a device that can’t be used is told why by the first node that opens a model, and gets the video', async () => {
  const foreign = process.platform === 'win32' ? 'coreml' : 'directml';
  const settings = ['--set', 'sampler.steps=1', '--device', foreign, '--out', 'out'];
  const { code, stderr } = await runCli(['run', path.resolve('workflows/text-to-video.json'), ...settings], {
    cwd: folder,
    env,
  });
  const title = process.platform === 'win32' ? 'CoreML' : 'DirectML';
  const reason = `ONNX Runtime has none for ${process.platform}/${process.arch}`;
  expect(stderr.split(`${title} can’t be used: ${reason}. Models run on the processor.`).length).toBe(2);
  expect(code).toBe(0);
});

test('the table names each device with what came of trying it', () => {
  const text = doctorText({
    system: { name: 'linux 6 x64', processor: 'A processor', cores: 2 },
    versions: { patchloom: '1.0.0', node: '20.19.0', onnxRuntime: undefined },
    memory: { usable: 8 * 1024 ** 3, available: 2 * 1024 ** 3 },
    devices: [
      { device: 'webgpu', isUsable: true, fusedAttention: true, milliseconds: 10, cpuMilliseconds: 125 },
      { device: 'cuda', isUsable: false, reason: 'its libraries are not installed' },
    ],
    ffmpeg: { path: '/usr/bin/ffmpeg', source: 'PATH', version: '7.1' },
    folders: [{ what: 'output', path: '/out', state: 'read-only', freeBytes: 1024 ** 3 }],
    isReady: false,
  });
  expect(text).toBe(`Patchloom     1.0.0
Node.js       20.19.0
ONNX Runtime  has no binary for this system
ffmpeg        7.1  /usr/bin/ffmpeg (PATH)

system        linux 6 x64
processor     A processor, 2 cores
memory        8.0 GiB, 2.0 GiB available

WebGPU        works: 13 × the speed of the processor
CUDA          can’t be used: its libraries are not installed

output        /out, read-only, 1.0 GiB free

Something that workflows need is missing.
`);
});
