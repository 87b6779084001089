import { expect, test } from 'vitest';
import { type AlphaOptions, alphaOfSigma, cumulativeAlphas } from '../../../src/diffusion/betas.ts';
import { thresholdDynamically } from '../../../src/diffusion/guidance/dynamic-threshold.ts';
import { continuousNoiseModel, discreteNoiseModel, type NoiseModel } from '../../../src/diffusion/noise-model.ts';
import { cleanEstimate, createDenoiser } from '../../../src/diffusion/prediction.ts';
import { createGenerator } from '../../../src/diffusion/random.ts';
import { sampleLearnedRange } from '../../../src/diffusion/samplers/ddpm.ts';
import { sampleEuler } from '../../../src/diffusion/samplers/euler.ts';
import { applyBoundary } from '../../../src/diffusion/samplers/lcm.ts';
import type { SamplerName } from '../../../src/diffusion/samplers/samplers.ts';
import { betaRangeSigmas, exponentialSigmas, karrasSigmas } from '../../../src/diffusion/schedules/range-schedules.ts';
import {
  interpolateSigmas,
  type SpacingOptions,
  spacedTimesteps,
} from '../../../src/diffusion/schedules/timestep-spacing.ts';
import reference from '../../fixtures/reference/diffusers-loops.json';
import { relativeDifference } from '../largest-difference.ts';
import {
  type DiffusersLoop,
  dummyNetwork,
  overwritingLms,
  overwritingLoop,
  preservingLoop,
  pseudoLoop,
  ramp,
  scaled,
} from './diffusers-loop.ts';

const linear = (options: Partial<AlphaOptions> = {}) =>
  discreteNoiseModel(cumulativeAlphas({ betaSchedule: 'linear', singlePrecision: true, ...options }));
const trained1000 = linear();
const trained1100 = linear({ trainSteps: 1100 });

function spaced(model: NoiseModel, spacing: Partial<SpacingOptions>, more: Partial<DiffusersLoop>): DiffusersLoop {
  const trainSteps = model.sigmas.length;
  const timesteps = spacedTimesteps({ spacing: 'linspace', steps: 10, trainSteps, ...spacing });
  return { model, timesteps, sigmas: [...interpolateSigmas(model.sigmas, timesteps), 0], ...more };
}

/** A loop over levels that a schedule gives; `rounded` where the scheduler tells the network whole timesteps. */
function scheduled(
  model: NoiseModel,
  sigmas: readonly number[],
  rounded: boolean,
  more: Partial<DiffusersLoop> = {},
): DiffusersLoop {
  const timesteps = sigmas.slice(0, -1).map(model.timestepAt);
  return { model, sigmas, timesteps: rounded ? timesteps.map(Math.round) : timesteps, ...more };
}

const euler = (more: Partial<DiffusersLoop> = {}) => spaced(trained1100, { family: 'euler' }, more);
const solver = (more: Partial<DiffusersLoop> = {}) => withoutCleanEnd(spaced(trained1000, { family: 'solver' }, more));
const ddim = (more: Partial<DiffusersLoop> = {}, model = trained1000) =>
  spaced(model, { spacing: 'leading' }, { options: { clip: 1 }, ...more });
const everyLevel = (more: Partial<DiffusersLoop> = {}): DiffusersLoop => ({
  ...scheduled(trained1000, [...[...trained1000.sigmas].reverse(), 0], true),
  adjust: (denoised) => denoised.map((value) => Math.min(Math.max(value, -1), 1)),
  ...more,
});

/** Set-ups of the reference's loops whose states have constant variance. */
const preserving: Record<string, readonly [SamplerName, DiffusersLoop]> = {
  'dpmpp_2m/eps': ['dpmpp_2m', solver()],
  'dpmpp_2m/v': ['dpmpp_2m', solver({ prediction: 'v' })],
  'dpmpp_2m/v+lu': [
    'dpmpp_2m',
    withoutCleanEnd(scheduled(trained1000, exponentialSigmas(trained1000, 10), true, { prediction: 'v' })),
  ],
  'dpmpp_2m/dynthresh': [
    'dpmpp_2m',
    solver({ adjust: (denoised) => thresholdDynamically(denoised, { batch: 4, ratio: 0.87, maximum: 0.5 }) }),
  ],
  'dpmpp_2m_sde/midpoint seed0': ['dpmpp_2m_sde', solver()],
  'dpmpp_2m_sde/heun seed0': ['dpmpp_2m_sde_heun', solver()],
  dpmpp_3m: ['dpmpp_3m', solver()],
  'dpmpp_2m/with_noise': ['dpmpp_2m', solver({ from: 5 })],
  'unipc/bh2 o2': ['uni_pc_bh2', solver()],
  'unipc/karras': ['uni_pc_bh2', withoutCleanEnd(scheduled(trained1000, karrasSigmas(trained1000, 10), true))],
  'unipc/bh1 o2': ['uni_pc', solver()],
  'unipc/bh1 o3': ['uni_pc', solver({ options: { order: 3 } })],
  'unipc/bh2 o3': ['uni_pc_bh2', solver({ options: { order: 3 } })],
  'unipc/bh1 v': ['uni_pc', solver({ prediction: 'v' })],
  'unipc/v': ['uni_pc_bh2', solver({ prediction: 'v' })],
  'unipc/with_noise': ['uni_pc_bh2', solver({ from: 8 })],
  'ddim/eps clip': ['ddim', ddim()],
  'ddim/v clip': ['ddim', ddim({ prediction: 'v' })],
  'ddim/set_alpha_to_one beta_start=.01': ['ddim', ddim({}, linear({ betaStart: 0.01 }))],
  'ddim/no_set_alpha_to_one beta_start=.01': ['ddim', withoutCleanEnd(ddim({}, linear({ betaStart: 0.01 })))],
  'ddim/eta=1 seed0': ['ddim', ddim({ options: { clip: 1, eta: 1 } })],
  'ddim/with_noise': ['ddim', ddim({ from: 8 })],
  'ddpm/fixed_small 1000 seed0': ['ddpm', everyLevel()],
  'ddpm/v 1000 seed0': ['ddpm', everyLevel({ prediction: 'v' })],
  'lcm/1': ['lcm', consistency(1)],
  'lcm/10': ['lcm', consistency(10)],
};

