import type { Guidance } from '../../core/denoiser.ts';
import { weightedSum } from '../weighted-sum.ts';
import { predictionFor } from './guidance.ts';

/**
 * CFG-Zero*: the unconditional prediction is first scaled to what it explains of the conditional one,
 * α = ⟨c, u⟩/⟨u, u⟩ per item, then αu + s·(c − αu) (Fan et al. 2025). For velocities of flow models. `batch` items of equal
 * length lie one after the other.
 */
export function cfgZeroStar(scale: number, batch: number): Guidance {
  return {
    branchesAt: () => ['conditional', 'unconditional'],
    combine(predictions) {
      const conditional = predictionFor(predictions, 'conditional');
      const unconditional = predictionFor(predictions, 'unconditional');
      const size = unconditional.length / batch;
      const alphas = Array.from({ length: batch }, (_, item) => {
        const from = item * size;
        return dot(conditional, unconditional, from, size) / (dot(unconditional, unconditional, from, size) + 1e-8);
      });
      return unconditional.map((value, index) => {
        const base = (alphas[Math.floor(index / size)] as number) * value;
        return base + scale * ((conditional[index] as number) - base);
      });
    },
  };
}

/** A prediction of 0 for the first steps, where a flow model's own is worse than none (CFG-Zero*: about 4 % of the steps). */
export function zeroFirstSteps(guidance: Guidance, steps: number): Guidance {
  return {
    branchesAt: (moment) => (moment.step < steps ? [] : guidance.branchesAt(moment)),
    combine: (predictions, moment) =>
      moment.step < steps ? new Float32Array(moment.x.length) : guidance.combine(predictions, moment),
  };
}

/**
 * Perpendicular negative: only that part of the negative direction counts which the positive one does not contain, so that what
 * both share is not pushed away (Armandpour et al. 2023, Perp-Neg): u + s·(p − w·n⊥), p = c − u, n = negative − u.
 * The projection is over the whole array, as in ComfyUI.
 */
export function perpendicularNegative(scale: number, negativeWeight: number): Guidance {
  return {
    branchesAt: () => ['conditional', 'negative', 'unconditional'],
    combine(predictions) {
      const unconditional = predictionFor(predictions, 'unconditional');
      const positive = weightedSum([1, predictionFor(predictions, 'conditional')], [-1, unconditional]);
      const negative = weightedSum([1, predictionFor(predictions, 'negative')], [-1, unconditional]);
      const length = positive.length;
      const shared = dot(negative, positive, 0, length) / (dot(positive, positive, 0, length) || 1);
      const ofPositive = scale * (1 + negativeWeight * shared);
      return weightedSum([1, unconditional], [ofPositive, positive], [-scale * negativeWeight, negative]);
    },
  };
}

function dot(one: Float32Array, other: Float32Array, from: number, length: number): number {
  let sum = 0;
  for (let index = from; index < from + length; index++) sum += (one[index] as number) * (other[index] as number);
  return sum;
}
