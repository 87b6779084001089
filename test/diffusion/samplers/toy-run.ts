import { cumulativeAlphas } from '../../../src/diffusion/betas.ts';
import { discreteNoiseModel, flowNoiseModel, type NoiseModel } from '../../../src/diffusion/noise-model.ts';
import { createGenerator } from '../../../src/diffusion/random.ts';
import type { SamplerOptions } from '../../../src/diffusion/samplers/run-steps.ts';
import { SAMPLERS, type SamplerName } from '../../../src/diffusion/samplers/samplers.ts';

export const stableDiffusion = discreteNoiseModel(
  cumulativeAlphas({ betaSchedule: 'scaled_linear', betaStart: 0.00085, betaEnd: 0.012 }),
);
export const flowOfShift3 = flowNoiseModel({ shift: 3 });

/** D(x, σ) = 0.6·x/(1 + σ) + 0.1·sin(3x), the toy network of the reference. */
export function toyDenoised(x: Float32Array, sigma: number): Float32Array {
  return x.map((value) => (0.6 * value) / (1 + sigma) + 0.1 * Math.sin(3 * value));
}

export interface ToyRun {
  readonly result: Float32Array;
  /** State and clean estimate at the first evaluation of each step. */
  readonly trace: readonly { readonly x: Float32Array; readonly denoised: Float32Array }[];
  readonly evaluations: number;
}

/** A run of the reference: the toy network, a ramp of 48 values as the first state, and noise from one generator of seed 7. */
export async function toyRun(
  sampler: SamplerName,
  noiseModel: NoiseModel,
  sigmas: readonly number[],
  options: SamplerOptions = {},
): Promise<ToyRun> {
  const scale = noiseModel.space === 'exploding' ? (sigmas[0] as number) : 1;
  const trace: ToyRun['trace'][number][] = [];
  let evaluations = 0;
  const result = await SAMPLERS[sampler].sample({
    start: Float32Array.from({ length: 48 }, (_, index) => ((index / 48) * 2 - 1) * scale),
    sigmas,
    noiseModel,
    options,
    noise: createGenerator(7).normal,
    async denoise(x, sigma, step) {
      const denoised = toyDenoised(x, sigma);
      trace[step] ??= { x, denoised };
      evaluations++;
      return denoised;
    },
  });
  return { result, trace, evaluations };
}
