import { halfLogSnr, signalScale } from '../noise-space.ts';
import { type Term, weightedSum } from '../weighted-sum.ts';
import { lagrangeWeights } from './polynomials.ts';
import { offsetFirstSigma, runSteps, type Sampler, type SamplerRun } from './run-steps.ts';

/** The B(h) of the paper: h itself, or e^h − 1. The second is better for few steps. */
type Variant = 'bh1' | 'bh2';

/** UniPC with B₁(h) = h (Zhao et al. 2023); order 2, up to 3. */
export const sampleUniPc: Sampler = (run) => uniPc(run, 'bh1');

/** UniPC with B₂(h) = e^h − 1, the default of diffusers' `UniPCMultistepScheduler` and of Wan's pipeline. */
export const sampleUniPcBh2: Sampler = (run) => uniPc(run, 'bh2');

/** An earlier clean estimate, and the λ at which it was made. */
interface Estimate {
  readonly lambda: number;
  readonly denoised: Float32Array;
}

/** The estimate at each predicted state serves twice: to correct that state, and to predict the next one. */
function uniPc(run: SamplerRun, variant: Variant): Promise<Float32Array> {
  const { order: highestOrder = 2, lowerOrderFinal = true } = run.options ?? {};
  const { space } = run.noiseModel;
  const sigmas = offsetFirstSigma(run.sigmas, run.noiseModel);
  const history: Estimate[] = [];
  let predicted: { readonly x: Float32Array; readonly order: number; readonly sigma: number } | undefined;

  const step = (
    x: Float32Array,
    from: number,
    to: number,
    differences: (b: Coefficients) => readonly Term[],
    base: Estimate,
  ) => {
    const coefficients = coefficientsOf(halfLogSnr(space, to) - base.lambda, variant);
    const signal = signalScale(space, to);
    const terms = differences(coefficients).map(
      ([weight, values]): Term => [-signal * coefficients.scale * weight, values],
    );
    return weightedSum([to / from, x], [-signal * coefficients.decay, base.denoised], ...terms);
  };

  return runSteps({ ...run, sigmas }, async (state, { index, sigma, nextSigma }) => {
    const denoised = await run.denoise(state, sigma, index);
    if (nextSigma === 0 && lowerOrderFinal) return denoised;
    const lambda = halfLogSnr(space, sigma);
    const now: Estimate = { lambda, denoised };

    let x = state;
    const [base] = history;
    if (predicted && base) {
      const { order } = predicted;
      const nodes = [now, ...history.slice(1, order)];
      x = step(predicted.x, predicted.sigma, sigma, (b) => correctorTerms(b, base, nodes, lambda - base.lambda), base);
    }
    history.unshift(now);
    history.splice(highestOrder);
    const stepsLeft = lowerOrderFinal ? sigmas.length - 1 - index : highestOrder;
    const order = Math.min(history.length, stepsLeft);
    predicted = { x, order, sigma };
    if (nextSigma === 0) return denoised;
    const h = halfLogSnr(space, nextSigma) - lambda;
    // A step of no length, which diffusers' lists can end with, has no differences to divide by.
    if (h === 0) return x;
    return step(x, sigma, nextSigma, (b) => predictorTerms(b, now, history.slice(1, order), h), now);
  });
}

interface Coefficients {
  /** e^(−h) − 1. */
  readonly decay: number;
  /** B(−h). */
  readonly scale: number;
  /** What a combination of differences must do to each power: b_k = k!·φ_k/B. */
  readonly moments: readonly number[];
}

function coefficientsOf(h: number, variant: Variant): Coefficients {
  const decay = Math.expm1(-h);
  const scale = variant === 'bh1' ? -h : decay;
  const moments: number[] = [];
  let phi = decay / -h - 1;
  let factorial = 1;
  for (let power = 1; power <= 4; power++) {
    moments.push((phi * factorial) / scale);
    factorial *= power + 1;
    phi = phi / -h - 1 / factorial;
  }
  return { decay, scale, moments };
}

function predictorTerms({ moments }: Coefficients, now: Estimate, earlier: readonly Estimate[], h: number): Term[] {
  const nodes = earlier.map(({ lambda }) => (lambda - now.lambda) / h);
  // The paper takes a half for the single weight of order 2, in place of its equation's solution.
  const weights = earlier.length === 1 ? [0.5] : lagrangeWeights(nodes, moments);
  return differenceTerms(weights, nodes, earlier, now);
}

/** `nodes`: the estimate at the predicted state first, then those before the base of the step. */
function correctorTerms({ moments }: Coefficients, base: Estimate, nodes: readonly Estimate[], h: number): Term[] {
  const places = nodes.map(({ lambda }) => (lambda - base.lambda) / h);
  const weights = nodes.length === 1 ? [0.5] : lagrangeWeights(places, moments);
  return differenceTerms(weights, places, nodes, base);
}

/** Σ weight·(D_k − D_base)/r_k as terms. */
function differenceTerms(
  weights: readonly number[],
  places: readonly number[],
  estimates: readonly Estimate[],
  base: Estimate,
): Term[] {
  return estimates.flatMap(({ denoised }, index): Term[] => {
    const weight = (weights[index] as number) / (places[index] as number);
    return [
      [weight, denoised],
      [-weight, base.denoised],
    ];
  });
}
