import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tensor } from '../../../src/core/tensor.ts';
import { adaptModel } from '../../../src/engine/lora/adapt-model.ts';
import { modelLayers } from '../../../src/engine/lora/model-layers.ts';
import { createSessions, type Sessions } from '../../../src/engine/onnx/sessions.ts';
import { type EditableModel, editableWeight, readModel, writeEdited } from '../../../src/engine/onnx-edit.ts';
import { type NodeToWrite, writeModel } from '../../../src/engine/onnx-writer.ts';
import { type Precision, quantiseModel, weightsFile } from '../../../src/engine/quantise/quantise-model.ts';
import { quantiseBlocks, quantiseColumns } from '../../../src/engine/quantise/quantise-weights.ts';

const SIDE = 96;
const LAYERS = ['in', 'q', 'k', 'out'] as const;

let folder: string;
let sessions: Sessions;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'patchloom-'));
  sessions = createSessions();
});
afterEach(async () => {
  await sessions.close();
  rmSync(folder, { recursive: true });
});

/** Numbers that look random, about as large as one. */
const wave = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, index) => 1.7 * Math.sin(seed + index * index * 0.37 + index));

/** `in`, then `q` and `k` side by side, then `out`, each of 96 × 96 weights; their sum is scaled to be about as large as x. */
function original(): EditableModel {
  const multiply = (input: string, layer: string, output: string): NodeToWrite => ({
    op: 'MatMul',
    name: `/${layer}/MatMul`,
    inputs: [input, `${layer}.w`],
    outputs: [output],
  });
  const port = (name: string) => ({ name, type: 'float32', dims: ['rows', SIDE] }) as const;
  const bytes = writeModel({
    nodes: [
      multiply('x', 'in', 'a'),
      multiply('a', 'q', 'b'),
      multiply('a', 'k', 'c'),
      { op: 'Add', inputs: ['b', 'c'], outputs: ['d'] },
      multiply('d', 'out', 'y'),
    ],
    weights: LAYERS.map((layer, seed) => ({
      name: `${layer}.w`,
      dims: [SIDE, SIDE],
      values: wave(SIDE * SIDE, seed).map((value) => value / 10),
    })),
    inputs: [port('x')],
    outputs: [port('y')],
  });
  return readModel(bytes);
}

const quantised = (precision: Precision) => {
  const model = original();
  const layers = quantiseModel(model, { precision, folder, store: (weight) => weight });
  return { model, layers };
};

async function run(model: EditableModel, name: string): Promise<Float32Array> {
  const file = path.join(folder, `${name}.onnx`);
  writeFileSync(file, writeEdited(model));
  const x = tensor(wave(5 * SIDE, 9), [5, SIDE]);
  return (await sessions.use(file, (session) => session.run({ x }))).y?.data ?? new Float32Array();
}

/** In decibels: 20 are a tenth, 40 a hundredth. */
function signalToNoise(wanted: Float32Array, given: Float32Array): number {
  const power = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0);
  return 10 * Math.log10(power(wanted) / power(wanted.map((value, index) => value - (given[index] as number))));
}

describe('E109: a model in fewer bits', () => {
  test.each<[Precision, number]>([
    ['int8', 33],
    ['int4', 15],
  ])('%s gives what the original gives, to %i dB', async (precision, decibels) => {
    const { model, layers } = quantised(precision);
    expect(layers).toBe(2);
    expect(signalToNoise(await run(original(), 'original'), await run(model, precision))).toBeGreaterThan(decibels);
  });

  test('keeps the first and the last layer as they are, and an input of two layers is quantised once', () => {
    const { model } = quantised('int8');
    expect(model.nodes.map(({ op }) => op).filter((op) => op !== 'Cast' && op !== 'Mul')).toEqual([
      'MatMul',
      'DynamicQuantizeLinear',
      'MatMulInteger',
      'MatMulInteger',
      'Add',
      'MatMul',
    ]);
    expect(model.weights.map(({ name }) => name)).toEqual([
      'in.w',
      'out.w',
      ...['q', 'k'].flatMap((name) => [`${name}.w.int8`, `${name}.w.scale`, `${name}.w.zero`]),
    ]);
  });

  test('reads weights from the file in which they lie, and from 16 bits that are cast, and writes into a file of its own', async () => {
    const model = original();
    const inside = await run(original(), 'inside');
    const beside = weightsFile(path.join(folder, 'old.data'));
    model.weights = model.weights.map((weight) => {
      const { data = Buffer.alloc(0), name, dims } = weight;
      const values = new Float32Array(Uint8Array.from(data).buffer);
      return editableWeight(beside.store({ name, dims, values }));
    });
    beside.close();
    const fresh = weightsFile(path.join(folder, 'new.data'));
    quantiseModel(model, { precision: 'int8', folder, store: fresh.store });
    expect(fresh.close()).toBe(2 * SIDE * SIDE);
    expect(signalToNoise(inside, await run(model, 'outside'))).toBeGreaterThan(33);
  });

  test.each<Precision>(['int8', 'int4'])('%s takes a LoRA as the original does', async (precision) => {
    const { model } = quantised(precision);
    const plain = original();
    for (const each of [plain, model]) {
      const layer = modelLayers(each).get('k');
      if (!layer) throw new Error('The layer has lost its name');
      const down = tensor(wave(2 * SIDE, 4), [2, SIDE]);
      const up = tensor(wave(2 * SIDE, 5), [SIDE, 2]);
      adaptModel(each, [{ layer, down, up, factor: 3 }]);
    }
    const [wanted, given] = [await run(plain, 'plain'), await run(model, precision)];
    const without = await run(original(), 'without');
    expect(signalToNoise(wanted, without)).toBeLessThan(5);
    expect(signalToNoise(wanted, given)).toBeGreaterThan(25);
  });
});

test('whole numbers in columns are within half a step of the weights, and use no more than seven bits and a sign', () => {
  const weights = fc.array(fc.float({ noNaN: true, min: -8, max: 8 }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(weights, (list) => {
      const { values, scales } = quantiseColumns(Float32Array.from(list), 2, 3);
      for (const [index, weight] of list.entries()) {
        const scale = scales[index % 3] as number;
        expect(Math.abs((values[index] as number) * scale - weight)).toBeLessThanOrEqual(scale * 0.5001 + 1e-30);
      }
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(63);
    }),
  );
});

test('blocks hold the least bits first, and missing rows are zeros', () => {
  // A column of three weights, blocks of two: scales −8·s = the farthest.
  const { bits, scales } = quantiseBlocks(Float32Array.of(1, -2, 4), 3, 1, 4, 2);
  expect([...scales]).toEqual([0.25, -0.5]);
  // 1 is 4 steps above the middle of 8, −2 eight below; 4 is eight below in steps of −0.5, then nothing.
  expect([...bits]).toEqual([12 | (0 << 4), 0 | (8 << 4)]);
});

test('a model that was taken apart and put together is the same model', async () => {
  const file = 'test/fixtures/models/add.onnx';
  const copy = path.join(folder, 'copy.onnx');
  writeFileSync(copy, writeEdited(readModel(readFileSync(file))));
  const x = tensor(Float32Array.of(1, 2, 3), [1, 3]);
  const count = { data: BigInt64Array.of(10n, 20n, 30n), dims: [1, 3] };
  const { sum } = await sessions.use(copy, (session) => session.run({ x, count }));
  expect([...(sum?.data ?? [])]).toEqual([11, 22, 33]);
});
