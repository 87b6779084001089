import { linspace } from './linspace.ts';

export interface FlowScheduleOptions {
  /** An integer from 1. */
  readonly steps: number;
  /** Above 0; 1 leaves the levels evenly spaced, more spends more steps at high noise. */
  readonly shift: number;
}

/**
 * Noise levels of a flow-matching run, `steps + 1` values falling from 1 (noise) to 0 (clean).
 *
 * This is `linspace(1, 1/steps, steps)`, bent, then 0: what diffusers' pipelines hand to
 * `FlowMatchEulerDiscreteScheduler` for HunyuanVideo. Left to space the levels itself, as for SD3, that scheduler
 * bends its end point twice, which is the schedule `normal` of a flow model.
 */
export function flowSigmas({ steps, shift }: FlowScheduleOptions): readonly number[] {
  const noisy = Array.from({ length: steps }, (_, step) => shiftSigma(1 - step / steps, shift));
  return [...noisy, 0];
}

/**
 * The levels of diffusers' `UniPCMultistepScheduler` with flow sigmas, as Wan ships it: evenly spaced towards
 * 1/`trainSteps`, that end left out, and bent. The first lies a millionth below 1, where ln(signal/noise) is still finite.
 */
export function flowSolverSigmas({ steps, shift, trainSteps = 1000 }: FlowScheduleOptions & { trainSteps?: number }) {
  const even = linspace(1, 1 / trainSteps, steps + 1).slice(0, -1);
  return [...even.map((sigma) => Math.min(shiftSigma(sigma, shift), 1 - 1e-6)), 0];
}

/** σ ← sσ / (1 + (s − 1)σ) (Esser et al. 2024, SD3, eq. 23). Keeps 0 and 1 where they are. */
export function shiftSigma(sigma: number, shift: number): number {
  return (shift * sigma) / (1 + (shift - 1) * sigma);
}

export interface ResolutionShiftOptions {
  /** Tokens of the video: latent cells over cells per patch. */
  readonly tokens: number;
  /** μ at `baseTokens` and at `maxTokens`; a straight line between and beyond. */
  readonly baseShift: number;
  readonly maxShift: number;
  readonly baseTokens: number;
  readonly maxTokens: number;
}

/** The μ of a resolution: larger videos need more noise to hide as much. Flux .5, 1.15, 256, 4096; LTX .95, 2.05, 1024, 4096. */
export function resolutionShift({
  tokens,
  baseShift,
  maxShift,
  baseTokens,
  maxTokens,
}: ResolutionShiftOptions): number {
  const slope = (maxShift - baseShift) / (maxTokens - baseTokens);
  return baseShift + slope * (tokens - baseTokens);
}

/** Bends levels by μ: as `shiftSigma` with s = e^μ (`exponential`) or s = μ (`linear`), diffusers' `time_shift_type`. */
export function shiftByResolution(
  sigmas: readonly number[],
  mu: number,
  kind: 'exponential' | 'linear' = 'exponential',
): number[] {
  const shift = kind === 'exponential' ? Math.exp(mu) : mu;
  return sigmas.map((sigma) => shiftSigma(sigma, shift));
}

/** Stretches levels so that the last one before the final 0 becomes `terminal` (LTX: 0.1). The first, 1, stays. */
export function shiftToTerminal(sigmas: readonly number[], terminal: number): number[] {
  const lowest = sigmas.at(-2);
  if (lowest === undefined || lowest === 1) return [...sigmas];
  const stretch = (1 - lowest) / (1 - terminal);
  return sigmas.map((sigma, index) => (index === sigmas.length - 1 ? sigma : 1 - (1 - sigma) / stretch));
}

/** Levels of a model that counts from clean (0) to noise (1) and runs upwards (Mochi's `invert_sigmas`). */
export function invertSigmas(sigmas: readonly number[]): number[] {
  return sigmas.map((sigma) => 1 - sigma);
}
