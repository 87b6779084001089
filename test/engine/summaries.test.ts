import { expect, test } from 'vitest';
import { summarize } from '../../src/engine/summaries.ts';

test('noise levels are told in a line and as the curve that they are', () => {
  expect(summarize('sigmas', { values: [1, 0.75, 0.5, 0] })).toEqual({
    type: 'sigmas',
    text: '3 steps: 1 0.75 0.5 0',
    bytes: 0,
    curve: [1, 0.75, 0.5, 0],
  });
});
