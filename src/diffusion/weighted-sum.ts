import { scatter } from './reorder.ts';

/** A factor and the array that it multiplies. */
export type Term = readonly [weight: number, values: Float32Array];

/**
 * Σ weight · values, element by element, as a new array: every update of a sampler is one of these. Products and sum are
 * in double precision and rounded once. All arrays must have the same length.
 */
export function weightedSum(first: Term, ...others: readonly Term[]): Float32Array {
  return sumInto(new Float32Array(first[1].length), first, ...others);
}

/** The same in `result`, which may be one of the arrays. */
export function sumInto(result: Float32Array, first: Term, ...others: readonly Term[]): Float32Array {
  const [firstWeight, firstValues] = first;
  const { length } = firstValues;
  for (const values of [result, ...others.map((term) => term[1])]) {
    if (values.length !== length) throw new Error(`A sum of ${length} and ${values.length} values`);
  }
  const [second, third, ...more] = others;
  // Plain loops: callbacks per element are ten times slower. Two terms, which are Euler's step, and three, a guided estimate, need no array
  // in between.
  if (second !== undefined && third === undefined) {
    const [weight, values] = second;
    for (let index = 0; index < length; index++) {
      result[index] = firstWeight * (firstValues[index] as number) + weight * (values[index] as number);
    }
    return result;
  }
  if (second !== undefined && third !== undefined && more.length === 0) {
    const [secondWeight, secondValues] = second;
    const [thirdWeight, thirdValues] = third;
    for (let index = 0; index < length; index++) {
      result[index] =
        firstWeight * (firstValues[index] as number) +
        secondWeight * (secondValues[index] as number) +
        thirdWeight * (thirdValues[index] as number);
    }
    return result;
  }
  const terms = [first, ...others];
  const sums = new Float64Array(Math.min(length, CHUNK));
  for (let start = 0; start < length; start += CHUNK) {
    const count = Math.min(CHUNK, length - start);
    sums.fill(0);
    for (const [weight, values] of terms) addInto(sums, weight, values, start, count);
    result.set(sums.subarray(0, count), start);
  }
  return result;
}

/**
 * The same where all terms but the first are in another order, item after item: `places` says for each value of their items where it
 * belongs. In `result`, which may be the first array.
 */
export function sumInPlaces(
  result: Float32Array,
  first: Term,
  others: readonly Term[],
  places: Int32Array | undefined,
): Float32Array {
  const [second, third, ...more] = others;
  if (places === undefined || second === undefined || more.length > 0) {
    const inOrder = others.map(([weight, values]): Term => [weight, places ? scatter(values, places) : values]);
    return sumInto(result, first, ...inOrder);
  }
  const [firstWeight, firstValues] = first;
  const [secondWeight, secondValues] = second;
  const [thirdWeight, thirdValues] = third ?? [0, secondValues];
  for (let item = 0; item < result.length; item += places.length) {
    for (let index = 0; index < places.length; index++) {
      const at = item + (places[index] as number);
      result[at] =
        firstWeight * (firstValues[at] as number) +
        secondWeight * (secondValues[item + index] as number) +
        thirdWeight * (thirdValues[item + index] as number);
    }
  }
  return result;
}

/** Values summed at a time: their doubles stay in the processor's nearest cache. */
const CHUNK = 2048;

function addInto(sums: Float64Array, weight: number, values: Float32Array, start: number, count: number): void {
  for (let index = 0; index < count; index++) {
    sums[index] = (sums[index] as number) + weight * (values[start + index] as number);
  }
}
