import type { Tensor } from './tensor.ts';

/** What the numbers of a tensor are like. */
export interface TensorSummary {
  readonly shape: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Standard deviation of all of them. */
  readonly deviation: number;
  /** How many lie in each of equal parts from `min` to `max`. */
  readonly histogram: readonly number[];
  /** Numbers that are infinite or no numbers; they are in none of the above. */
  readonly notFinite: number;
}

const BINS = 32;
/** Of larger tensors evenly spaced numbers are looked at. */
const MOST_LOOKED_AT = 1_000_000;

/** Shape, range, mean, spread and histogram of a tensor; of more than a million numbers, of a sample of them. */
export function summarizeTensor({ data, dims }: Tensor): TensorSummary {
  const step = Math.max(1, Math.floor(data.length / MOST_LOOKED_AT));
  let [count, notFinite, sum, min, max] = [0, 0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < data.length; index += step) {
    const value = data[index] ?? 0;
    if (!Number.isFinite(value)) {
      notFinite++;
      continue;
    }
    count++;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (count === 0) return { shape: dims, min: 0, max: 0, mean: 0, deviation: 0, histogram: [], notFinite };
  const mean = sum / count;
  const histogram = new Array<number>(BINS).fill(0);
  let squares = 0;
  for (let index = 0; index < data.length; index += step) {
    const value = data[index] ?? 0;
    if (!Number.isFinite(value)) continue;
    squares += (value - mean) ** 2;
    const bin = max === min ? 0 : Math.min(BINS - 1, Math.floor(((value - min) / (max - min)) * BINS));
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
  return { shape: dims, min, max, mean, deviation: Math.sqrt(squares / count), histogram, notFinite };
}

/** The tensor that a value is mostly made of, if it is: of a latent its samples, of patches their tokens, of conditions the text. */
export function mainTensor(value: unknown): Tensor | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { samples, tokens, context } = value as Readonly<Record<string, Tensor | undefined>>;
  const found = samples ?? tokens ?? context;
  return found?.data instanceof Float32Array ? found : undefined;
}
