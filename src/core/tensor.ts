/** A dense row-major tensor. Never written to after creation. */
export interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** A dense row-major tensor of 64-bit integers: token ids and masks. */
export interface IntTensor {
  readonly data: BigInt64Array;
  readonly dims: readonly number[];
}

/** How many elements a shape has; 1 for a scalar. */
export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** A tensor over `data`; throws when the shape does not fit it. */
export function tensor(data: Float32Array, dims: readonly number[]): Tensor {
  if (elementCount(dims) !== data.length)
    throw new Error(`Shape [${dims.join(', ')}] does not fit ${data.length} values`);
  return { data, dims };
}

/** The numbers of several arrays, one after the other, in a new one. */
export function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** An integer tensor from plain numbers. */
export function intTensor(values: readonly number[], dims: readonly number[]): IntTensor {
  if (elementCount(dims) !== values.length)
    throw new Error(`Shape [${dims.join(', ')}] does not fit ${values.length} values`);
  return { data: BigInt64Array.from(values, BigInt), dims };
}
