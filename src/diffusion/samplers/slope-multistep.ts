import { slopeOf } from '../denoise.ts';
import { type Term, weightedSum } from '../weighted-sum.ts';
import { adamsWeights } from './polynomials.ts';
import { runSteps, type Sampler, type SamplerRun, type Step } from './run-steps.ts';

/** Weights, latest slope first, of the last `order` slopes for the step `sigmas[index]` → `sigmas[index + 1]`. */
type SlopeWeights = (sigmas: readonly number[], index: number, order: number) => readonly number[];

/** Linear multistep: a polynomial through the slopes at the last levels is integrated exactly (k-diffusion's `lms`, order 4). */
export const sampleLms: Sampler = (run) => slopeMultistep(run, run.options?.order ?? 4, lmsWeights);

/** The weights of `sampleLms`. */
export const lmsWeights: SlopeWeights = (sigmas, index, order) => {
  const nodes = Array.from({ length: order }, (_, back) => sigmas[index - back] as number);
  return adamsWeights(nodes, sigmas[index] as number, sigmas[index + 1] as number);
};

/** Adams–Bashforth with the weights for even steps, whatever the levels (Zhang & Chen 2023, iPNDM; k-diffusion). Order 4. */
export const sampleIpndm: Sampler = (run) =>
  slopeMultistep(run, run.options?.order ?? 4, (sigmas, index, order) => {
    const distance = (sigmas[index + 1] as number) - (sigmas[index] as number);
    return (EVEN_ADAMS_WEIGHTS[order - 1] as readonly number[]).map((weight) => weight * distance);
  });

/**
 * Pseudo linear multistep (Liu et al. 2022, PNDM), as diffusers' `PNDMScheduler` with `skip_prk_steps`: Stable Diffusion's first
 * sampler. The weights of `ipndm`, after a first step that looks ahead: one estimate more than there are steps.
 */
export const samplePlms: Sampler = (run) => {
  const slopes: Float32Array[] = [];
  return runSteps(run, async (x, { index, sigma, nextSigma }) => {
    const distance = nextSigma - sigma;
    const slope = slopeOf(x, await run.denoise(x, sigma, index), sigma);
    slopes.unshift(slope);
    slopes.splice(4);
    if (index === 0 && nextSigma > 0) {
      const ahead = weightedSum([1, x], [distance, slope]);
      const slopeAhead = slopeOf(ahead, await run.denoise(ahead, nextSigma, index), nextSigma);
      return weightedSum([1, x], [distance / 2, slope], [distance / 2, slopeAhead]);
    }
    const weights = EVEN_ADAMS_WEIGHTS[slopes.length - 1] as readonly number[];
    return weightedSum([1, x], ...slopes.map((one, back): Term => [distance * (weights[back] as number), one]));
  });
};

/** Weights of the last one to four slopes, latest first, for steps of equal length (Adams–Bashforth). */
export const EVEN_ADAMS_WEIGHTS: readonly (readonly number[])[] = [
  [1],
  [3 / 2, -1 / 2],
  [23 / 12, -16 / 12, 5 / 12],
  [55 / 24, -59 / 24, 37 / 24, -9 / 24],
];

/**
 * Exponential integrator whose polynomial runs through the slopes over the time of a variance-preserving process
 * (Zhang & Chen 2022, DEIS, the tAB variant), with that process fixed to σ from 0.002 to 80, as in k-diffusion. Order 3.
 */
export const sampleDeis: Sampler = (run) => slopeMultistep(run, run.options?.order ?? 3, deisWeights);

const deisWeights: SlopeWeights = (sigmas, index, order) => {
  const nodes = Array.from({ length: order }, (_, back) => preservingTime(sigmas[index - back] as number));
  const from = sigmas[index] as number;
  const to = sigmas[index + 1] as number;
  return nodes.map((node, one) => {
    const basis = (sigma: number) => {
      const time = preservingTime(sigma);
      return nodes.reduce(
        (product, other, two) => (one === two ? product : (product * (time - other)) / (node - other)),
        1,
      );
    };
    return simpson(basis, from, to);
  });
};

/** Time t of the level at which ln(σ² + 1) = β_d·t²/2 + β_min·t, from 0.001 at σ = 0.002 to 1 at σ = 80. */
function preservingTime(sigma: number): number {
  return (Math.sqrt(BETA_MIN ** 2 + 2 * BETA_SLOPE * Math.log1p(sigma ** 2)) - BETA_MIN) / BETA_SLOPE;
}
const EARLIEST = 1e-3;
const BETA_SLOPE = (2 * (Math.log1p(0.002 ** 2) / EARLIEST - Math.log1p(80 ** 2))) / (EARLIEST - 1);
const BETA_MIN = Math.log1p(80 ** 2) - BETA_SLOPE / 2;

/** ∫ f from `from` to `to` by Simpson's rule. */
function simpson(integrand: (at: number) => number, from: number, to: number): number {
  const intervals = 200;
  const width = (to - from) / intervals;
  let sum = integrand(from) + integrand(to);
  for (let point = 1; point < intervals; point++) sum += (point % 2 === 1 ? 4 : 2) * integrand(from + point * width);
  return (sum * width) / 3;
}

/** x ← x + Σ weight·slope over the last slopes; the last step, to level 0, lands on the clean estimate. */
function slopeMultistep(run: SamplerRun, order: number, weightsOf: SlopeWeights): Promise<Float32Array> {
  const slopes: Float32Array[] = [];
  return runSteps(run, async (x, { index, sigma, nextSigma }: Step) => {
    const denoised = await run.denoise(x, sigma, index);
    if (nextSigma === 0) return denoised;
    slopes.unshift(slopeOf(x, denoised, sigma));
    slopes.splice(order);
    const weights = weightsOf(run.sigmas, index, slopes.length);
    return weightedSum([1, x], ...slopes.map((slope, back): Term => [weights[back] as number, slope]));
  });
}

/** Euler steps that overshoot by the change of the slope since the last one (Permenter & Yuan 2023, gradient estimation; γ = 2). */
export const sampleGradientEstimation: Sampler = (run) => {
  const gamma = 2;
  let lastSlope: Float32Array | undefined;
  return runSteps(run, async (x, { index, sigma, nextSigma }) => {
    const denoised = await run.denoise(x, sigma, index);
    if (nextSigma === 0) return denoised;
    const slope = slopeOf(x, denoised, sigma);
    const distance = nextSigma - sigma;
    const moved = lastSlope
      ? weightedSum([1, x], [distance * gamma, slope], [distance * (1 - gamma), lastSlope])
      : weightedSum([1, x], [distance, slope]);
    lastSlope = slope;
    return moved;
  });
};
