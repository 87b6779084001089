import { expect, test } from 'vitest';
import { thresholdDynamically } from '../../../src/diffusion/guidance/dynamic-threshold.ts';

test('each item is clipped to its own quantile, at least 1, and divided by it', () => {
  const denoised = Float32Array.of(-4, 2, 1, 0, 0.5, -0.5, 0.25, 0);
  expect(thresholdDynamically(denoised, { batch: 2, ratio: 2 / 3, maximum: 10 })).toEqual(
    Float32Array.of(-1, 1, 0.5, 0, 0.5, -0.5, 0.25, 0),
  );
});

test('the threshold does not rise above its maximum', () => {
  expect(thresholdDynamically(Float32Array.of(-4, 3, 1, 0), { batch: 1, ratio: 1, maximum: 2 })).toEqual(
    Float32Array.of(-1, 1, 0.5, 0),
  );
});
