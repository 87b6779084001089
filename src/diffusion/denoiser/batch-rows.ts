import { concatenate, type Tensor, tensor } from '../../core/tensor.ts';

/** One of so many rows of a flattened batch. */
export function rowOf(values: Float32Array, row: number, rows: number): Float32Array {
  const size = values.length / rows;
  return values.subarray(row * size, (row + 1) * size);
}

export function inOneArray(parts: readonly Float32Array[]): Float32Array {
  const [first] = parts as readonly [Float32Array, ...Float32Array[]];
  return parts.length === 1 ? first : concatenate(parts);
}

/** A row so many times, in `into`, which may begin with it. */
export function repeated({ data, dims }: Tensor, times: number, into: Float32Array): Tensor {
  const [items, ...shape] = dims as [number, ...number[]];
  if (times === 1) return { data, dims };
  for (let row = data.buffer === into.buffer ? 1 : 0; row < times; row++) into.set(data, row * data.length);
  return tensor(into, [times * items, ...shape]);
}

export function stack(rows: readonly Tensor[]): Tensor {
  const [first] = rows as readonly [Tensor, ...Tensor[]];
  if (rows.length === 1) return first;
  const data = concatenate(rows.map((row) => row.data));
  return tensor(data, [rows.length * (first.dims[0] as number), ...first.dims.slice(1)]);
}

/** The first and the second half of each item's channels. */
export function splitChannels(values: Float32Array, items: number): [Float32Array, Float32Array] {
  const half = values.length / items / 2;
  const first = new Float32Array(values.length / 2);
  const second = new Float32Array(values.length / 2);
  for (let item = 0; item < items; item++) {
    first.set(values.subarray(2 * item * half, (2 * item + 1) * half), item * half);
    second.set(values.subarray((2 * item + 1) * half, 2 * (item + 1) * half), item * half);
  }
  return [first, second];
}
