import { signalScale } from '../noise-space.ts';
import { weightedSum } from '../weighted-sum.ts';
import { drawNoise, runSteps, type Sampler } from './run-steps.ts';

/**
 * The clean estimate, then fresh noise of the next level: for consistency and other few-step models (Luo et al. 2023, LCM).
 * On a flow this is diffusers' `FlowMatchEulerDiscreteScheduler` with `stochastic_sampling`.
 */
export const sampleLcm: Sampler = (run) =>
  runSteps(run, async (x, { index, sigma, nextSigma }) => {
    const denoised = await run.denoise(x, sigma, index);
    if (nextSigma === 0) return denoised;
    const { noiseScale = 1 } = run.options ?? {};
    const signal = signalScale(run.noiseModel.space, nextSigma);
    return weightedSum([signal, denoised], [nextSigma * noiseScale, drawNoise(run, x)]);
  });

/**
 * The clean estimate of a consistency model, which is exact at σ = 0 by construction: its share of the state is
 * c = σ_d²/((s·t)² + σ_d²), with σ_d = 0.5 and s = 10 (Luo et al. 2023, eq. 9, as in diffusers' `LCMScheduler`). `x` is the
 * state of variance-preserving training, `denoised` what the network estimates.
 */
export function applyBoundary(
  x: Float32Array,
  denoised: Float32Array,
  timestep: number,
  timestepScale = 10,
): Float32Array {
  const dataVariance = 0.25;
  const total = (timestepScale * timestep) ** 2 + dataVariance;
  const ofState = dataVariance / total;
  const ofEstimate = (timestepScale * timestep) / Math.sqrt(total);
  return weightedSum([ofEstimate, denoised], [ofState, x]);
}
