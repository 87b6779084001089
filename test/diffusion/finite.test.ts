import { expect, test } from 'vitest';
import { isFiniteData } from '../../src/diffusion/finite.ts';

test('the largest and the smallest numbers are finite, and so is nothing at all', () => {
  expect(isFiniteData(Float32Array.of(3.4028234e38, -3.4028234e38, 1e-45, -0, 0))).toBe(true);
  expect(isFiniteData(new Float32Array())).toBe(true);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e39])(
  '%d is found wherever it stands',
  (bad) => {
    for (const place of [0, 1, 2, 3, 4, 5]) {
      const data = Float32Array.of(1, 2, 3, 4, 5, 6);
      data[place] = bad;
      expect(isFiniteData(data)).toBe(false);
    }
  },
);
