import { expect, test } from 'vitest';
import { tensor } from '../../src/core/tensor.ts';
import { placeFrames } from '../../src/diffusion/place-frames.ts';

/** Two channels of one cell; a frame's values are its number, and ten times that. */
const frames = (...numbers: number[]) =>
  tensor(Float32Array.from([...numbers, ...numbers.map((n) => 10 * n)]), [1, 2, numbers.length, 1, 1]);

test('the frames given for a batch are those of one item', () => {
  const like = tensor(new Float32Array(2 * 3), [2, 1, 3, 1, 1]);
  const first = tensor(Float32Array.of(5), [1, 1, 1, 1, 1]);
  expect(placeFrames(like, { first, lastFrames: 1 }).initial).toEqual(
    tensor(Float32Array.of(5, 0, 0), [1, 1, 3, 1, 1]),
  );
});

test('given frames stand at the ends, each channel by itself, and the mask keeps them', () => {
  const placed = placeFrames(frames(0, 0, 0, 0, 0), { first: frames(1, 2), last: frames(7, 8, 9), lastFrames: 1 });
  expect(placed).toEqual({
    initial: frames(1, 2, 0, 0, 9),
    mask: tensor(Float32Array.of(0, 0, 1, 1, 0), [1, 1, 5, 1, 1]),
  });
});

test('more of the end than there is means all of it', () => {
  const { initial } = placeFrames(frames(0, 0, 0), { last: frames(7, 8), lastFrames: 9 });
  expect(initial).toEqual(frames(0, 7, 8));
});

test('frames that find no room, or are of another size, are refused with what to do', () => {
  expect(() => placeFrames(frames(0, 0), { first: frames(1, 2), last: frames(3), lastFrames: 1 })).toThrow(
    '3 latent frames are given for a clip of 2',
  );
  const wide = tensor(new Float32Array(4), [1, 2, 1, 1, 2]);
  expect(() => placeFrames(frames(0, 0), { first: wide, lastFrames: 1 })).toThrow(
    '“first” has 2 channels of 2 × 1 cells, the clip 2 of 1 × 1',
  );
});
