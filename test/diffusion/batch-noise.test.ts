import { describe, expect, test } from 'vitest';
import { batchNoise, stepNoise } from '../../src/diffusion/batch-noise.ts';
import { createPhiloxGenerator } from '../../src/diffusion/philox.ts';
import { createGenerator } from '../../src/diffusion/random.ts';

const item = (data: Float32Array, index: number, size: number) => data.slice(index * size, (index + 1) * size);

describe('noise of a batch', () => {
  test('together, it is one draw over all items', () => {
    expect(batchNoise([2, 4, 5], { kind: 'together', seed: 3 })).toEqual({
      data: createGenerator(3).normal(40),
      dims: [2, 4, 5],
    });
  });

  test('indexed, items are drawn one after the other and picked, twice if asked', () => {
    const { data } = batchNoise([3, 20], { kind: 'indexed', seed: 3, indexes: [2, 0, 2] });
    const generator = createGenerator(3);
    const [first, , third] = [generator.normal(20), generator.normal(20), generator.normal(20)];
    expect([0, 1, 2].map((index) => item(data, index, 20))).toEqual([third, first, third]);
  });

  test('apart, each item is the first draw of its own seed', () => {
    const { data } = batchNoise([2, 20], { kind: 'apart', seeds: [9, 4] });
    expect([0, 1].map((index) => item(data, index, 20))).toEqual(
      [9, 4].map((seed) => createGenerator(seed).normal(20)),
    );
  });

  test('a batch of other size than its seeds is refused', () => {
    expect(() => batchNoise([3, 20], { kind: 'apart', seeds: [1] })).toThrow('Noise of 1 items for a batch of 3');
  });

  test('it can be drawn as on a graphics card', () => {
    expect(batchNoise([1, 8], { kind: 'together', seed: 5 }, 'cuda_like').data).toEqual(
      createPhiloxGenerator(5).normal(8),
    );
  });
});

test('the noise of steps does not repeat the noise of the start', () => {
  expect(stepNoise(7)(32)).toEqual(createGenerator(8).normal(32));
  expect(stepNoise(Number.MAX_SAFE_INTEGER)(32)).toEqual(createGenerator(0).normal(32));
});
