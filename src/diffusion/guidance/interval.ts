import type { Guidance, Instant } from '../../core/denoiser.ts';
import { UserError } from '../../core/errors.ts';
import type { NoiseModel } from '../noise-model.ts';
import { unguided } from './classifier-free.ts';

/** Noise levels above `above`, up to and including `upTo`. */
export interface SigmaInterval {
  readonly above: number;
  readonly upTo: number;
}

/**
 * The piece inside an interval of noise levels; outside it the conditional prediction alone, which saves passes and keeps
 * variety (Kynkäänniemi et al. 2024, "Applying Guidance in a Limited Interval").
 */
export function withinInterval(guidance: Guidance, { above, upTo }: SigmaInterval): Guidance {
  const isWithin = ({ sigma }: Instant) => sigma > above && sigma <= upTo;
  const { weightsAt } = guidance;
  return {
    branchesAt: (moment) => (isWithin(moment) ? guidance : unguided).branchesAt(moment),
    combine: (predictions, moment) => (isWithin(moment) ? guidance : unguided).combine(predictions, moment),
    weightsAt: weightsAt && ((moment) => (isWithin(moment) ? weightsAt : unguided.weightsAt)(moment)),
  };
}

/** The interval between two shares of training time, 0 noise and 1 clean, as people set it. `UserError` where it ends before it begins. */
export function intervalOfShares(
  { sigmaAtShare }: Pick<NoiseModel, 'sigmaAtShare'>,
  start: number,
  end: number,
): SigmaInterval {
  if (end < start) {
    throw new UserError(`An interval from ${start} to ${end} of the run ends before it begins`, {
      hint: 'Make “end” at least as large as “start”.',
    });
  }
  return { above: sigmaAtShare(end), upTo: sigmaAtShare(start) };
}
