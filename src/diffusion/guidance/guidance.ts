import type { Denoise } from '../denoise.ts';
import type { NoiseSpace } from '../noise-space.ts';
import { cleanEstimate, type Prediction, predictionOf } from '../prediction.ts';

/** What a network is asked under: the prompt, nothing, what must not be, or a part of the conditioning (an image alone). */
export type Branch = 'conditional' | 'unconditional' | 'negative' | 'partial';

/** One prediction per branch that was asked for, all of one length. */
export type Predictions = Readonly<Partial<Record<Branch, Float32Array>>>;

/** Where in a run a prediction is made. `x` is not to be written to. */
export interface Moment {
  readonly x: Float32Array;
  readonly sigma: number;
  readonly step: number;
}

/**
 * A way of guiding: which branches it needs at a moment, and what it makes of them. Pieces wrap pieces: an interval around a
 * rescaling around classifier-free guidance is three of them.
 */
export interface Guidance {
  branchesAt(moment: Moment): readonly Branch[];
  /** One prediction, in a new array or one of the given. */
  combine(predictions: Predictions, moment: Moment): Float32Array;
}

/** Clean estimates of several branches at once; whether in one batch or one pass each is for the evaluator to choose. */
export type EvaluateBranches = (moment: Moment, branches: readonly Branch[]) => Promise<Predictions>;

/** A guided denoiser: samplers and caches cannot tell it from a plain one. */
export function guidedDenoiser(evaluate: EvaluateBranches, guidance: Guidance): Denoise {
  return async (x, sigma, step) => {
    const moment = { x, sigma, step };
    return guidance.combine(await evaluate(moment, guidance.branchesAt(moment)), moment);
  };
}

/**
 * The piece, applied to what the network predicts in place of clean estimates. Guidance that is linear in the predictions comes
 * out the same; rescaling, CFG-Zero* and perpendicular negatives are defined on the network's own output.
 */
export function inPredictionSpace(guidance: Guidance, space: NoiseSpace, prediction: Prediction): Guidance {
  return {
    branchesAt: guidance.branchesAt,
    combine(denoised, moment) {
      const { x, sigma } = moment;
      const outputs = Object.fromEntries(
        Object.entries(denoised).map(([branch, values]) => [branch, predictionOf(x, values, sigma, space, prediction)]),
      ) as Predictions;
      return cleanEstimate(x, guidance.combine(outputs, moment), sigma, space, prediction);
    },
  };
}

/** The prediction of a branch; its absence is a mistake of the evaluator. */
export function predictionFor(predictions: Predictions, branch: Branch): Float32Array {
  const prediction = predictions[branch];
  if (prediction === undefined) throw new Error(`Guidance needs the ${branch} prediction`);
  return prediction;
}
