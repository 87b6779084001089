import { describe, expect, test } from 'vitest';
import { sumInto, type Term } from '../../src/diffusion/weighted-sum.ts';

/** Σ weight · values in double precision, rounded once, number by number. */
function naive(terms: readonly Term[], length: number): number[] {
  return Array.from({ length }, (_, at) =>
    Math.fround(terms.reduce((sum, [weight, values]) => sum + weight * (values[at] as number), 0)),
  );
}

describe.each([1, 2, 3, 4])('a sum of %i terms', (count) => {
  test.each([0, 1, 3, 4, 5, 8, 11])(
    'of %i numbers is theirs to the last bit, also into one of its arrays',
    (length) => {
      const terms = Array.from({ length: count }, (_, term): [number, Float32Array] => [
        0.3 - 0.7 * term,
        Float32Array.from({ length }, (_, at) => Math.sin(1 + term + 7 * at)),
      ]);
      const [first = [0, new Float32Array(length)], ...others] = terms;
      const wanted = naive(terms, length);
      expect([...sumInto(new Float32Array(length), first, ...others)]).toEqual(wanted);
      expect([...sumInto(first[1], first, ...others)]).toEqual(wanted);
    },
  );
});

test('arrays of different length are a mistake', () => {
  expect(() => sumInto(new Float32Array(4), [1, new Float32Array(4)], [1, new Float32Array(3)])).toThrow(
    'A sum of 4 and 3 values',
  );
});
