import { slopeOf } from '../denoise.ts';
import { halfLogSnr, sigmaOfHalfLogSnr, signalScale } from '../noise-space.ts';
import { weightedSum } from '../weighted-sum.ts';
import { ancestralSplit, explodingSplit } from './ancestral.ts';
import { drawNoise, offsetFirstSigma, runSteps, type Sampler, type SamplerRun } from './run-steps.ts';

/** DPM-Solver++(2S) to below the next level, then fresh noise up to it (k-diffusion; for flows as in ComfyUI). `eta` 1. */
export const sampleDpmPp2sAncestral: Sampler = (run) => {
  const { eta = 1, noiseScale = 1 } = run.options ?? {};
  const { space } = run.noiseModel;
  return runSteps(run, async (x, { index, sigma, nextSigma }) => {
    const { sigmaDown, rescale, noise } = ancestralSplit(space, sigma, nextSigma, eta);
    const denoised = await run.denoise(x, sigma, index);
    if (sigmaDown === 0) return weightedSum([1, x], [-sigma, slopeOf(x, denoised, sigma)]);
    // λ is minus infinite at a flow's first level of 1: the stage then lies just below it.
    const middle =
      space === 'flow' && sigma === 1
        ? 0.9999
        : sigmaOfHalfLogSnr(space, (halfLogSnr(space, sigma) + halfLogSnr(space, sigmaDown)) / 2);
    const between = weightedSum([middle / sigma, x], [1 - middle / sigma, denoised]);
    const denoisedBetween = await run.denoise(between, middle, index);
    const ratio = sigmaDown / sigma;
    const moved = weightedSum([rescale * ratio, x], [rescale * (1 - ratio), denoisedBetween]);
    return noise > 0 ? weightedSum([1, moved], [noise * noiseScale, drawNoise(run, x)]) : moved;
  });
};

/** Two SDE steps of DPM-Solver++, the first half-way in λ, the second with an estimate beyond it (k-diffusion). `eta` 1. */
export const sampleDpmPpSde: Sampler = (run) => {
  const { space } = run.noiseModel;
  const sigmas = offsetFirstSigma(run.sigmas, run.noiseModel);
  return runSteps({ ...run, sigmas }, async (x, { index, sigma, nextSigma }) => {
    const denoised = await run.denoise(x, sigma, index);
    if (nextSigma === 0) return denoised;
    const middle = sigmaOfHalfLogSnr(space, (halfLogSnr(space, sigma) + halfLogSnr(space, nextSigma)) / 2);
    const between = sdeStep(run, x, denoised, sigma, middle);
    // Half-way, 1/(2r) is 1: the second estimate alone stands for the step.
    return sdeStep(run, x, await run.denoise(between, middle, index), sigma, nextSigma);
  });
};

/** An exact step of the SDE for a constant clean estimate, split into denoising and noise in units of the signal. */
function sdeStep(run: SamplerRun, x: Float32Array, denoised: Float32Array, sigma: number, nextSigma: number) {
  const { eta = 1, noiseScale = 1 } = run.options ?? {};
  const { space } = run.noiseModel;
  const noiseToSignal = (level: number) => Math.exp(-halfLogSnr(space, level));
  const { sigmaDown, noise } = explodingSplit(noiseToSignal(sigma), noiseToSignal(nextSigma), eta);
  const ratio = sigmaDown / noiseToSignal(sigma);
  const signal = signalScale(space, nextSigma);
  const moved = weightedSum([(signal / signalScale(space, sigma)) * ratio, x], [signal * (1 - ratio), denoised]);
  return noise > 0 ? weightedSum([1, moved], [signal * noise * noiseScale, drawNoise(run, x)]) : moved;
}
