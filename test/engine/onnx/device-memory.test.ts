import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { modelPackSchema } from '../../../src/core/model-pack.ts';
import type { DeviceMemory, ModelSession } from '../../../src/core/node-context.ts';
import { intTensor, type Tensor, tensor } from '../../../src/core/tensor.ts';
import { type SampleRequest, sampleLatent } from '../../../src/diffusion/denoiser/sample-latent.ts';
import { classifierFree } from '../../../src/diffusion/guidance/classifier-free.ts';
import { rescaled } from '../../../src/diffusion/guidance/rescale.ts';
import { randomNormal } from '../../../src/diffusion/random.ts';
import { TensorKeeper } from '../../../src/engine/onnx/device-memory.ts';
import { toOrtFeeds, toTensor } from '../../../src/engine/onnx/feeds.ts';
import { type LentMemory, lendMemory } from '../../../src/engine/onnx/lend-memory.ts';
import { loadRuntime } from '../../../src/engine/onnx/runtime.ts';
import { relativeDifference } from '../../diffusion/largest-difference.ts';

// The processor stands in for a device that keeps tensors: the same graphs, kept and let go by the same rules. On WebGPU itself, scripts/try-webgpu.mjs.
const pack = path.resolve(import.meta.dirname, '../../../models/sprites');
const manifest = modelPackSchema.parse(JSON.parse(readFileSync(path.join(pack, 'modelpack.json'), 'utf8')));

let denoiser: InferenceSession;
beforeAll(async () => {
  const { InferenceSession } = await loadRuntime();
  denoiser = await InferenceSession.create(path.join(pack, 'denoiser.onnx'), { logSeverityLevel: 4 });
});
afterAll(() => denoiser.release());

let keeper: TensorKeeper;
let lent: LentMemory;
let memory: DeviceMemory;
let runs: number;
let failures: string[];
let failsAtRun: number | undefined;
beforeEach(() => {
  keeper = new TensorKeeper('cpu');
  [runs, failures, failsAtRun] = [0, [], undefined];
  lent = lendMemory(keeper, {
    async run(feeds) {
      if (runs++ === failsAtRun) throw new Error('Device lost');
      return denoiser.run(toOrtFeeds(feeds, await loadRuntime()));
    },
    async fail(cause) {
      failures.push((cause as Error).message);
      await keeper.close();
    },
  });
  memory = lent.memory;
});
afterEach(async () => {
  lent.end();
  expect(keeper.heldCount).toBe(0);
  await keeper.close();
});

const held = (values: readonly number[], dims: readonly number[]) =>
  memory.hold(tensor(Float32Array.from(values), dims));
const valuesOf = async (each: Awaited<ReturnType<typeof held>>) => [...(await memory.read(each)).data];

test('E84: a device adds up parts of what it holds, and says whether all numbers are finite', async () => {
  const state = await held([1, 2], [1, 2]);
  const answers = await held([10, 20, 30, 40], [2, 2]);
  const { sum, allFinite } = await memory.sum([
    { held: state, weights: [2] },
    { held: answers, weights: [1, -0.5] },
  ]);
  expect([await valuesOf(sum), sum.dims, allFinite]).toEqual([[-3, 4], [1, 2], true]);
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    const one = await held([bad, 0], [1, 2]);
    expect(
      (
        await memory.sum([
          { held: state, weights: [1] },
          { held: one, weights: [1] },
        ])
      ).allFinite,
    ).toBe(false);
  }
});

test('E84: a device repeats what it holds for each branch, scaled', async () => {
  const twice = await memory.repeat(await held([1, 2, 3, 4], [2, 2]), 2, 0.5);
  expect([await valuesOf(twice), twice.dims]).toEqual([
    [0.5, 1, 1.5, 2, 0.5, 1, 1.5, 2],
    [4, 2],
  ]);
});

