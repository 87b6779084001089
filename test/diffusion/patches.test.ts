import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { elementCount, type Tensor, tensor } from '../../src/core/tensor.ts';
import { patchify, unpatchify } from '../../src/diffusion/patches.ts';

describe('patches', () => {
  test('a small latent is cut as by hand: tokens along t, y, x, features along channel, t, y, x', () => {
    // Two channels of one frame, 2 high and 4 wide:  0 1 2 3     8  9 10 11
    //                                                4 5 6 7    12 13 14 15
    expect(patchify(counting([1, 2, 1, 2, 4]), [1, 2, 2])).toEqual({
      tokens: tensor(Float32Array.of(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15), [1, 2, 8]),
      positions: tensor(Float32Array.of(0, 0, 0, 0, 0, 1), [1, 2, 3]),
      geometry: { latentDims: [1, 2, 1, 2, 4], patch: [1, 2, 2] },
    });
  });

  test('time is cut like height and width', () => {
    // Four frames of 1 × 2, in patches of 2 frames: each token is one column of two consecutive frames.
    expect(patchify(counting([1, 1, 4, 1, 2]), [2, 1, 1])).toEqual({
      tokens: tensor(Float32Array.of(0, 2, 1, 3, 4, 6, 5, 7), [1, 4, 2]),
      positions: tensor(Float32Array.of(0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1), [1, 4, 3]),
      geometry: { latentDims: [1, 1, 4, 1, 2], patch: [2, 1, 1] },
    });
  });

  test('every item of a batch has the same positions', () => {
    const { positions } = patchify(counting([2, 1, 1, 2, 2]), [1, 1, 1]);
    const item = [0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1];
    expect(positions).toEqual(tensor(Float32Array.from([...item, ...item]), [2, 4, 3]));
  });

  test('putting patches together gives back the latent they were cut from', () => {
    const size = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(
        fc.tuple(size, size),
        fc.tuple(size, size, size),
        fc.tuple(size, size, size),
        (outer, grid, patch) => {
          const latent = counting([...outer, grid[0] * patch[0], grid[1] * patch[1], grid[2] * patch[2]]);
          expect(unpatchify(patchify(latent, patch))).toEqual(latent);
        },
      ),
    );
  });

  test.each([
    {
      dims: [1, 1, 5, 4, 4],
      message: "The latent's frame count of 5 cannot be cut into patches of 2.",
      choose: '4 or 6',
    },
    { dims: [1, 1, 4, 7, 4], message: "The latent's height of 7 cannot be cut into patches of 2.", choose: '6 or 8' },
    { dims: [1, 1, 4, 4, 1], message: "The latent's width of 1 cannot be cut into patches of 2.", choose: '2' },
  ])('a side that the patch does not divide is refused with sizes that fit: $dims', ({ dims, message, choose }) => {
    const error = thrownBy(() => patchify(counting(dims), [2, 2, 2]));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message, hint: expect.stringContaining(` is ${choose}, or a patch size`) });
  });

  test('a tensor that is not a latent is refused', () => {
    expect(() => patchify(counting([2, 4, 4]), [1, 2, 2])).toThrow(
      'A latent is [batch, channel, frame, height, width], not [2, 4, 4]',
    );
  });
});

/** 0, 1, 2 … in row-major order. */
function counting(dims: readonly number[]): Tensor {
  return tensor(
    Float32Array.from({ length: elementCount(dims) }, (_, index) => index),
    dims,
  );
}

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
