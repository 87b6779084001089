import { expect, test } from 'vitest';
import { elementCount, intTensor, tensor } from '../../src/core/tensor.ts';

test('a shape has as many elements as the product of its sizes, a scalar one', () => {
  expect([[], [5], [2, 3, 4], [2, 0, 4]].map(elementCount)).toEqual([1, 5, 24, 0]);
});

test('data that does not fill the shape is refused', () => {
  expect(tensor(Float32Array.of(1, 2), [1, 2])).toEqual({ data: Float32Array.of(1, 2), dims: [1, 2] });
  expect(intTensor([1, -2], [2])).toEqual({ data: BigInt64Array.of(1n, -2n), dims: [2] });
  expect(() => tensor(Float32Array.of(1, 2), [3])).toThrow('Shape [3] does not fit 2 values');
  expect(() => intTensor([1], [])).not.toThrow();
  expect(() => intTensor([1, 2], [])).toThrow('Shape [] does not fit 2 values');
});
