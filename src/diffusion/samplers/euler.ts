import { signalScale } from '../noise-space.ts';
import { sumInto, type Term, weightedSum } from '../weighted-sum.ts';
import { ancestralSplit } from './ancestral.ts';
import { withChurn } from './churn.ts';
import { drawNoise, runSteps, type Sampler, type SamplerRun } from './run-steps.ts';

/** Straight steps along the probability flow, x ← x + (σ' − σ)·d, with optional churn (Karras et al. 2022, EDM, algorithm 2 without its correction). */
export const sampleEuler: Sampler = (run) => {
  let before: Float32Array | undefined;
  return runSteps(run, async (state, step) => {
    const { x, sigma } = withChurn(run, state, step);
    const estimate = await termsOf(run, x, sigma, step.index);
    // x + (σ' − σ)·(x − D)/σ in one go, with the sum that D is in it: reading and writing arrays is what a step of a small model spends its own time on.
    let ofState = step.nextSigma / sigma;
    const ofEstimate = 1 - ofState;
    const others: Term[] = [];
    for (const [weight, values] of estimate) {
      if (values === x) ofState += ofEstimate * weight;
      else others.push([ofEstimate * weight, values]);
    }
    const next = (run.inPlace && before) || new Float32Array(x.length);
    before = state;
    return sumInto(next, [ofState, x], ...others);
  });
};

async function termsOf(run: SamplerRun, x: Float32Array, sigma: number, step: number): Promise<readonly Term[]> {
  return run.estimateTerms ? run.estimateTerms(x, sigma, step) : [[1, await run.denoise(x, sigma, step)]];
}

/** Euler steps to below the next level, then fresh noise up to it (k-diffusion; for flows as in ComfyUI). `eta` 1. */
export const sampleEulerAncestral: Sampler = (run) => ancestralEuler(run, run.options?.eta ?? 1);

/**
 * DDIM (Song et al. 2020): the clean estimate, with the noise that was found in the state put back at the next level. With
 * `eta` 0, its default, that is Euler's method in σ; `clip` limits the estimate, but not the noise, as diffusers does.
 */
export const sampleDdim: Sampler = (run) => ancestralEuler(run, run.options?.eta ?? 0);

function ancestralEuler(run: SamplerRun, eta: number): Promise<Float32Array> {
  const { space } = run.noiseModel;
  const { noiseScale = 1, clip } = run.options ?? {};
  return runSteps(run, async (x, { index, sigma, nextSigma }) => {
    const denoised = await run.denoise(x, sigma, index);
    const limited = clip === undefined ? denoised : denoised.map((value) => Math.min(Math.max(value, -clip), clip));
    const { sigmaDown, rescale, noise } = ancestralSplit(space, sigma, nextSigma, eta);
    const kept = (rescale * sigmaDown) / sigma;
    const moved = weightedSum(
      [kept, x],
      [-kept * signalScale(space, sigma), denoised],
      [rescale * signalScale(space, sigmaDown), limited],
    );
    return noise > 0 ? weightedSum([1, moved], [noise * noiseScale, drawNoise(run, x)]) : moved;
  });
}
