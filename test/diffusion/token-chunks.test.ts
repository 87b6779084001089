import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ChunkRules, chunkTokens } from '../../src/diffusion/token-chunks.ts';

const START = 1000;
const END = 1001;
/** Even numbers end a word. */
const rules: ChunkRules = {
  maxTokens: 8,
  before: [START],
  after: [END],
  longText: 'chunk',
  pad: 0,
  endsWord: (id) => id % 2 === 0,
};
const cut = (ids: readonly number[], change: Partial<ChunkRules> = {}) =>
  chunkTokens(
    ids.map((id) => ({ id, weight: 1 })),
    { ...rules, ...change },
  );

test('a text that fits is one piece, filled up with padding', () => {
  expect(cut([2, 4])).toEqual({
    chunks: [{ ids: [START, 2, 4, END, 0, 0, 0, 0], weights: [1, 1, 1, 1, 1, 1, 1, 1], used: 4 }],
    dropped: 0,
  });
});

test('an empty text is a piece as well', () => {
  expect(cut([]).chunks.map(({ ids }) => ids)).toEqual([[START, END, 0, 0, 0, 0, 0, 0]]);
});

test('a long text is cut between words', () => {
  expect(cut([2, 4, 6, 8, 11, 13, 14, 16]).chunks.map(({ ids }) => ids)).toEqual([
    [START, 2, 4, 6, 8, END, 0, 0],
    [START, 11, 13, 14, 16, END, 0, 0],
  ]);
});

test('a word that no piece can hold is cut', () => {
  expect(cut([1, 3, 5, 7, 9, 11, 13, 14], { pad: 0 }).chunks.map(({ ids }) => ids)).toEqual([
    [START, 1, 3, 5, 7, 9, 11, END],
    [START, 13, 14, END, 0, 0, 0, 0],
  ]);
});

test('without pieces the rest is left out, and the end stays the end', () => {
  const { pad: _, ...open } = { ...rules, longText: 'truncate' as const };
  const tokens = [2, 4, 6, 8, 10, 12, 14, 16].map((id) => ({ id, weight: 1.5 }));
  expect(chunkTokens(tokens, open)).toEqual({
    chunks: [{ ids: [START, 2, 4, 6, 8, 10, 12, END], weights: [1, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1], used: 8 }],
    dropped: 2,
  });
});

test('whatever the text, its tokens come back in order, in pieces of the right length', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 2, max: 900 }), { maxLength: 300 }),
      fc.integer({ min: 3, max: 77 }),
      (ids, maxTokens) => {
        const { chunks } = cut(ids, { maxTokens });
        expect(chunks.every((chunk) => chunk.ids.length === maxTokens && chunk.weights.length === maxTokens)).toBe(
          true,
        );
        expect(chunks.flatMap((chunk) => chunk.ids.slice(1, chunk.used - 1))).toEqual(ids);
      },
    ),
  );
});
