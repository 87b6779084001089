import { expect, test } from 'vitest';
import { createGenerator, randomNormal } from '../../src/diffusion/random.ts';
import torchRandn from '../fixtures/reference/torch-randn.json';

test.each(Object.entries(torchRandn))(
  'successive draws are those of torch.randn, to the last bit: %s',
  (_name, row) => {
    const generator = createGenerator(row.seed);
    for (const { n, vals } of row.seq) expect(generator.normal(n)).toEqual(Float32Array.from(vals));
  },
);

test('only the low 32 bits of a seed count, up to the largest safe integer', () => {
  expect(createGenerator(7 + 2 ** 32).normal(20)).toEqual(createGenerator(7).normal(20));
  expect(createGenerator(Number.MAX_SAFE_INTEGER).normal(20)).toEqual(createGenerator(2 ** 32 - 1).normal(20));
  expect(createGenerator(8).normal(20)).not.toEqual(createGenerator(7).normal(20));
});

test('a seed that is not an integer from 0 to 2^53 − 1 is refused', () => {
  for (const seed of [-1, 0.5, 2 ** 53, Number.NaN]) expect(() => createGenerator(seed)).toThrow(RangeError);
});

test('drawing nothing moves nothing on', () => {
  const generator = createGenerator(0);
  expect(generator.normal(0)).toEqual(new Float32Array());
  expect(generator.normal(5)).toEqual(createGenerator(0).normal(5));
});

test('a random tensor is the first draw of a new generator, in row-major order', () => {
  expect(randomNormal([2, 3, 4], 42)).toEqual({ data: createGenerator(42).normal(24), dims: [2, 3, 4] });
});

test('a hundred thousand values have the moments of the normal distribution', () => {
  const values = createGenerator(1).normal(100_000);
  const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
  expect([moment(1), moment(2), moment(3), moment(4)].map((value) => Math.round(value * 10) / 10 + 0)).toEqual([
    0, 1, 0, 3,
  ]);
});

test('uniform draws are those of torch.rand', () => {
  // torch.manual_seed(0); torch.rand(5), as PyTorch's documentation and everybody's notebooks print it.
  const expected = [0.4963, 0.7682, 0.0885, 0.132, 0.3074];
  expect([...createGenerator(0).uniform(5)].map((value) => Math.round(value * 1e4) / 1e4)).toEqual(expected);
});
