import type { Branch, EvaluateBranches, Guidance, Predictions } from '../../core/denoiser.ts';
import type { Denoise } from '../denoise.ts';
import type { NoiseSpace } from '../noise-space.ts';
import { cleanEstimate, type Prediction, predictionOf } from '../prediction.ts';

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