/** Loops that overwrite their state with the network's scaled input. */
const overwriting: Record<string, readonly [SamplerName, DiffusersLoop]> = {
  'euler/eps': ['euler', euler()],
  'euler/v': ['euler', euler({ prediction: 'v' })],
  'euler/karras': ['euler', scheduled(trained1100, karrasSigmas(trained1100, 10), false)],
  'euler/exponential': ['euler', scheduled(trained1100, exponentialSigmas(trained1100, 10), false)],
  'euler/beta': ['euler', scheduled(trained1100, betaRangeSigmas(trained1100, 10), false)],
  'euler/with_noise': ['euler', euler({ from: 8 })],
  'euler_ancestral/eps': ['euler_ancestral', euler()],
  'euler_ancestral/with_noise': ['euler_ancestral', euler({ from: 8 })],
  'heun/eps': ['heun', euler()],
  'heun/karras': ['heun', scheduled(trained1100, karrasSigmas(trained1100, 10), false)],
  'heun/with_noise': ['heun', euler({ from: 8 })],
};

const lms: Record<string, DiffusersLoop> = {
  'lms/eps': euler(),
  'lms/karras': scheduled(trained1100, karrasSigmas(trained1100, 10), false),
};

test.each(Object.entries(preserving))('%s ends where diffusers does', async (name, [sampler, loop]) => {
  expectEnd(name, await preservingLoop(sampler, loop));
});

test.each(Object.entries(overwriting))('%s ends where diffusers does', async (name, [sampler, loop]) => {
  expectEnd(name, await overwritingLoop(sampler, loop));
});

test.each(Object.entries(lms))('%s ends where diffusers does', (name, loop) => {
  expectEnd(name, overwritingLms(loop));
});

test('pndm/eps ends where diffusers does', () => {
  expectEnd('pndm/eps', pseudoLoop(trained1000));
});

test('edm_euler/eps ends where diffusers does', async () => {
  const noiseModel = continuousNoiseModel({ sigmaMin: 0.002, sigmaMax: 80 });
  const denoise = createDenoiser(async (input, timestep) => dummyNetwork(input, timestep), noiseModel, {
    kind: 'edm',
    sigmaData: 0.5,
  });
  const start = scaled(ramp, Math.sqrt(80 ** 2 + 1));
  expectEnd('edm_euler/eps', await sampleEuler({ start, sigmas: karrasSigmas(noiseModel, 10), noiseModel, denoise }));
});

test('ddpm/learned_range ends where diffusers does, on 50 of 1000 levels and for the variance tanh(x)', async () => {
  const { timesteps, sigmas } = spaced(trained1000, { spacing: 'leading', steps: 50 }, {});
  const result = await sampleLearnedRange({
    start: scaled(ramp, Math.sqrt(1 + (sigmas[0] as number) ** 2)),
    sigmas,
    noiseModel: trained1000,
    noise: createGenerator(0).normal,
    async denoise(x, sigma, step) {
      const input = scaled(x, Math.sqrt(alphaOfSigma(sigma)));
      const output = dummyNetwork(input, timesteps?.[step] ?? Number.NaN);
      const denoised = cleanEstimate(x, output, sigma, 'exploding', { kind: 'epsilon' });
      return { denoised, variance: input.map(Math.tanh) };
    },
  });
  expectEnd('ddpm/learned_range 50 steps seed0 (own)', result);
});

/** `set_alpha_to_one: false`, `final_sigmas_type: sigma_min`: the last step goes to the first level of training, not to 0. */
function withoutCleanEnd(loop: DiffusersLoop): DiffusersLoop {
  return { ...loop, sigmas: [...loop.sigmas.slice(0, -1), loop.model.sigmaMin] };
}

function consistency(steps: number): DiffusersLoop {
  const model = discreteNoiseModel(
    cumulativeAlphas({ betaSchedule: 'scaled_linear', betaStart: 0.00085, betaEnd: 0.012 }),
  );
  const timesteps = Array.from({ length: steps }, (_, step) => 999 - (step * 1000) / steps);
  const sigmas = [...timesteps.map((timestep) => model.sigmas[timestep] as number), 0];
  return { model, timesteps, sigmas, adjust: (denoised, x, timestep) => applyBoundary(x, denoised, timestep) };
}

function expectEnd(name: string, result: Float32Array): void {
  const row = reference.find((expected) => expected.name === name);
  const actual = [...result.slice(0, 4), result.at(-1) as number];
  const absoluteSum = result.reduce((sum, value) => sum + Math.abs(value), 0);
  const error = {
    values: relativeDifference(actual, [...(row?.first ?? []), row?.last ?? Number.NaN]),
    sum: Math.abs(absoluteSum / (row?.abs_sum ?? Number.NaN) - 1),
  };
  expect(Math.max(error.values, error.sum)).toBeLessThanOrEqual(1e-4);
}
