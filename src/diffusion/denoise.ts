import { type Terms, weightedSum } from './weighted-sum.ts';

/**
 * The clean estimate D(x, σ): what the state `x` at noise level `sigma` would be without its noise, as long as `x`, in a
 * new array. `step` counts from 0 the step of the run that asks; a step that asks twice gives the same number twice.
 */
export type Denoise = (x: Float32Array, sigma: number, step: number) => Promise<Float32Array>;

/** The same as a sum that is not worked out yet, for who adds it up with something else. Its terms hold until the next estimate is asked for. */
export type EstimateTerms = (x: Float32Array, sigma: number, step: number) => Promise<Terms>;

/** The slope (x − D)/σ of the probability flow, by which Euler's method and its kin move (Karras et al. 2022, EDM, eq. 4). */
export function slopeOf(x: Float32Array, denoised: Float32Array, sigma: number): Float32Array {
  return weightedSum([1 / sigma, x], [-1 / sigma, denoised]);
}
