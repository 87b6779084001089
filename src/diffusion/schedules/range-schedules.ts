import { linspace } from '../linspace.ts';
import { inverseIncompleteBeta } from './inverse-beta.ts';

/** The lowest and the highest level of a run; the lowest is above 0. */
export interface SigmaRange {
  readonly sigmaMin: number;
  readonly sigmaMax: number;
}

/** Even steps in σ^(1/ρ), n + 1 values, the last 0 (Karras et al. 2022, EDM, eq. 5). */
export function karrasSigmas({ sigmaMin, sigmaMax }: SigmaRange, steps: number, rho = 7): number[] {
  const roots = linspace(sigmaMax ** (1 / rho), sigmaMin ** (1 / rho), steps);
  return [...roots.map((root) => root ** rho), 0];
}

/** Even steps in ln σ, n + 1 values, the last 0. Also diffusers' `use_lu_lambdas` (Lu et al. 2022, DPM-Solver). */
export function exponentialSigmas({ sigmaMin, sigmaMax }: SigmaRange, steps: number): number[] {
  return [...linspace(Math.log(sigmaMax), Math.log(sigmaMin), steps).map(Math.exp), 0];
}

/** Even steps in arctan σ, n + 1 values, the last 0 (Sabour et al. 2024, "Align Your Steps", appendix: the KL-optimal schedule). */
export function klOptimalSigmas({ sigmaMin, sigmaMax }: SigmaRange, steps: number): number[] {
  return [...linspace(Math.atan(sigmaMax), Math.atan(sigmaMin), steps).map(Math.tan), 0];
}

/** Levels at the quantiles of a beta distribution stretched over the range, n + 1 values, the last 0. diffusers' `use_beta_sigmas`. */
export function betaRangeSigmas({ sigmaMin, sigmaMax }: SigmaRange, steps: number, alpha = 0.6, beta = 0.6): number[] {
  const quantiles = linspace(1, 0, steps).map((share) => inverseIncompleteBeta(alpha, beta, share));
  return [...quantiles.map((share) => sigmaMin + share * (sigmaMax - sigmaMin)), 0];
}

/**
 * Even small steps down to 1 − `threshold` for the first half, then a parabola to 0, times the highest level; n + 1 values
 * (Genmo's Mochi; Movie Gen, section 3.4.2).
 */
export function linearQuadraticSigmas(
  { sigmaMax }: Pick<SigmaRange, 'sigmaMax'>,
  steps: number,
  threshold = 0.025,
  linearSteps = Math.floor(steps / 2),
): number[] {
  if (steps === 1) return [sigmaMax, 0];
  const quadraticSteps = steps - linearSteps;
  const excess = linearSteps - threshold * steps;
  const square = excess / (linearSteps * quadraticSteps ** 2);
  const slope = threshold / linearSteps - (2 * excess) / quadraticSteps ** 2;
  const offset = square * linearSteps ** 2;
  const shares = Array.from({ length: steps }, (_, step) =>
    step < linearSteps ? (step * threshold) / linearSteps : square * step ** 2 + slope * step + offset,
  );
  return [...shares.map((share) => (1 - share) * sigmaMax), 0];
}
