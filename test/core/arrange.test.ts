import { expect, test } from 'vitest';
import { boxesInLoop } from '../../src/core/arrange.ts';

const size = [20, 20] as const;
const boxes = {
  inside: { position: [40, 40], size },
  crossed: { position: [90, 40], size },
  besides: { position: [200, 40], size },
  inTheNotch: { position: [40, 0], size },
  around: { position: [-500, -500], size: [1000, 1000] },
} as const;

test('a loop takes the boxes that it touches, also those that hold it, and none that lies in a bay of it', () => {
  // A U that is open at the top: from 0 to 100 each way, its bay from 30 to 70 across and down to 30.
  const loop = [
    [0, -10],
    [20, -10],
    [30, 30],
    [70, 30],
    [80, -10],
    [100, -10],
    [100, 100],
    [0, 100],
  ] as const;
  expect(boxesInLoop(loop, boxes)).toEqual(['inside', 'crossed', 'around']);
});

test('a loop of which no side crosses a box takes nothing', () => {
  expect(boxesInLoop([[0, 0]], { far: { position: [10, 10], size } })).toEqual([]);
});
