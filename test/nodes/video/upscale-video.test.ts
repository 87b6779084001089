import fc from 'fast-check';
import { expect, test } from 'vitest';
import upscaleVideo from '../../../nodes/video/upscale-video.ts';
import type { NodeContext } from '../../../src/core/node-context.ts';
import type { Video } from '../../../src/core/values.ts';
import { upscalePieces } from '../../../src/diffusion/upscale-pieces.ts';
import { createModelPacks } from '../../../src/engine/model-packs.ts';
import { createSessions } from '../../../src/engine/onnx/sessions.ts';
import { joinVideo } from '../../../src/engine/spooled-video.ts';

/** Frames of one grey each, 2 × 2 pixels. */
const greys = (...values: number[]): Video => ({
  frames: Uint8Array.from(values.flatMap((value) => Array(12).fill(value))),
  frameCount: values.length,
  width: 2,
  height: 2,
});

/** `test/fixtures/companions`: each frame mixed with the one before, each pixel twice as large; three frames at once, one before them. */
async function upscale(video: Video, change: object = {}, signal = { aborted: false, throwIfAborted() {} }) {
  const packs = createModelPacks(['test/fixtures']);
  const sessions = createSessions();
  const pack = await packs.load('companions');
  const manifest = { ...pack.manifest, upscaler: { ...pack.manifest.upscaler, ...change } } as typeof pack.manifest;
  const progress: string[] = [];
  const ctx = {
    signal,
    progress: (done: number, total: number) => progress.push(`${done}/${total}`),
    models: { use: (_pack: unknown, file: string, work: never) => sessions.use(packs.modelFile(pack, file), work) },
    video: { join: (work: never) => joinVideo('', work) },
  } as unknown as NodeContext;
  try {
    const result = await upscaleVideo.run({ model: { name: 'companions', manifest }, video }, ctx);
    return { large: result.video, progress };
  } finally {
    await sessions.close();
  }
}

test('E125: a clip is enlarged in pieces, and is what it would be at once', async () => {
  const video = greys(0, 100, 200, 60, 20, 220, 40);
  const { large, progress } = await upscale(video);
  expect([large.width, large.height, large.frameCount]).toEqual([4, 4, 7]);
  const levels = Array.from({ length: 7 }, (_, frame) => large.frames[frame * 48]);
  expect(levels).toEqual([0, 50, 150, 130, 40, 120, 130]);
  expect(progress).toEqual(['1/3', '2/3', '3/3']);
  expect((await upscale(video, { frames: 100 })).large.frames).toEqual(large.frames);
  // Without the frame before it, a piece begins wrongly: the context is needed.
  expect((await upscale(video, { context: 0 })).large.frames).not.toEqual(large.frames);
});

test('pieces cover a clip once, each with what comes before it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(5),
      (count, frames, context) => {
        const pieces = upscalePieces(count, { frames, context });
        const covered = pieces.flatMap(({ start, end }) =>
          Array.from({ length: end - start }, (_, index) => start + index),
        );
        expect(covered).toEqual(Array.from({ length: count }, (_, index) => index));
        expect(pieces.every(({ from, start }) => from === Math.max(0, start - context))).toBe(true);
      },
    ),
  );
  expect(upscalePieces(17, { context: 4 })).toEqual([{ from: 0, start: 0, end: 17 }]);
});

test('sides that do not fit are refused with those that do', async () => {
  await expect(upscale(greys(0), { pixelMultiple: 4 })).rejects.toMatchObject({
    message: 'The upscaler takes sides that are multiples of 4, the video has 2 × 2',
    hint: 'For width, choose 4. For height, choose 4.',
  });
});
