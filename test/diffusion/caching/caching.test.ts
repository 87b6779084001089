import { describe, expect, test } from 'vitest';
import type { Branch, EvaluateBranches } from '../../../src/core/denoiser.ts';
import type { AcceleratedDenoiser } from '../../../src/diffusion/caching/accelerate.ts';
import { easyCache, easyCacheOfComfy, easyCacheOfPaper, lazyCache } from '../../../src/diffusion/caching/easy-cache.ts';
import { magCacheDenoiser, measureMagnitudes, resampleRatios } from '../../../src/diffusion/caching/mag-cache.ts';
import { extrapolateBranches, extrapolateDenoiser } from '../../../src/diffusion/caching/taylor.ts';
import type { Denoise } from '../../../src/diffusion/denoise.ts';
import { flowNoiseModel } from '../../../src/diffusion/noise-model.ts';
import { wrapPrediction } from '../../../src/diffusion/prediction.ts';
import { sampleEuler } from '../../../src/diffusion/samplers/euler.ts';
import { sampleHeun } from '../../../src/diffusion/samplers/two-stage.ts';
import { simpleSigmas } from '../../../src/diffusion/schedules/table-schedules.ts';
import { relativeDifference } from '../largest-difference.ts';

const of = (...values: number[]) => Float32Array.of(...values);

/** Asks a denoiser for `steps` steps, with the state 100 − step, and says which of them reached the network. */
async function walk(
  steps: number,
  wrap: (denoise: Denoise) => AcceleratedDenoiser,
  network: (x: number, step: number) => number,
) {
  const asked: number[] = [];
  const { denoise, count } = wrap(async (x, _sigma, step) => {
    asked.push(step);
    return x.map((value) => network(value, step));
  });
  const results: number[] = [];
  for (let step = 0; step < steps; step++) {
    const [result = Number.NaN] = await denoise(of(100 - step, 100 - step), 1 - step / steps, step);
    results.push(result);
  }
  return { asked, results, count: count() };
}

describe('EasyCache', () => {
  test('of the paper: after the warm-up, steps are guessed until their changes add up to the threshold', async () => {
    // The network adds 10: its output changes as its input, k = 1. A step changes about 1 in 100.
    const options = easyCacheOfPaper({ steps: 20, threshold: 0.035, warmUp: 4 });
    const { asked, results, count } = await walk(
      20,
      (denoise) => lazyCache(denoise, options),
      (x) => x + 10,
    );
    // Step 4 sets k; then 1/106, 2/106, 3/106 stay below, 4/106 does not.
    expect(asked).toEqual([0, 1, 2, 3, 4, 8, 12, 16, 19]);
    expect(count).toEqual({ computed: 9, skipped: 11 });
    // A constant residual makes every guess exact.
    expect(results).toEqual(Array.from({ length: 20 }, (_, step) => 110 - step));
  });

  test('of ComfyUI: between its shares of the way, while the state is near the last computed one', async () => {
    const options = easyCacheOfComfy(flowNoiseModel(), { threshold: 0.025, start: 0.25, end: 0.75 });
    const { asked } = await walk(
      20,
      (denoise) => lazyCache(denoise, options),
      (x) => x,
    );
    // Active from σ 0.75 to above 0.25: steps 5 to 14. Step 5 sets k = 1; two steps of 1 in 95 stay below 0.025.
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 8, 11, 14, 15, 16, 17, 18, 19]);
  });

  test('a network whose output changes faster than its input is asked more often', async () => {
    const options = easyCacheOfPaper({ steps: 20, threshold: 0.035, warmUp: 4 });
    const calm = await walk(
      20,
      (denoise) => lazyCache(denoise, options),
      (x) => x + 10,
    );
    const lively = await walk(
      20,
      (denoise) => lazyCache(denoise, options),
      (x) => 3 * x - 190,
    );
    expect(lively.count.computed).toBeGreaterThan(calm.count.computed);
  });

  test('keeps a residual per branch and computes when a branch is new', async () => {
    const asked: (readonly Branch[])[] = [];
    const evaluate: EvaluateBranches = async ({ x }, branches) => {
      asked.push(branches);
      return { conditional: x.map((value) => value + 1), unconditional: x.map((value) => value - 1) };
    };
    const cache = easyCache(evaluate, { threshold: 10, compareWith: 'previous', maySkip: () => true });
    const step = (index: number, branches: readonly Branch[]) =>
      cache.evaluate({ x: of(100 - index), sigma: 1, step: index }, branches);
    await step(0, ['conditional']);
    await step(1, ['conditional']);
    expect(await step(2, ['conditional'])).toEqual({ conditional: of(99) });
    await step(3, ['conditional', 'unconditional']);
    expect(await step(4, ['conditional', 'unconditional'])).toEqual({ conditional: of(97), unconditional: of(95) });
    expect(asked).toEqual([['conditional'], ['conditional'], ['conditional', 'unconditional']]);
  });
});

