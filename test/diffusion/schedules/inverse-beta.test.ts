import { expect, test } from 'vitest';
import { incompleteBeta, inverseIncompleteBeta } from '../../../src/diffusion/schedules/inverse-beta.ts';

test('the arcsine distribution has the quantiles sin²(πp/2)', () => {
  for (const p of [0.01, 0.2, 0.5, 0.77, 0.999]) {
    expect(inverseIncompleteBeta(0.5, 0.5, p)).toBeCloseTo(Math.sin((Math.PI * p) / 2) ** 2, 11);
  }
});

test('I_x(a, 1) is x^a, I_x(1, b) is 1 − (1 − x)^b, and I_x(2, 3) is its polynomial', () => {
  for (const x of [0.001, 0.3, 0.62, 0.98]) {
    expect(incompleteBeta(4.2, 1, x)).toBeCloseTo(x ** 4.2, 12);
    expect(incompleteBeta(1, 0.3, x)).toBeCloseTo(1 - (1 - x) ** 0.3, 12);
    expect(incompleteBeta(2, 3, x)).toBeCloseTo(6 * x ** 2 - 8 * x ** 3 + 3 * x ** 4, 12);
  }
});

test('the inverse undoes the function for the shape that schedules use, and keeps the ends', () => {
  for (const x of [1e-6, 0.1, 0.5, 0.9, 0.999999]) {
    expect(inverseIncompleteBeta(0.6, 0.6, incompleteBeta(0.6, 0.6, x))).toBeCloseTo(x, 10);
  }
  expect([0, 1].map((p) => inverseIncompleteBeta(0.6, 0.6, p))).toEqual([0, 1]);
});
