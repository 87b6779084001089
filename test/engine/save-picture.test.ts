import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import saveGif from '../../nodes/video/save-gif.ts';
import savePictureNode from '../../nodes/video/save-picture.ts';
import { UserError } from '../../src/core/errors.ts';
import type { NodeContext } from '../../src/core/node-context.ts';
import type { Video } from '../../src/core/values.ts';
import { decodeVideo } from '../../src/engine/decode-video.ts';
import { readPictureText } from '../../src/engine/picture-metadata.ts';
import { savePicture } from '../../src/engine/save-picture.ts';
import { locateForTests } from '../support/locate-for-tests.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'patchloom-pictures-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Four frames of one colour each. */
const COLOURS = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
] as const;
const clip: Video = {
  frames: Uint8Array.from(COLOURS.flatMap((colour) => new Array(16 * 16).fill(colour).flat())),
  frameCount: 4,
  width: 16,
  height: 16,
};
const carried = { keyword: 'patchloom', text: '{"nodes": "…"}' };

test('a GIF has the frames of the clip and gives back its workflow', async () => {
  const file = path.join(folder, 'loop.gif');
  const ffmpeg = await locateForTests();
  const saved = await savePicture({ video: clip, path: file, format: 'gif', framesPerSecond: 10, ...carried }, ffmpeg);
  expect(saved).toEqual({ path: file, mediaType: 'image/gif', bytes: readFileSync(file).length });
  expect(readPictureText(readFileSync(file), 'patchloom')).toEqual({ text: carried.text });
  const { frames, frameCount } = await decodeVideo(file, { start: 0, frames: 4 }, ffmpeg);
  const first = (frame: number) => [...frames.subarray(frame * 768, frame * 768 + 3)];
  expect([frameCount, first(0), first(1), first(2), first(3)]).toEqual([4, ...COLOURS]);
});

test('a PNG is the frame, pixel by pixel, and gives back its workflow', async () => {
  const file = path.join(folder, 'still.png');
  await savePicture({ video: clip, path: file, format: 'png', framesPerSecond: 1, ...carried });
  expect(readPictureText(readFileSync(file), 'patchloom')).toEqual({ text: carried.text });
  const { frames } = await decodeVideo(file, { start: 0, frames: 1 }, await locateForTests());
  expect(frames).toEqual(clip.frames.slice(0, 768));
});

test('one that is stopped leaves nothing behind', async () => {
  const request = { video: clip, path: path.join(folder, 'never.gif'), format: 'gif', framesPerSecond: 10 } as const;
  await expect(savePicture({ ...request, ...carried, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  expect(readdirSync(folder).filter((name) => name.includes('never'))).toEqual([]);
});

test('the nodes hand over the clip or the frame that is asked for', async () => {
  const asked: unknown[][] = [];
  const save = async (...given: unknown[]) => {
    asked.push(given);
    return { path: '/x', name: 'x', mediaType: 'image/png', bytes: 1 };
  };
  const ctx = { video: { savePicture: save } } as unknown as NodeContext;
  await saveGif.run({ video: clip, fps: 12, name: 'a' }, ctx);
  await savePictureNode.run({ video: clip, frame: 2, name: 'b' }, ctx);
  expect(asked[0]).toEqual([clip, { format: 'gif', framesPerSecond: 12, name: 'a' }]);
  expect(asked[1]?.[0]).toMatchObject({ frameCount: 1, frames: clip.frames.slice(2 * 768, 3 * 768) });
  await expect(async () => savePictureNode.run({ video: clip, frame: 4, name: 'b' }, ctx)).rejects.toThrow(UserError);
});
