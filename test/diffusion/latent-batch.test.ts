import { expect, test } from 'vitest';
import { tensor } from '../../src/core/tensor.ts';
import { joinBatch, splitBatch, spreadBatch } from '../../src/diffusion/latent-batch.ts';

const pair = tensor(Float32Array.of(1, 2, 3, 4), [2, 1, 1, 1, 2]);

test('a batch taken apart and put together again is the same', () => {
  expect(splitBatch(pair)).toEqual([
    tensor(Float32Array.of(1, 2), [1, 1, 1, 1, 2]),
    tensor(Float32Array.of(3, 4), [1, 1, 1, 1, 2]),
  ]);
  expect(joinBatch(splitBatch(pair))).toEqual(pair);
  expect(joinBatch([pair, pair]).dims).toEqual([4, 1, 1, 1, 2]);
});

test('what has another size is no part of a batch', () => {
  const other = tensor(Float32Array.of(1), [1, 1, 1, 1, 1]);
  expect(() => joinBatch([pair, other])).toThrow(
    'A batch holds latents of one size, not [1, 1, 1, 2] and [1, 1, 1, 1]',
  );
  expect(() => joinBatch([])).toThrow('There are no latents to put together');
});

test('a single item serves each of a batch', () => {
  const one = tensor(Float32Array.of(7, 8), [1, 1, 1, 1, 2]);
  expect(spreadBatch(one, 2)).toEqual(tensor(Float32Array.of(7, 8, 7, 8), [2, 1, 1, 1, 2]));
  expect(spreadBatch(pair, 2)).toBe(pair);
  expect(spreadBatch(pair, 3)).toBeUndefined();
});
