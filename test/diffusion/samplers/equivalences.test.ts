import { describe, expect, test } from 'vitest';
import type { NoiseModel } from '../../../src/diffusion/noise-model.ts';
import type { SamplerOptions } from '../../../src/diffusion/samplers/run-steps.ts';
import { SAMPLERS, type SamplerName } from '../../../src/diffusion/samplers/samplers.ts';
import { SCHEDULES } from '../../../src/diffusion/schedules/schedules.ts';
import { relativeDifference } from '../largest-difference.ts';
import { flowOfShift3, stableDiffusion, toyRun } from './toy-run.ts';

const karras = SCHEDULES.karras(stableDiffusion, 12);
const simple = SCHEDULES.simple(flowOfShift3, 12);

type Way = readonly [SamplerName, SamplerOptions?];

describe('two names for one path', () => {
  test.each<[string, NoiseModel, readonly number[], Way, Way]>([
    ['DDIM without fresh noise is Euler in σ', stableDiffusion, karras, ['ddim'], ['euler']],
    ['Euler along a flow is DDIM in its coordinates', flowOfShift3, simple, ['ddim'], ['euler']],
    [
      'DDIM with all fresh noise is the ancestral Euler',
      stableDiffusion,
      karras,
      ['ddim', { eta: 1 }],
      ['euler_ancestral'],
    ],
    ['the ancestral Euler is the posterior of DDPM', stableDiffusion, karras, ['euler_ancestral'], ['ddpm']],
    ['an ancestral Euler without noise is Euler', flowOfShift3, simple, ['euler_ancestral', { eta: 0 }], ['euler']],
    [
      '2M SDE of Heun’s type is the ancestral RES',
      stableDiffusion,
      karras,
      ['dpmpp_2m_sde_heun'],
      ['res_multistep_ancestral'],
    ],
    ['2M SDE without noise is 2M', stableDiffusion, karras, ['dpmpp_2m_sde', { eta: 0 }], ['dpmpp_2m']],
    ['LMS of order 1 is Euler', flowOfShift3, simple, ['lms', { order: 1 }], ['euler']],
    ['DEIS of order 1 is Euler', flowOfShift3, simple, ['deis', { order: 1 }], ['euler']],
    ['dpm_2 with no ancestral noise is dpm_2', stableDiffusion, karras, ['dpm_2_ancestral', { eta: 0 }], ['dpm_2']],
    [
      'RES with no ancestral noise is RES',
      stableDiffusion,
      karras,
      ['res_multistep_ancestral', { eta: 0 }],
      ['res_multistep'],
    ],
    [
      'SEEDS-2 without noise is dpmpp_sde without noise',
      stableDiffusion,
      karras,
      ['seeds_2', { eta: 0 }],
      ['dpmpp_sde', { eta: 0 }],
    ],
  ])('%s', async (_sentence, model, sigmas, [one, oneOptions], [other, otherOptions]) => {
    const { result } = await toyRun(one, model, sigmas, oneOptions);
    const expected = await toyRun(other, model, sigmas, otherOptions);
    expect(relativeDifference(result, [...expected.result])).toBeLessThanOrEqual(1e-5);
  });
});

describe('order', () => {
  // Without an end at 0, where all methods lose their order, halving the steps divides the error by 2^order.
  const end = async (sampler: SamplerName, steps: number, options: SamplerOptions = {}) => {
    const sigmas = Array.from({ length: steps + 1 }, (_, step) => 2 * 0.25 ** (step / steps));
    const { result } = await toyRun(sampler, stableDiffusion, sigmas, options);
    return result;
  };

  test.each<[SamplerName, number, SamplerOptions?]>([
    ['euler', 1],
    ['heun', 2],
    ['dpm_2', 2],
    ['dpmpp_2m', 2],
    // Methods that look back begin with a step of order 1, which bounds what the whole run can reach.
    ['dpmpp_3m', 2],
    ['res_multistep', 2],
    ['lms', 2, { order: 2 }],
    ['plms', 2],
    ['uni_pc', 2],
    ['uni_pc_bh2', 2, { order: 3 }],
    ['uni_pc_bh2', 2],
    ['seeds_2', 2, { eta: 0 }],
    ['seeds_3', 3, { eta: 0 }],
  ])('%s has at least order %i', async (sampler, order, options) => {
    const exact = [...(await end('heun', 1200))];
    // Few steps for high orders: their errors soon fall below single precision.
    const steps = order > 2 ? 4 : 20;
    const [coarse = 0, fine = 0] = await Promise.all(
      [steps, 2 * steps].map(async (count) => relativeDifference(await end(sampler, count, options), exact)),
    );
    expect(Math.log2(coarse / fine)).toBeGreaterThan(order - 0.3);
  });
});

test('churn raises the level before a step, inside its range alone', async () => {
  const levels: number[] = [];
  await SAMPLERS.euler.sample({
    start: Float32Array.of(4),
    sigmas: [4, 2, 1, 0],
    noiseModel: stableDiffusion,
    noise: (count) => new Float32Array(count).fill(1),
    options: { churn: 0.6, churnMin: 1.5, churnMax: 3 },
    denoise: async (x, sigma) => {
      levels.push(sigma);
      return x;
    },
  });
  expect(levels).toEqual([4, 2.4, 1]);
});
