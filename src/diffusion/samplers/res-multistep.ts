import { slopeOf } from '../denoise.ts';
import { weightedSum } from '../weighted-sum.ts';
import { explodingSplit } from './ancestral.ts';
import { drawNoise, runSteps, type Sampler, type SamplerRun } from './run-steps.ts';

/** Second-order exponential multistep in λ = −ln σ, for flows too (Zhang et al. 2023, "Refined Exponential Solver"; ComfyUI). */
export const sampleResMultistep: Sampler = (run) => resMultistep(run, run.options?.eta ?? 0);

/** The same to below the next level, then fresh noise up to it. */
export const sampleResMultistepAncestral: Sampler = (run) => resMultistep(run, run.options?.eta ?? 1);

function resMultistep(run: SamplerRun, eta: number): Promise<Float32Array> {
  const { noiseScale = 1 } = run.options ?? {};
  let last: { readonly denoised: Float32Array; readonly sigmaDown: number; readonly sigma: number } | undefined;

  return runSteps(run, async (x, { index, sigma, nextSigma }) => {
    const denoised = await run.denoise(x, sigma, index);
    const { sigmaDown, noise } = nextSigma === 0 ? { sigmaDown: 0, noise: 0 } : explodingSplit(sigma, nextSigma, eta);
    let moved: Float32Array;
    if (sigmaDown === 0 || last === undefined) {
      moved = weightedSum([1, x], [sigmaDown - sigma, slopeOf(x, denoised, sigma)]);
    } else {
      const h = Math.log(sigma / sigmaDown);
      // Negative: where the last estimate was made, seen from where its step had taken the state, in units of h.
      const node = Math.log(last.sigmaDown / last.sigma) / h;
      const phi1 = Math.expm1(-h) / -h;
      const phi2 = (phi1 - 1) / -h;
      const ofLast = phi2 / node;
      moved = weightedSum([sigmaDown / sigma, x], [h * (phi1 - ofLast), denoised], [h * ofLast, last.denoised]);
    }
    last = { denoised, sigmaDown, sigma };
    return noise > 0 ? weightedSum([1, moved], [noise * noiseScale, drawNoise(run, x)]) : moved;
  });
}
