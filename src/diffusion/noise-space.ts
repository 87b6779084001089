/**
 * How a state at noise level σ is made of a clean latent z and standard normal noise ε:
 * - `exploding`: z + σ·ε, σ from 0 to about 15 or 700 (variance exploding; Karras et al. 2022, EDM). Models that were
 *   trained on z·√ᾱ + ε·√(1 − ᾱ) are run here too: that state times √(σ² + 1), with σ = √((1 − ᾱ)/ᾱ).
 * - `flow`: (1 − σ)·z + σ·ε, σ from 0 to 1 (rectified flow; Liu et al. 2022).
 */
export type NoiseSpace = 'exploding' | 'flow';

/** The factor of the clean latent in a state at level `sigma`. */
export function signalScale(space: NoiseSpace, sigma: number): number {
  return space === 'flow' ? 1 - sigma : 1;
}

/**
 * λ = ln(signal / noise), half the logarithm of the signal-to-noise ratio; the axis on which exponential integrators
 * (DPM-Solver, Lu et al. 2022) take their steps. Infinite at σ = 0; for a flow, minus infinite at σ = 1.
 */
export function halfLogSnr(space: NoiseSpace, sigma: number): number {
  return Math.log(signalScale(space, sigma) / sigma);
}

/** The level with that λ: the inverse of `halfLogSnr`. */
export function sigmaOfHalfLogSnr(space: NoiseSpace, lambda: number): number {
  return space === 'flow' ? 1 / (1 + Math.exp(lambda)) : Math.exp(-lambda);
}
