import { halfLogSnr, signalScale } from '../noise-space.ts';
import { type Term, weightedSum } from '../weighted-sum.ts';
import { lagrangeWeights } from './polynomials.ts';
import { drawNoise, offsetFirstSigma, runSteps, type Sampler } from './run-steps.ts';

const PREDICTOR_ORDER = 3;
const CORRECTOR_ORDER = 4;

/** What the predictor of the last step leaves for the corrector of this one. */
interface Predicted {
  readonly x: Float32Array;
  readonly tau: number;
  readonly noise: Float32Array | undefined;
}

/**
 * SA-Solver: stochastic Adams predictor of order 3 and corrector of order 4 (Xue et al. 2023). Fresh noise is put on between
 * a fifth and four fifths of the way (`eta` 1 of it), as in ComfyUI.
 */
export const sampleSaSolver: Sampler = (run) => {
  const { eta = 1, noiseScale = 1 } = run.options ?? {};
  const { space, sigmaAtShare } = run.noiseModel;
  const sigmas = offsetFirstSigma(run.sigmas, run.noiseModel);
  const lambdas = sigmas.map((sigma) => halfLogSnr(space, sigma));
  const tauAt = (sigma: number) => (sigma <= sigmaAtShare(0.2) && sigma >= sigmaAtShare(0.8) ? eta : 0);
  const estimates: Float32Array[] = [];
  let predicted: Predicted | undefined;

  /** One Adams step between two levels through the latest `order` estimates, the latest of which belongs to `newest`. */
  const adamsStep = (x: Float32Array, from: number, to: number, newest: number, order: number, tau: number) => {
    const h = (lambdas[to] as number) - (lambdas[from] as number);
    const offsets = Array.from(
      { length: order },
      (_, back) => (lambdas[newest - back] as number) - (lambdas[to] as number),
    );
    const signal = signalScale(space, sigmas[to] as number);
    const weights = lagrangeWeights(offsets, exponentialMoments(h, 1 + tau ** 2, order));
    return weightedSum(
      [((sigmas[to] as number) / (sigmas[from] as number)) * Math.exp(-(tau ** 2) * h), x],
      ...weights.map((weight, back): Term => [signal * weight, estimates[back] as Float32Array]),
    );
  };

  return runSteps({ ...run, sigmas }, async (state, { index, sigma, nextSigma }) => {
    const denoised = await run.denoise(state, sigma, index);
    if (nextSigma === 0) return denoised;
    estimates.unshift(denoised);
    estimates.splice(CORRECTOR_ORDER);
    // Towards a clean end the order falls, as no step may look past the last estimate.
    const stepsLeft = sigmas.at(-1) === 0 ? sigmas.length - 1 - index : Number.POSITIVE_INFINITY;

    let x = state;
    if (predicted) {
      const order = Math.min(CORRECTOR_ORDER, estimates.length, stepsLeft);
      x = adamsStep(predicted.x, index - 1, index, index, order, predicted.tau);
      if (predicted.noise) x = weightedSum([1, x], [1, predicted.noise]);
    }
    const tau = tauAt(nextSigma);
    const order = Math.min(PREDICTOR_ORDER, estimates.length, stepsLeft - 1);
    const moved = adamsStep(x, index, index + 1, index, order, tau);
    const h = (lambdas[index + 1] as number) - (lambdas[index] as number);
    const size = nextSigma * Math.sqrt(-Math.expm1(-2 * tau ** 2 * h)) * noiseScale;
    const noise = size > 0 ? weightedSum([size, drawNoise(run, x)]) : undefined;
    predicted = { x, tau, noise };
    return noise ? weightedSum([1, moved], [1, noise]) : moved;
  });
};

/** rate · ∫ e^(rate·u)·uᵖ du from −h to 0, for p from 0, by parts. */
function exponentialMoments(h: number, rate: number, count: number): number[] {
  const moments: number[] = [-Math.expm1(-rate * h)];
  for (let power = 1; power < count; power++) {
    moments.push(-((-h) ** power) * Math.exp(-rate * h) - (power / rate) * (moments[power - 1] as number));
  }
  return moments;
}
