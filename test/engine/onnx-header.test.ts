import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { readOnnxHeader } from '../../src/engine/onnx-header.ts';

const fixtures = path.resolve(import.meta.dirname, '../fixtures/models');
const sprites = path.resolve(import.meta.dirname, '../../models/sprites');
const models = [fixtures, sprites].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.onnx'))
    .map((name) => path.join(folder, name)),
);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'patchloom-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.each(models.map((file) => [path.basename(file), file]))(
  'the header of %s is what onnxruntime says',
  async (_, file) => {
    const session = await InferenceSession.create(file);
    const metadata = (ports: InferenceSession['inputMetadata']) =>
      ports.map((port) =>
        port.isTensor ? { name: port.name, type: port.type, dims: port.shape } : { name: port.name },
      );
    const { inputs, outputs } = readOnnxHeader(file);
    expect({ inputs, outputs }).toEqual({
      inputs: metadata(session.inputMetadata),
      outputs: metadata(session.outputMetadata),
    });
    await session.release();
  },
);

test('external files are told by the names that the model gives them', () => {
  expect(readOnnxHeader(path.join(fixtures, 'external.onnx')).external).toEqual(['weights.pb']);
  expect(readOnnxHeader(path.join(fixtures, 'add.onnx')).external).toEqual([]);
});

test('a model of 600 MB is read in a moment, as its weights are passed over', async () => {
  const file = path.join(folder, 'large.onnx');
  // ModelProto.graph { initializer { raw_data: 600 MB }, output { name: "y" } }; the weights are a hole in the file.
  const weights = 600_000_000;
  const raw = [0x4a, ...varint(weights)];
  const initializer = [0x2a, ...varint(raw.length + weights)];
  const output = [0x62, 3, 0x0a, 1, 0x79];
  const start = [0x3a, ...varint(initializer.length + raw.length + weights + output.length), ...initializer, ...raw];
  await writeFile(file, Buffer.from(start));
  await truncate(file, start.length + weights);
  await writeFile(file, Buffer.from(output), { flag: 'a' });
  const before = process.cpuUsage();
  expect(readOnnxHeader(file)).toEqual({ inputs: [], outputs: [{ name: 'y', type: 'unknown' }], external: [] });
  // Of the processor, so that it counts for nothing what else the machine does: reading the weights takes more.
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(100);
});

describe('what is not a model', () => {
  const add = readFileSync(path.join(fixtures, 'add.onnx'));
  const refusal = async (content: Uint8Array) => {
    const file = path.join(folder, 'broken.onnx');
    await writeFile(file, content);
    try {
      return readOnnxHeader(file);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return error.message;
    }
  };

  test('is said to be none', async () => {
    expect(await refusal(Buffer.alloc(0))).toBe('broken.onnx is not an ONNX model: it holds no graph');
    expect(await refusal(Buffer.from('<!doctype html>'))).toMatch(/^broken.onnx is not an ONNX model: /);
    expect(await refusal(add.subarray(0, add.length / 2))).toMatch(/goes on to byte \d+, past the end/);
  });

  test('never breaks the reader, whatever its bytes', async () => {
    const damaged = fc
      .array(fc.tuple(fc.nat(add.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => {
        const copy = Buffer.from(add);
        for (const [at, byte] of changes) copy[at] = byte;
        return copy;
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), async (content) => {
        await refusal(content);
      }),
      { numRuns: 300 },
    );
    expect(statSync(path.join(folder, 'broken.onnx')).isFile()).toBe(true);
  });
});

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