/** A run of the built-in model on 32 × 32 pixels and one frame. */
function request(more: Partial<SampleRequest> = {}): SampleRequest {
  const context = (seed: number, words: number) => ({
    context: randomNormal([1, words, 256], seed),
    mask: intTensor(Array(words).fill(1), [1, words]),
  });
  const session: ModelSession = {
    inputTypes: Object.fromEntries(denoiser.inputMetadata.map((each) => [each.name, each.isTensor ? each.type : ''])),
    async run(feeds) {
      const results = Object.entries(await denoiser.run(toOrtFeeds(feeds, await loadRuntime())));
      return Object.fromEntries(results.map(([name, value]) => [name, toTensor(name, value, 'denoiser.onnx')]));
    },
  };
  return {
    session,
    denoiser: {
      model: { name: 'sprites', manifest },
      conditions: { conditional: context(1, 9), unconditional: context(2, 2) },
      guidanceOf: () => classifierFree(3),
      accelerations: [],
    },
    sampler: { name: 'euler', options: {}, seed: 5 },
    sigmas: [1, 0.8, 0.5, 0.2, 0],
    noise: randomNormal([1, 48, 1, 4, 4], 3),
    signal: { aborted: false, throwIfAborted() {} },
    onStep() {},
    ...more,
  };
}

/** The same run with the latent on the device, and what it differs by from one on the host. */
async function bothWays(more: Partial<SampleRequest> = {}) {
  const steps: number[] = [];
  const estimates: Tensor[] = [];
  const host = request(more);
  const expected = await sampleLatent(host);
  const found = await sampleLatent({
    ...host,
    session: { ...host.session, memory },
    onStep: (done) => steps.push(done),
    async onEstimate(read) {
      estimates.push(await read());
    },
  });
  const difference = relativeDifference(found.samples.data, [...expected.samples.data]);
  return { difference, dims: found.samples.dims, report: found.report, steps, estimates, expected };
}

const STAYED = ['The latent stayed on the device between the steps'];

test('E84: a latent that stays on the device becomes what it becomes on the host, and is shown after each step', async () => {
  const { difference, dims, report, steps, estimates, expected } = await bothWays();
  expect(difference).toBeLessThan(1e-5);
  expect([dims, report, steps, estimates.length]).toEqual([[1, 48, 1, 4, 4], STAYED, [0, 1, 2, 3, 4], 4]);
  // At the last level, Euler’s method ends on the estimate.
  expect(relativeDifference(estimates.at(-1)?.data ?? [], [...expected.samples.data])).toBeLessThan(1e-5);
  // Nothing is left but what stays the same for all steps: contexts of both branches and positions.
  expect(keeper.heldCount).toBeLessThanOrEqual(4);
});

test.each(['dpmpp_2m_sde', 'heun'])('E84: so does one of %s, for two items at once', async (name) => {
  const { difference, report } = await bothWays({
    sampler: { name, options: {}, seed: 5 },
    noise: randomNormal([2, 48, 1, 4, 4], 3),
  });
  expect([difference < 2e-5, report]).toEqual([true, STAYED]);
});

test('E84: where guidance looks at the numbers, the latent comes back after each step', async () => {
  const { denoiser: plain } = request();
  const looking = { ...plain, guidanceOf: () => rescaled(classifierFree(3), 0.7, 1) };
  const { difference, report } = await bothWays({ denoiser: looking });
  expect([difference, report, runs]).toEqual([0, [], 0]);
});

test('E29: on the device as well, the first step that is not finite is named', async () => {
  const plain = request();
  const guidanceOf = () => {
    const usual = classifierFree(3);
    return {
      ...usual,
      weightsAt: ({ step }: { step: number }) => ({ conditional: step === 2 ? 1e39 : 1, unconditional: 0 }),
    };
  };
  const work = sampleLatent({
    ...plain,
    denoiser: { ...plain.denoiser, guidanceOf },
    session: { ...plain.session, memory },
  });
  await expect(work).rejects.toThrow('Step 3 of 4 is the first whose result holds values that are not finite numbers');
});

test('E75: a device that fails in the middle of a run loses the model to the processor, which makes all of it', async () => {
  failsAtRun = 2;
  const { difference, report, steps } = await bothWays();
  expect([difference, report, failures]).toEqual([0, [], ['Device lost']]);
  expect(steps).toEqual([0, 1, 2, 1, 2, 3, 4]);
});

test('what a borrower of the memory still holds is let go when the loan ends', async () => {
  await held([1], [1]);
  expect(keeper.heldCount).toBe(1);
  lent.end();
  expect(keeper.heldCount).toBe(0);
});
