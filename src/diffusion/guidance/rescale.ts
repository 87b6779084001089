import type { Guidance } from '../../core/denoiser.ts';
import { predictionFor } from './guidance.ts';

/**
 * The guided prediction with its spread taken back to that of the conditional one, as strong guidance overexposes:
 * φ·(std(c)/std(g))·g + (1 − φ)·g, φ = `share` (Lin et al. 2023, eq. 15–16). The spread is that of each of `batch` items.
 */
export function rescaled(guidance: Guidance, share: number, batch: number): Guidance {
  return {
    branchesAt: guidance.branchesAt,
    combine(predictions, moment) {
      const guided = guidance.combine(predictions, moment);
      const conditional = predictionFor(predictions, 'conditional');
      const size = guided.length / batch;
      const factors = Array.from({ length: batch }, (_, item) => {
        const spread = standardDeviation(guided, item * size, size);
        if (spread === 0) return 1;
        return (share * standardDeviation(conditional, item * size, size)) / spread + 1 - share;
      });
      return guided.map((value, index) => value * (factors[Math.floor(index / size)] as number));
    },
  };
}

/** Standard deviation of a sample, with n − 1, as in PyTorch. */
function standardDeviation(values: Float32Array, from: number, length: number): number {
  if (length < 2) return 0;
  let sum = 0;
  for (let index = from; index < from + length; index++) sum += values[index] as number;
  const mean = sum / length;
  let squares = 0;
  for (let index = from; index < from + length; index++) squares += ((values[index] as number) - mean) ** 2;
  return Math.sqrt(squares / (length - 1));
}
