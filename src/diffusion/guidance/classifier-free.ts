import type { Guidance } from '../../core/denoiser.ts';
import { weightedSum } from '../weighted-sum.ts';
import { predictionFor } from './guidance.ts';

/**
 * Classifier-free guidance: u + s·(c − u), a new array as long as both predictions. `scale` 0 gives the unconditional
 * prediction, 1 the conditional one, more goes beyond it.
 * Ho & Salimans 2022, "Classifier-Free Diffusion Guidance", whose guidance strength w is `scale` − 1.
 */
export function guide(conditional: Float32Array, unconditional: Float32Array, scale: number): Float32Array {
  if (conditional.length !== unconditional.length) {
    throw new Error(`Guidance between ${conditional.length} and ${unconditional.length} values`);
  }
  const guided = new Float32Array(unconditional.length);
  for (let index = 0; index < guided.length; index++) {
    const base = unconditional[index] as number;
    guided[index] = base + scale * ((conditional[index] as number) - base);
  }
  return guided;
}

/** The conditional prediction alone: one pass. */
export const unguided = {
  branchesAt: () => ['conditional'],
  combine: (predictions) => predictionFor(predictions, 'conditional'),
  weightsAt: () => ({ conditional: 1 }),
} as const satisfies Guidance;

/** Classifier-free guidance as a piece; at a scale of 1 the unconditional prediction is not asked for. */
export function classifierFree(scale: number): Guidance {
  if (scale === 1) return unguided;
  return {
    branchesAt: () => ['conditional', 'unconditional'],
    combine: (predictions) =>
      guide(predictionFor(predictions, 'conditional'), predictionFor(predictions, 'unconditional'), scale),
    weightsAt: () => ({ conditional: scale, unconditional: 1 - scale }),
  };
}

/**
 * Two conditionings with a scale each: u + partialScale·(p − u) + fullScale·(c − p), where p knows a part of what c knows, such
 * as the image without the text (Brooks et al. 2023, InstructPix2Pix, eq. 3).
 */
export function dualConditioning(fullScale: number, partialScale: number): Guidance {
  const weights = { conditional: fullScale, partial: partialScale - fullScale, unconditional: 1 - partialScale };
  return {
    branchesAt: () => ['conditional', 'partial', 'unconditional'],
    combine: (predictions) =>
      weightedSum(
        [weights.conditional, predictionFor(predictions, 'conditional')],
        [weights.partial, predictionFor(predictions, 'partial')],
        [weights.unconditional, predictionFor(predictions, 'unconditional')],
      ),
    weightsAt: () => weights,
  };
}
