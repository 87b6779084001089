import { expect, test } from 'vitest';
import { guide } from '../../../src/diffusion/guidance/classifier-free.ts';

const conditional = Float32Array.of(1, -2, 0.5);
const unconditional = Float32Array.of(0, 2, 0.5);

test('guidance moves from the unconditional prediction through the conditional one and beyond', () => {
  expect([0, 1, 5].map((scale) => guide(conditional, unconditional, scale))).toEqual([
    unconditional,
    conditional,
    Float32Array.of(5, -18, 0.5),
  ]);
});

test('guidance leaves both predictions as they were', () => {
  guide(conditional, unconditional, 7);
  expect([conditional, unconditional]).toEqual([Float32Array.of(1, -2, 0.5), Float32Array.of(0, 2, 0.5)]);
});

test('guidance between predictions of different lengths is refused', () => {
  expect(() => guide(conditional, new Float32Array(2), 5)).toThrow('Guidance between 3 and 2 values');
});
