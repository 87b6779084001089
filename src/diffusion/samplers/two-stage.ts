import { slopeOf } from '../denoise.ts';
import { weightedSum } from '../weighted-sum.ts';
import { ancestralSplit } from './ancestral.ts';
import { withChurn } from './churn.ts';
import { drawNoise, runSteps, type Sampler, type SamplerRun } from './run-steps.ts';

/** Heun's method: an Euler step, then again with the mean of both ends' slopes (Karras et al. 2022, EDM, algorithm 1). */
export const sampleHeun: Sampler = (run) =>
  runSteps(run, async (state, step) => {
    const { x, sigma } = withChurn(run, state, step);
    const { nextSigma, index } = step;
    const slope = slopeOf(x, await run.denoise(x, sigma, index), sigma);
    const ahead = weightedSum([1, x], [nextSigma - sigma, slope]);
    if (nextSigma === 0) return ahead;
    const slopeAhead = slopeOf(ahead, await run.denoise(ahead, nextSigma, index), nextSigma);
    const half = (nextSigma - sigma) / 2;
    return weightedSum([1, x], [half, slope], [half, slopeAhead]);
  });

/**
 * Up to three slopes one level apart, the later ones with a weight that falls with their level; Heun before the last step,
 * Euler on it (ComfyUI's `heunpp2`, after Ye et al. 2023).
 */
export const sampleHeunPp2: Sampler = (run) =>
  runSteps(run, async (x, { index, sigma, nextSigma }) => {
    const slope = slopeOf(x, await run.denoise(x, sigma, index), sigma);
    const distance = nextSigma - sigma;
    const ahead = weightedSum([1, x], [distance, slope]);
    const end = run.sigmas.at(-1) as number;
    if (nextSigma === end) return ahead;

    const first = run.sigmas[0] as number;
    const secondSlope = slopeOf(ahead, await run.denoise(ahead, nextSigma, index), nextSigma);
    const thirdSigma = run.sigmas[index + 2] as number;
    if (thirdSigma === end) {
      const second = nextSigma / (2 * first);
      return weightedSum([1, x], [distance * (1 - second), slope], [distance * second, secondSlope]);
    }
    const farAhead = weightedSum([1, ahead], [thirdSigma - nextSigma, secondSlope]);
    const thirdSlope = slopeOf(farAhead, await run.denoise(farAhead, thirdSigma, index), thirdSigma);
    const second = nextSigma / (3 * first);
    const third = thirdSigma / (3 * first);
    return weightedSum(
      [1, x],
      [distance * (1 - second - third), slope],
      [distance * second, secondSlope],
      [distance * third, thirdSlope],
    );
  });

/** The slope at the geometric mean of both levels stands for the whole step (Lu et al. 2022, DPM-Solver-2; k-diffusion). */
export const sampleDpm2: Sampler = (run) =>
  runSteps(run, (state, step) => {
    const { x, sigma } = withChurn(run, state, step);
    return midpointStep(run, x, sigma, step.nextSigma, step.index);
  });

/** `dpm_2` to below the next level, then fresh noise up to it. */
export const sampleDpm2Ancestral: Sampler = (run) =>
  runSteps(run, async (x, { index, sigma, nextSigma }) => {
    const { eta = 1, noiseScale = 1 } = run.options ?? {};
    const { sigmaDown, rescale, noise } = ancestralSplit(run.noiseModel.space, sigma, nextSigma, eta);
    const moved = await midpointStep(run, x, sigma, sigmaDown, index);
    return noise > 0 ? weightedSum([rescale, moved], [noise * noiseScale, drawNoise(run, x)]) : moved;
  });

async function midpointStep(run: SamplerRun, x: Float32Array, sigma: number, target: number, index: number) {
  const slope = slopeOf(x, await run.denoise(x, sigma, index), sigma);
  if (target === 0) return weightedSum([1, x], [target - sigma, slope]);
  const middle = Math.sqrt(sigma * target);
  const between = weightedSum([1, x], [middle - sigma, slope]);
  const slopeBetween = slopeOf(between, await run.denoise(between, middle, index), middle);
  return weightedSum([1, x], [target - sigma, slopeBetween]);
}
