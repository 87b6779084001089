import { linspace } from './linspace.ts';

/** Names as in `scheduler_config.json`. */
export type BetaSchedule = 'linear' | 'scaled_linear' | 'squaredcos_cap_v2';

export interface AlphaOptions {
  readonly betaSchedule: BetaSchedule;
  /** Variance added by the first and by the last training step; not read by `squaredcos_cap_v2`. */
  readonly betaStart?: number;
  readonly betaEnd?: number;
  /** The betas themselves, in place of a schedule (`trained_betas`). */
  readonly trainedBetas?: readonly number[];
  /** How many levels the model was trained on. */
  readonly trainSteps?: number;
  /** Stretches ᾱ so that the last level is pure noise (Lin et al. 2023, "Common Diffusion Noise Schedules … are Flawed", algorithm 1). */
  readonly rescaleToZeroSnr?: boolean;
  /** Divides the signal-to-noise ratio of all levels by this (CogVideoX's `snr_shift_scale`); 1 leaves it. */
  readonly snrShiftScale?: number;
  /**
   * Rounds every step to single precision, as diffusers does; ComfyUI does not. Near ᾱ = 1 that moves the lowest levels by
   * up to a ten-thousandth.
   */
  readonly singlePrecision?: boolean;
}

/**
 * ᾱ of each training level, falling from almost 1: the share of the signal's variance that is left. Length `trainSteps`.
 * The order of shift and rescaling is that of diffusers' `CogVideoXDDIMScheduler`.
 */
export function cumulativeAlphas(options: AlphaOptions): number[] {
  const betas = options.trainedBetas ?? betasOf(options);
  const round = options.singlePrecision ? Math.fround : (value: number) => value;
  let product = 1;
  let alphas = betas.map((beta) => {
    product = round(product * round(1 - round(beta)));
    return product;
  });
  const { snrShiftScale = 1 } = options;
  if (snrShiftScale !== 1) alphas = alphas.map((alpha) => alpha / (snrShiftScale + (1 - snrShiftScale) * alpha));
  return options.rescaleToZeroSnr ? rescaleToZeroSnr(alphas) : alphas;
}

function betasOf({
  betaSchedule,
  betaStart = 0.0001,
  betaEnd = 0.02,
  trainSteps = 1000,
}: Omit<AlphaOptions, 'trainedBetas'>): number[] {
  switch (betaSchedule) {
    case 'linear':
      return linspace(betaStart, betaEnd, trainSteps);
    case 'scaled_linear':
      return linspace(Math.sqrt(betaStart), Math.sqrt(betaEnd), trainSteps).map((root) => root ** 2);
    case 'squaredcos_cap_v2': {
      // Nichol & Dhariwal 2021, eq. 17; the cap keeps the last level from losing all signal in one step.
      const remaining = (share: number) => Math.cos((((share + 0.008) / 1.008) * Math.PI) / 2) ** 2;
      return Array.from({ length: trainSteps }, (_, step) =>
        Math.min(1 - remaining((step + 1) / trainSteps) / remaining(step / trainSteps), 0.999),
      );
    }
  }
}

/** √ᾱ moved and stretched so that it ends at 0 and still begins where it did. */
function rescaleToZeroSnr(alphas: readonly number[]): number[] {
  const roots = alphas.map(Math.sqrt);
  const first = roots[0] as number;
  const last = roots.at(-1) as number;
  return roots.map((root) => ((root - last) * (first / (first - last))) ** 2);
}

/** σ = √((1 − ᾱ)/ᾱ): the level in the exploding space. Infinite where ᾱ is 0. */
export function sigmaOfAlpha(alpha: number): number {
  return Math.sqrt((1 - alpha) / alpha);
}

/** ᾱ = 1/(σ² + 1): the inverse of `sigmaOfAlpha`. */
export function alphaOfSigma(sigma: number): number {
  return 1 / (sigma * sigma + 1);
}
