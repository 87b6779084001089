import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { frameAt } from '../../src/core/video-frames.ts';
import { joinVideo } from '../../src/engine/spooled-video.ts';

const folder = mkdtempSync(join(tmpdir(), 'patchloom-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const piece = (first: number, frameCount: number, width = 2, height = 1) => ({
  frames: Uint8Array.from({ length: frameCount * width * height * 3 }, (_, index) => first + index),
  frameCount,
  width,
  height,
});

test('E80: a clip of pieces is the same in memory and on disk, as a whole and frame by frame', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 }), async (counts) => {
      const pieces = counts.map((count, index) => piece(index * 24, count));
      const join = (mostBytes: number) =>
        joinVideo(
          folder,
          async (append) => {
            for (const each of pieces) append(each);
          },
          mostBytes,
        );
      const expected = Uint8Array.from(pieces.flatMap(({ frames }) => [...frames]));
      for (const video of [await join(1e9), await join(0), await join(13)]) {
        expect([...video.frames]).toEqual([...expected]);
        const frames = Array.from({ length: video.frameCount }, (_, index) => [...frameAt(video, index)]);
        expect(frames.flat()).toEqual([...expected]);
      }
    }),
    { numRuns: 30 },
  );
});

test('E80: a clip on disk leaves no name in the folder, not even while it is read', async () => {
  const video = await joinVideo(folder, async (append) => append(piece(0, 3)), 0);
  expect(video.readFrame).toBeDefined();
  expect(readdirSync(folder)).toEqual([]);
});

test('a clip made of one on disk has its own frames', async () => {
  const video = await joinVideo(folder, async (append) => append(piece(0, 3)), 0);
  const other = { ...video, frames: Uint8Array.of(9, 9, 9, 9, 9, 9), frameCount: 1 };
  expect([...frameAt(other, 0)]).toEqual([9, 9, 9, 9, 9, 9]);
});

test('pieces of different sizes are refused', async () => {
  const mixed = joinVideo(folder, async (append) => {
    append(piece(0, 1));
    append(piece(0, 1, 4));
  });
  await expect(mixed).rejects.toThrow('A piece of 4 × 1 in a clip of 2 × 1');
});
