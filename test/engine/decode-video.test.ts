import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import loadVideo from '../../nodes/video/load-video.ts';
import solidVideo from '../../nodes/video/solid-video.ts';
import type { NodeContext } from '../../src/core/node-context.ts';
import type { Video } from '../../src/core/values.ts';
import { decodeVideo, joinPictures } from '../../src/engine/decode-video.ts';
import { encodeVideo } from '../../src/engine/ffmpeg.ts';
import { encodePng } from '../../src/engine/picture.ts';
import { locateForTests } from '../support/locate-for-tests.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'patchloom-decode-'));
afterAll(() => rmSync(folder, { recursive: true }));
const all = { start: 0, frames: 100 };

test('a picture is a video of one frame, pixel by pixel', async () => {
  const pixels = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7);
  const file = path.join(folder, 'dots.png');
  writeFileSync(file, encodePng(pixels, 2, 2));
  expect(await decodeVideo(file, all, await locateForTests())).toEqual({
    frames: pixels,
    frameCount: 1,
    width: 2,
    height: 2,
  });
});

test('of a clip the frames that were asked for are read, in their order', async () => {
  const levels = [20, 60, 100, 140, 180, 220];
  const frames = new Uint8Array(levels.flatMap((level) => new Array<number>(32 * 32 * 3).fill(level)));
  const video: Video = { frames, frameCount: 6, width: 32, height: 32 };
  const file = path.join(folder, 'grey.mp4');
  const ffmpeg = await locateForTests();
  await encodeVideo({ video, path: file, format: 'mp4', framesPerSecond: 8, quality: 1, metadata: {} }, ffmpeg);
  const some = await decodeVideo(file, { start: 2, frames: 3 }, ffmpeg);
  expect([some.frameCount, some.width, some.height]).toEqual([3, 32, 32]);
  const middles = [0, 1, 2].map((frame) => some.frames[frame * 32 * 32 * 3 + 1500] ?? 0);
  for (const [index, level] of [100, 140, 180].entries())
    expect(Math.abs((middles[index] ?? 0) - level)).toBeLessThan(4);
  expect((await decodeVideo(file, all, ffmpeg)).frameCount).toBe(6);
  await expect(decodeVideo(file, { start: 6, frames: 1 }, ffmpeg)).rejects.toThrow('has no frame 6');
});

test('what is no video or picture is refused with what to do', async () => {
  const file = path.join(folder, 'list.mp4');
  writeFileSync(file, "ffconcat version 1.0\nfile '/etc/hostname'\n");
  await expect(decodeVideo(file, all, await locateForTests())).rejects.toThrow("list.mp4 can't be read");
  await expect(decodeVideo('', all)).rejects.toThrow('No file has been chosen');
  await expect(decodeVideo(path.join(folder, 'gone.png'), all)).rejects.toThrow('There is no file');
  expect(joinPictures(new Uint8Array(0))).toBeUndefined();
});

test('Load Video hands over what it is asked for, and Solid Video is of one colour', async () => {
  const asked: unknown[] = [];
  const video = { frames: Uint8Array.of(1, 2, 3), frameCount: 1, width: 1, height: 1 };
  const load = async (...given: unknown[]) => {
    asked.push(given);
    return video;
  };
  const ctx = { video: { load } } as unknown as NodeContext;
  expect(await loadVideo.run({ file: '/a.png', start: 1, frames: 5 }, ctx)).toEqual({ video });
  expect(asked).toEqual([['/a.png', { start: 1, frames: 5 }]]);
  const solid = await solidVideo.run({ color: '#ff8000', width: 16, height: 16, frames: 2 }, ctx);
  expect([solid.video.frames.length, ...solid.video.frames.slice(-3)]).toEqual([2 * 16 * 16 * 3, 255, 128, 0]);
});
