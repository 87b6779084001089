export interface ThresholdOptions {
  /** How many items the array holds, one after the other; each has its own threshold. */
  readonly batch: number;
  /** The share of magnitudes that stays as it is. */
  readonly ratio?: number;
  /** The threshold never rises above this. */
  readonly maximum?: number;
}

/**
 * Dynamic thresholding (Saharia et al. 2022, Imagen, section 2.3): a clean estimate clipped to its own quantile s, at least 1,
 * and divided by it; keeps strong guidance from saturating models of pixels. In a new array.
 */
export function thresholdDynamically(denoised: Float32Array, options: ThresholdOptions): Float32Array {
  const { batch, ratio = 0.995, maximum = 1 } = options;
  const size = denoised.length / batch;
  const limits = Array.from({ length: batch }, (_, item) => {
    const magnitudes = denoised.slice(item * size, (item + 1) * size).map(Math.abs);
    // In this order, a maximum below 1 wins, as in diffusers.
    return Math.min(Math.max(quantile(magnitudes.sort(), ratio), 1), maximum);
  });
  return denoised.map((value, index) => {
    const limit = limits[Math.floor(index / size)] as number;
    return Math.min(Math.max(value, -limit), limit) / limit;
  });
}

/** The quantile of sorted values, interpolated between two of them. */
function quantile(sorted: Float32Array, ratio: number): number {
  const position = ratio * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (position - below) * (high - low);
}
