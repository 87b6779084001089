import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { DEVICES } from '../../../src/core/devices.ts';
import { tensor } from '../../../src/core/tensor.ts';
import { devicesOf } from '../../../src/engine/onnx/availability.ts';
import { limitedThreads } from '../../../src/engine/onnx/device-session.ts';
import { createSessions, type Sessions } from '../../../src/engine/onnx/sessions.ts';
import { writeModel } from '../../../src/engine/onnx-writer.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'patchloom-devices-'));
afterAll(() => rmSync(folder, { recursive: true }));

let sessions: Sessions;
let said: string[];
beforeEach(() => {
  sessions = createSessions();
  said = [];
});
afterEach(() => sessions.close());

/** A device that ONNX Runtime's binary for this system does not know. */
const foreign = DEVICES.find((device) => !devicesOf(process.platform, process.arch).includes(device)) ?? 'coreml';
const port = (name: string) => ({ name, type: 'float32' as const, dims: [1, 2, 2] });
const x = tensor(Float32Array.of(1, 2, 3, 4), [1, 2, 2]);

test('a process that was given a part of the processors has as many threads for a model; one that has them all leaves it to the runtime', () => {
  expect([limitedThreads(1, 2), limitedThreads(4, 64), limitedThreads(8, 8)]).toEqual([1, 4, undefined]);
});

function model(
  name: string,
  node: { op: string; domain?: 'com.microsoft'; inputs: string[]; attributes?: Record<string, number> },
) {
  const file = path.join(folder, name);
  writeFileSync(
    file,
    writeModel({ inputs: [port('x')], outputs: [port('y')], weights: [], nodes: [{ ...node, outputs: ['y'] }] }),
  );
  return file;
}
const run = (file: string) =>
  sessions.use(
    file,
    (session) => session.run({ x }),
    undefined,
    (message) => said.push(message),
  );

test('E75: a model that a device refuses runs on the processor, and the reason is told once', async () => {
  const file = model('negative.onnx', { op: 'Neg', inputs: ['x'] });
  sessions.setDevices([{ device: foreign, fusedAttention: true, keepsTensors: false }], 'A note.');
  expect((await run(file)).y?.data).toEqual(Float32Array.of(-1, -2, -3, -4));
  await run(file);
  expect(said).toEqual(['A note.', expect.stringMatching(/^negative\.onnx is refused by .+: .*backend not found\.$/)]);
});

test('E76: where attention in one operator is wrong, models that have it stay on the processor', async () => {
  const file = model('attention.onnx', {
    op: 'MultiHeadAttention',
    domain: 'com.microsoft',
    inputs: ['x', 'x', 'x'],
    attributes: { num_heads: 1 },
  });
  sessions.setDevices([{ device: 'webgpu', fusedAttention: false, keepsTensors: false }]);
  // softmax(x·xᵀ/√2)·x, worked out by hand: scores (5, 11) and (11, 25) over √2.
  const [first, second] = [Math.exp(5 / Math.SQRT2), Math.exp(11 / Math.SQRT2)];
  const { y } = await run(file);
  expect(y?.data[0]).toBeCloseTo((1 * first + 3 * second) / (first + second), 5);
  expect(said).toEqual(['attention.onnx runs on the processor: WebGPU gets attention in one operator wrong']);
});

test('E74: a change of device closes what is open; the next use opens it anew', async () => {
  const file = model('square.onnx', { op: 'Abs', inputs: ['x'] });
  await run(file);
  expect(sessions.openCount).toBe(1);
  sessions.setDevices([]);
  await expect.poll(() => sessions.openCount).toBe(0);
  await run(file);
  expect(sessions.openCount).toBe(1);
});

test('E76: a device that cannot be here is told with its reason, without being tried', async () => {
  expect(await sessions.checkDevice(foreign)).toEqual({
    device: foreign,
    isUsable: false,
    reason: `ONNX Runtime has none for ${process.platform}/${process.arch}`,
  });
});
