import { expect, test } from 'vitest';
import { intTensor, type Tensor, tensor } from '../../src/core/tensor.ts';
import { type EncodedPiece, joinEncoders, joinPieces } from '../../src/diffusion/text-conditioning.ts';

const rows = (...values: number[][]): Tensor =>
  tensor(Float32Array.from(values.flat()), [1, values.length, values[0]?.length ?? 0]);
const vector = (...values: number[]): Tensor => tensor(Float32Array.from(values), [1, values.length]);
const piece = (context: Tensor, mask: number[], weights = mask.map(() => 1)): EncodedPiece => ({
  context,
  weights,
  mask: intTensor(mask, [1, mask.length]),
});
const plain = (values: Tensor | undefined) => values && { data: [...values.data], dims: values.dims };

test('padding is zeroed, hidden, cut away or ignored', () => {
  const pieces = [piece(rows([1, 2], [3, 4], [5, 6]), [1, 1, 0])];
  const join = (mask: 'zero' | 'pass' | 'truncate' | 'ignore') => {
    const { context } = joinPieces(pieces, undefined, { mask, crop: 0 });
    return { values: [...(context?.values.data ?? [])], mask: context?.mask };
  };
  expect(join('zero')).toEqual({ values: [1, 2, 3, 4, 0, 0], mask: [1, 1, 0] });
  expect(join('pass')).toEqual({ values: [1, 2, 3, 4, 5, 6], mask: [1, 1, 0] });
  expect(join('truncate')).toEqual({ values: [1, 2, 3, 4], mask: [1, 1] });
  expect(join('ignore')).toEqual({ values: [1, 2, 3, 4, 5, 6], mask: [1, 1, 1] });
});

test('a weight moves a token away from where no text would be', () => {
  const weighted = piece(rows([1], [2], [3]), [1, 1, 1], [1, 1.5, 0]);
  expect(plain(joinPieces([weighted], rows([10], [1], [7]), { mask: 'ignore', crop: 0 }).context?.values)).toEqual({
    // 1; 1 + 1.5·(2 − 1); 7 + 0·(3 − 7)
    data: [1, 2.5, 7],
    dims: [1, 3, 1],
  });
});

test('pieces follow each other, the template is dropped, the first piece gives the pooled vector', () => {
  const pieces = [
    { ...piece(rows([1], [2]), [1, 1]), pooled: vector(5) },
    { ...piece(rows([3], [4]), [1, 1]), pooled: vector(6) },
  ];
  const { context, pooled } = joinPieces(pieces, undefined, { mask: 'ignore', crop: 1 });
  expect([plain(context?.values), plain(pooled)]).toEqual([
    { data: [2, 3, 4], dims: [1, 3, 1] },
    { data: [5], dims: [1, 1] },
  ]);
});

test('Stable Diffusion 3: two encoders side by side, a wider one after them, pooled vectors in a row', () => {
  const text = (values: Tensor, pooled: Tensor) => ({
    context: { values, mask: Array<number>(values.dims[1] ?? 0).fill(1) },
    pooled,
  });
  const texts = new Map([
    ['clip_l', text(rows([1], [2]), vector(1))],
    ['clip_g', text(rows([3, 4], [5, 6]), vector(2, 3))],
    ['t5', text(rows([7, 8, 9, 10]), vector(0))],
  ]);
  const joined = joinEncoders(texts, { context: [['clip_l', 'clip_g'], ['t5']], pooled: ['clip_l', 'clip_g'] });
  expect({ context: plain(joined.context), pooled: plain(joined.pooled), mask: joined.mask.data }).toEqual({
    context: { data: [1, 3, 4, 0, 2, 5, 6, 0, 7, 8, 9, 10], dims: [1, 3, 4] },
    pooled: { data: [1, 2, 3], dims: [1, 3] },
    mask: BigInt64Array.of(1n, 1n, 1n),
  });
});
