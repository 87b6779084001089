/** A factor and the array that it multiplies. */
export type Term = readonly [weight: number, values: Float32Array];
export type Terms = readonly [Term, ...Term[]];

/**
 * Σ weight · values, element by element, as a new array: every update of a sampler is one of these. Products and sum are
 * in double precision and rounded once. All arrays must have the same length.
 */
export function weightedSum(first: Term, ...others: readonly Term[]): Float32Array {
  return sumInto(new Float32Array(first[1].length), first, ...others);
}

/** The same in `result`, which may be one of the arrays. */
export function sumInto(result: Float32Array, first: Term, ...others: readonly Term[]): Float32Array {
  const { length } = first[1];
  for (const values of [result, ...others.map((term) => term[1])]) {
    if (values.length !== length) throw new Error(`A sum of ${length} and ${values.length} values`);
  }
  const [second, third, ...more] = others;
  // Two terms, which are Euler's step, and three, a guided estimate, need no array in between.
  if (second === undefined || more.length > 0) return sumTermByTerm(result, [first, ...others]);
  if (third === undefined) return sumOfTwo(result, first, second);
  return sumOfThree(result, first, second, third);
}

// Plain loops: callbacks per element are ten times slower. A function for each: one with several loops in it is compiled for the loop that was hot first,
// and thrown out of the compiled code again in every other. Four elements per turn: a third faster than one.

function sumOfTwo(result: Float32Array, [firstWeight, first]: Term, [secondWeight, second]: Term): Float32Array {
  const whole = result.length - (result.length % 4);
  for (let index = 0; index < whole; index += 4) {
    const a = firstWeight * (first[index] as number) + secondWeight * (second[index] as number);
    const b = firstWeight * (first[index + 1] as number) + secondWeight * (second[index + 1] as number);
    const c = firstWeight * (first[index + 2] as number) + secondWeight * (second[index + 2] as number);
    const d = firstWeight * (first[index + 3] as number) + secondWeight * (second[index + 3] as number);
    result[index] = a;
    result[index + 1] = b;
    result[index + 2] = c;
    result[index + 3] = d;
  }
  for (let index = whole; index < result.length; index++)
    result[index] = firstWeight * (first[index] as number) + secondWeight * (second[index] as number);
  return result;
}

function sumOfThree(
  result: Float32Array,
  [firstWeight, first]: Term,
  [secondWeight, second]: Term,
  [thirdWeight, third]: Term,
): Float32Array {
  const whole = result.length - (result.length % 4);
  for (let index = 0; index < whole; index += 4) {
    const a =
      firstWeight * (first[index] as number) +
      secondWeight * (second[index] as number) +
      thirdWeight * (third[index] as number);
    const b =
      firstWeight * (first[index + 1] as number) +
      secondWeight * (second[index + 1] as number) +
      thirdWeight * (third[index + 1] as number);
    const c =
      firstWeight * (first[index + 2] as number) +
      secondWeight * (second[index + 2] as number) +
      thirdWeight * (third[index + 2] as number);
    const d =
      firstWeight * (first[index + 3] as number) +
      secondWeight * (second[index + 3] as number) +
      thirdWeight * (third[index + 3] as number);
    result[index] = a;
    result[index + 1] = b;
    result[index + 2] = c;
    result[index + 3] = d;
  }
  for (let index = whole; index < result.length; index++)
    result[index] =
      firstWeight * (first[index] as number) +
      secondWeight * (second[index] as number) +
      thirdWeight * (third[index] as number);
  return result;
}

function sumTermByTerm(result: Float32Array, terms: readonly Term[]): Float32Array {
  const { length } = result;
  const sums = new Float64Array(Math.min(length, CHUNK));
  for (let start = 0; start < length; start += CHUNK) {
    const count = Math.min(CHUNK, length - start);
    sums.fill(0);
    for (const [weight, values] of terms) addInto(sums, weight, values, start, count);
    result.set(sums.subarray(0, count), start);
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
