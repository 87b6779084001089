import { expect, test } from 'vitest';
import { chooseToken } from '../../../src/diffusion/language/choose-token.ts';

/** Shares 0.1, 0.2, 0.3 and 0.4. */
const logits = Float32Array.from([0.1, 0.2, 0.3, 0.4], Math.log);
const all = { temperature: 1, topK: 0, topP: 1 };
const tenths = Array.from({ length: 10 }, (_, index) => index / 10 + 0.05);

/** How often each token is chosen by draws in the middle of every tenth. */
function counts(sampling: typeof all, suppressed: readonly number[] = []): number[] {
  const chosen = tenths.map((draw) => chooseToken(logits, sampling, draw, new Set(suppressed)));
  return [0, 1, 2, 3].map((id) => chosen.filter((token) => token === id).length);
}

test('each token is chosen as often as its share says', () => {
  expect(counts(all)).toEqual([1, 2, 3, 4]);
});

test('a low temperature favours the likeliest, 0 knows nothing else, a high one evens out', () => {
  expect(counts({ ...all, temperature: 0 })).toEqual([0, 0, 0, 10]);
  // Shares go with the square at temperature ½: 1, 4, 9 and 16 of 30.
  expect(counts({ ...all, temperature: 0.5 })).toEqual([0, 2, 3, 5]);
  expect(counts({ ...all, temperature: 1000 })).toEqual([2, 3, 2, 3]);
});

test('top-k and top-p leave out the unlikely, and what stays keeps its proportions', () => {
  expect(counts({ ...all, topK: 2 })).toEqual([0, 0, 4, 6]);
  expect(counts({ ...all, topP: 0.39 })).toEqual([0, 0, 0, 10]);
  expect(counts({ ...all, topP: 0.41 })).toEqual([0, 0, 4, 6]);
  expect(counts({ ...all, topK: 3, topP: 0.99 })).toEqual([0, 2, 4, 4]);
});

test('what is suppressed is never chosen', () => {
  expect(counts(all, [3])).toEqual([2, 3, 5, 0]);
  expect(() => counts(all, [0, 1, 2, 3])).toThrow('suppressed');
});
