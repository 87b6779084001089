import { alphaOfSigma } from '../betas.ts';
import { weightedSum } from '../weighted-sum.ts';
import { drawNoise, runSteps, type Sampler, type SamplerRun } from './run-steps.ts';

/**
 * Ancestral sampling from the posterior of DDPM (Ho et al. 2020, eq. 7) with its smaller fixed variance β̃, in σ of the
 * exploding space. Levels may be any part of the trained ones: β is recomputed from those that are visited (Nichol & Dhariwal 2021).
 */
export const sampleDdpm: Sampler = (run) =>
  runSteps(run, async (x, { index, sigma, nextSigma }) => {
    const denoised = await run.denoise(x, sigma, index);
    const mean = posteriorMean(x, denoised, sigma, nextSigma);
    if (nextSigma === 0) return mean;
    const { noiseScale = 1 } = run.options ?? {};
    const { smallest } = posteriorVariance(sigma, nextSigma);
    return weightedSum([1, mean], [Math.sqrt(smallest) * noiseScale, drawNoise(run, x)]);
  });

export interface LearnedRangeRun extends Omit<SamplerRun, 'denoise'> {
  /**
   * Clean estimate, and where between smallest (−1) and largest (1) variance the network puts each element: both as long as
   * `x`. The second half of the channels of a network with `variance_type` `learned_range`, such as DiT.
   */
  readonly denoise: (
    x: Float32Array,
    sigma: number,
    step: number,
  ) => Promise<{ readonly denoised: Float32Array; readonly variance: Float32Array }>;
}

/** `sampleDdpm` with a variance that the network has learned, between β̃ and β on a logarithmic scale (Nichol & Dhariwal 2021, eq. 15). */
export function sampleLearnedRange(run: LearnedRangeRun): Promise<Float32Array> {
  return runSteps(run, async (x, { index, sigma, nextSigma }) => {
    const { denoised, variance } = await run.denoise(x, sigma, index);
    const mean = posteriorMean(x, denoised, sigma, nextSigma);
    if (nextSigma === 0) return mean;
    const { smallest, largest } = posteriorVariance(sigma, nextSigma);
    const low = Math.log(smallest);
    const high = Math.log(largest);
    const noise = drawNoise(run, x);
    return mean.map((value, element) => {
      const share = ((variance[element] as number) + 1) / 2;
      return value + Math.exp((share * high + (1 - share) * low) / 2) * (noise[element] as number);
    });
  });
}

/** Mean of the state at `nextSigma`, given the one at `sigma` and what is clean. */
function posteriorMean(x: Float32Array, denoised: Float32Array, sigma: number, nextSigma: number): Float32Array {
  const kept = (nextSigma / sigma) ** 2;
  return weightedSum([kept, x], [1 - kept, denoised]);
}

/** β̃ and β of the step, in units of the exploding space: divided by ᾱ of the level that is stepped to. */
function posteriorVariance(sigma: number, nextSigma: number): { readonly smallest: number; readonly largest: number } {
  const alpha = alphaOfSigma(sigma) / alphaOfSigma(nextSigma);
  return {
    smallest: nextSigma ** 2 * (1 - (nextSigma / sigma) ** 2),
    largest: (1 - alpha) / alphaOfSigma(nextSigma),
  };
}
