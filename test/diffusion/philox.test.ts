import { expect, test } from 'vitest';
import { createPhiloxGenerator, philoxWords } from '../../src/diffusion/philox.ts';
import { relativeDifference } from './largest-difference.ts';

test('words are those of the generator’s authors: all counters and keys 0', () => {
  // Random123, kat_vectors: philox4x32 10 of counter 0 and key 0.
  expect(philoxWords(0, 0, 0, 0).map((word) => word.toString(16))).toEqual([
    '6627e8d5',
    'e169c58d',
    'bc57ac4c',
    '9b00dbd8',
  ]);
});

test('draws are those that AUTOMATIC1111 documents', () => {
  const seed0 = createPhiloxGenerator(0).normal(4);
  expect(relativeDifference(seed0, [-0.92466259, -0.42534415, -2.6438457, 0.14518388])).toBeLessThanOrEqual(1e-6);
  expect([...createPhiloxGenerator(42).normal(3)].map((value) => value.toFixed(4))).toEqual([
    '0.1940',
    '2.1614',
    '-0.1721',
  ]);
});

test('each call draws anew, and all 53 bits of a seed count', () => {
  const generator = createPhiloxGenerator(1);
  expect(generator.normal(4)).not.toEqual(generator.normal(4));
  expect(createPhiloxGenerator(1 + 2 ** 32).normal(4)).not.toEqual(createPhiloxGenerator(1).normal(4));
  expect(() => createPhiloxGenerator(-1)).toThrow(RangeError);
});

test('a hundred thousand values have the moments of the normal distribution', () => {
  const values = createPhiloxGenerator(3).normal(100_000);
  const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
  expect([1, 2, 3, 4].map((power) => Math.round(moment(power) * 10) / 10 + 0)).toEqual([0, 1, 0, 3]);
});
