import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tensor } from '../../src/core/tensor.ts';
import { mainTensor, summarizeTensor } from '../../src/core/tensor-summary.ts';

const of = (values: readonly number[]) => summarizeTensor(tensor(Float32Array.from(values), [values.length]));

test('two, four, four, four, five, five, seven, nine: mean 5, deviation 2', () => {
  const { histogram, ...facts } = of([2, 4, 4, 4, 5, 5, 7, 9]);
  expect(facts).toEqual({ shape: [8], min: 2, max: 9, mean: 5, deviation: 2, notFinite: 0 });
  expect([histogram[0], histogram.at(-1), histogram.length]).toEqual([1, 1, 32]);
});

test('every finite number is in one part of the histogram, and the others are counted apart', () => {
  fc.assert(
    fc.property(fc.array(fc.float()), (values) => {
      const { histogram, notFinite } = of(values);
      expect(notFinite).toBe(values.filter((value) => !Number.isFinite(value)).length);
      expect(histogram.reduce((sum, count) => sum + count, 0)).toBe(values.length - notFinite);
    }),
  );
});

test('numbers that are all the same are in one part', () => {
  expect(of([3, 3, 3])).toMatchObject({ min: 3, max: 3, mean: 3, deviation: 0 });
  expect(Math.max(...of([3, 3, 3]).histogram)).toBe(3);
});

test('of a latent, of patches and of conditions their numbers are looked at; of other values there are none', () => {
  const samples = tensor(Float32Array.of(1), [1]);
  expect([mainTensor({ samples }), mainTensor({ tokens: samples }), mainTensor({ context: samples })]).toEqual([
    samples,
    samples,
    samples,
  ]);
  expect([mainTensor('text'), mainTensor(undefined), mainTensor({ context: 'text' })]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
