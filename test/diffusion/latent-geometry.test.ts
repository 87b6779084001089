import { describe, expect, test } from 'vitest';
import { checkVideoSize, latentFrames, nearestMultiples, videoFrames } from '../../src/diffusion/latent-geometry.ts';

const rules = { pixelMultiple: 16, temporalStride: 4 };

describe('sizes of a latent video', () => {
  test('Wan makes 21 latent frames of 81, and one of a still', () => {
    expect([81, 17, 5, 1].map((frames) => latentFrames(frames, 4))).toEqual([21, 5, 2, 1]);
  });

  test('latent frames decode to as many frames as they were made of', () => {
    const counts = [1, 5, 17, 81];
    expect(counts.map((frames) => videoFrames(latentFrames(frames, 4), 4))).toEqual(counts);
  });

  test('a frame count that would lose frames is refused', () => {
    expect(() => latentFrames(18, 4)).toThrow(
      expect.objectContaining({
        name: 'UserError',
        message: '18 frames are not one more than a multiple of 4.',
        hint: 'For frames, choose 17 or 21.',
      }),
    );
  });

  test('a size that fits passes', () => {
    expect(() => checkVideoSize({ width: 832, height: 480, frames: 81 }, rules)).not.toThrow();
    expect(() =>
      checkVideoSize({ width: 7, height: 5, frames: 3 }, { pixelMultiple: 1, temporalStride: 1 }),
    ).not.toThrow();
  });

  test.each([
    { size: { width: 100, height: 64, frames: 17 }, hint: 'For width, choose 96 or 112.' },
    { size: { width: 64, height: 8, frames: 17 }, hint: 'For height, choose 16.' },
    { size: { width: 64, height: 64, frames: 16 }, hint: 'For frames, choose 13 or 17.' },
    { size: { width: 64, height: 64, frames: -3 }, hint: 'For frames, choose 1.' },
    {
      size: { width: 0, height: 65, frames: 2 },
      hint: 'For width, choose 16. For height, choose 64 or 80. For frames, choose 1 or 5.',
    },
  ])('a size that does not fit is refused with the nearest that do: $size', ({ size, hint }) => {
    expect(() => checkVideoSize(size, rules)).toThrow(
      expect.objectContaining({
        name: 'UserError',
        message:
          `The model cannot make a video of ${size.width} × ${size.height} pixels and ${size.frames} frames: ` +
          'width and height must be multiples of 16, frames one more than a multiple of 4.',
        hint,
      }),
    );
  });

  test('the nearest multiples never fall below one step', () => {
    expect([-5, 0, 3, 16, 17].map((value) => nearestMultiples(value, 16))).toEqual([[16], [16], [16], [16], [16, 32]]);
  });
});
