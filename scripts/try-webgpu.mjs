// Makes the same video on the processor and on WebGPU and compares the frames. Without a GPU (some minutes):
//   npm run build:cli && scripts/with-software-vulkan.sh node scripts/try-webgpu.mjs
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'patchloom-webgpu-'));
const patchloom = (...args) =>
  execFileSync(process.execPath, [path.join(root, 'dist', 'cli.js'), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });

try {
  const { devices } = JSON.parse(patchloom('doctor', '--json'));
  const webgpu = devices.find(({ device }) => device === 'webgpu');
  console.log(webgpu);
  if (!webgpu?.isUsable) process.exit(1);
  const [expected, found] = ['cpu', 'webgpu'].map((device) => framesMadeOn(device));
  if (expected.length === 0 || expected.length !== found.length) throw new Error('The videos differ in size');
  let sum = 0;
  let largest = 0;
  for (const [index, value] of expected.entries()) {
    const difference = Math.abs(value - found[index]);
    sum += difference;
    largest = Math.max(largest, difference);
  }
  console.log(`${expected.length} values from 0 to 255: mean difference ${sum / expected.length}, largest ${largest}`);
  process.exitCode = largest > 8 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}

/** RGB of all frames of two steps, written as nearly lossless video. */
function framesMadeOn(device) {
  const workflow = path.join(root, 'workflows', 'text-to-video.json');
  const settings = ['--set', 'sampler.steps=2', '--set', 'save.quality=1', '--json'];
  const start = performance.now();
  const events = patchloom('run', workflow, ...settings, '--device', device, '--out', path.join(folder, device))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  console.log(`${device}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  const logs = events.filter(({ kind }) => kind === 'node-log').map(({ message }) => message);
  for (const message of logs) console.log(`  ${message}`);
  // Where a device can keep latents, they must not come back between the steps.
  if (device === 'webgpu' && !logs.some((message) => message.startsWith('The latent stayed on the device')))
    throw new Error('The latent came back between the steps');
  const [name] = readdirSync(path.join(folder, device)).filter((file) => file.endsWith('.mp4'));
  const file = path.join(folder, device, name);
  return execFileSync('ffmpeg', ['-v', 'error', '-i', file, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'], {
    maxBuffer: 2 ** 30,
  });
}