describe('MagCache', () => {
  test('residuals of constant size are reused as often in a row as is allowed', async () => {
    const options = { ratios: Array(20).fill(1), longestSkip: 3, retention: 0.2 };
    const { asked, results } = await walk(
      20,
      (denoise) => magCacheDenoiser(denoise, options),
      (x) => x - 5,
    );
    expect(asked).toEqual([0, 1, 2, 3, 7, 11, 15, 19]);
    expect(results).toEqual(Array.from({ length: 20 }, (_, step) => 95 - step));
  });

  test('errors of the magnitude add up: a ratio of 0.9 is 0.1, then 0.19', async () => {
    const options = { ratios: Array(12).fill(0.9), longestSkip: 9, retention: 0, threshold: 0.3 };
    const { asked } = await walk(
      12,
      (denoise) => magCacheDenoiser(denoise, options),
      (x) => x,
    );
    expect(asked).toEqual([0, 3, 6, 9]);
  });

  test('ratios are measured in one run and stretched to another length', async () => {
    const { evaluate, ratios } = measureMagnitudes(async ({ x, step }) => ({
      conditional: x.map((value) => value + 2 ** step),
    }));
    for (const step of [0, 1, 2]) await evaluate({ x: of(1, 1), sigma: 1, step }, ['conditional']);
    expect(ratios()).toEqual([1, 2, 2]);
    expect(resampleRatios([1, 2, 3], 5)).toEqual([1, 2, 2, 3, 3]);
    expect(resampleRatios([1, 2, 3], 1)).toEqual([1]);
  });
});

describe('Taylor extrapolation', () => {
  test('22 of 50 steps are computed, and a line over the steps is continued exactly', async () => {
    const { results, count } = await walk(
      50,
      (denoise) => extrapolateDenoiser(denoise, { steps: 50 }),
      (_x, step) => 3 - 2 * step,
    );
    expect(count).toEqual({ computed: 22, skipped: 28 });
    expect(results).toEqual(Array.from({ length: 50 }, (_, step) => 3 - 2 * step));
  });

  test('order 2 continues a parabola, order 0 repeats', async () => {
    const run = (order: number) =>
      walk(
        12,
        (denoise) => extrapolateDenoiser(denoise, { steps: 12, order, interval: 2 }),
        (_x, step) => step * step,
      );
    expect((await run(2)).results).toEqual(Array.from({ length: 12 }, (_, step) => step * step));
    expect((await run(0)).results).toEqual([0, 1, 4, 9, 16, 25, 25, 49, 49, 81, 100, 121]);
  });

  test('works on branches before guidance', async () => {
    const { evaluate, count } = extrapolateBranches(async ({ step }) => ({ conditional: of(step) }), {
      steps: 9,
      warmUp: 3,
    });
    const results: unknown[] = [];
    for (let step = 0; step < 9; step++) results.push(await evaluate({ x: of(0), sigma: 1, step }, ['conditional']));
    expect(results).toEqual(Array.from({ length: 9 }, (_, step) => ({ conditional: of(step) })));
    expect(count()).toEqual({ computed: 6, skipped: 3 });
  });
});

describe('in a run', () => {
  const noiseModel = flowNoiseModel({ shift: 3 });
  const toy: Denoise = async (x, sigma) => x.map((value) => (0.6 * value) / (1 + sigma) + 0.1 * Math.sin(3 * value));
  const start = Float32Array.from({ length: 48 }, (_, index) => (index / 48) * 2 - 1);
  const sigmas = simpleSigmas(noiseModel, 40);

  test.each<[string, (denoise: Denoise) => AcceleratedDenoiser]>([
    ['LazyCache', (denoise) => lazyCache(denoise, easyCacheOfPaper({ steps: 40, threshold: 0.01, warmUp: 6 }))],
    ['Taylor', (denoise) => extrapolateDenoiser(denoise, { steps: 40 })],
  ])('%s skips a third of the steps and ends near the whole run', async (_name, wrap) => {
    const whole = await sampleEuler({ start, sigmas, noiseModel, denoise: toy });
    let count: AcceleratedDenoiser['count'] | undefined;
    const denoise = wrapPrediction(toy, 'flow', { kind: 'flow' }, (velocity) => {
      const accelerated = wrap(velocity);
      count = accelerated.count;
      return accelerated.denoise;
    });
    const result = await sampleEuler({ start, sigmas, noiseModel, denoise });
    expect(count?.().skipped).toBeGreaterThanOrEqual(13);
    expect(relativeDifference(result, [...whole])).toBeLessThanOrEqual(0.02);
  });

  test('the second estimate of a step is computed, whatever was guessed for the first', async () => {
    let evaluations = 0;
    const counting: Denoise = (x, sigma, step) => {
      evaluations++;
      return toy(x, sigma, step);
    };
    const { denoise, count } = extrapolateDenoiser(counting, { steps: 40 });
    await sampleHeun({ start, sigmas, noiseModel, denoise });
    expect(evaluations).toBe(count().computed + 39);
  });
});
