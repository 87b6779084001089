import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { setWidget } from '../../../src/core/edits.ts';
import { flattenWorkflow } from '../../../src/core/flatten.ts';
import { documentSpecs } from '../../../src/core/subgraph-specs.ts';
import type { Video } from '../../../src/core/values.ts';
import { parseWorkflow, serializeWorkflow, type Workflow } from '../../../src/core/workflow.ts';
import { nodeSpecs } from '../../../src/engine/catalogue.ts';
import { captureRun } from '../../support/captured-run.ts';
import { workflowOf } from '../../support/workflow-of.ts';

/** An example in few steps: what is tested here does not depend on how good the clip is. */
function short(name: string): Workflow {
  return setWidget(parseWorkflow(readFileSync(`workflows/${name}.json`, 'utf8')), 'sigmas', 'steps', 2);
}

const frame = ({ frames, width, height }: Video, index: number) =>
  frames.subarray(index * width * height * 3, (index + 1) * width * height * 3);

/** Peak signal-to-noise ratio of two pictures of 8 bits, in decibel. */
function psnr(a: Uint8Array, b: Uint8Array): number {
  const squares = a.reduce((sum, value, index) => sum + (value - (b[index] ?? Number.NaN)) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / a.length));
}

test('image-to-video: the clip begins with the picture, as well as the codec can say it', async () => {
  const { videos, latents } = await captureRun(short('image-to-video'), [
    'picture.video',
    'encode.latent',
    'clipSample.latent',
    'decode.video',
  ]);
  const { 'picture.video': picture, 'decode.video': clip } = videos as Record<string, Video>;
  const given = latents['encode.latent']?.samples;
  const made = latents['clipSample.latent']?.samples;
  expect([picture?.frameCount, clip?.frameCount, given?.dims[2], made?.dims[2]]).toEqual([1, 17, 1, 5]);
  const plane = (made?.dims[3] ?? 0) * (made?.dims[4] ?? 0);
  const firstFrames = Array.from({ length: made?.dims[1] ?? 0 }, (_, channel) =>
    Array.from(made?.data.subarray(channel * 5 * plane, channel * 5 * plane + plane) ?? []),
  );
  expect(firstFrames.flat()).toEqual(Array.from(given?.data ?? []));
  expect(psnr(frame(clip as Video, 0), frame(picture as Video, 0))).toBeGreaterThan(20);
});

test('extend-clip: the first clip stays as it was, and the next one goes on from its last frames', async () => {
  const { videos } = await captureRun(short('extend-clip'), ['start.video', 'decode.video', 'join.video']);
  const { 'start.video': start, 'decode.video': next, 'join.video': joined } = videos as Record<string, Video>;
  expect([start?.frameCount, next?.frameCount, joined?.frameCount]).toEqual([17, 17, 29]);
  expect(joined?.frames.subarray(0, start?.frames.length)).toEqual(start?.frames);
  expect(frame(joined as Video, 17)).toEqual(frame(next as Video, 5));
  expect(psnr(frame(next as Video, 0), frame(start as Video, 12))).toBeGreaterThan(20);
});

test('long-clip: each part goes on from the last frames of all that was there before it', async () => {
  const long = setWidget(short('long-clip'), 'next-part', 'times', 2);
  const { workflow } = flattenWorkflow(long, documentSpecs(long, nodeSpecs));
  const names = ['start.video', ...[1, 2].flatMap((round) => [`part${round}-decode.video`, `part${round}-join.video`])];
  // Under ids that a document may have.
  const written = serializeWorkflow(workflow).replaceAll(/next-part#(\d)\//g, 'part$1-');
  const { videos } = await captureRun(parseWorkflow(written), names);
  const [start, second, joined, third, whole] = names.map((name) => videos[name] as Video);
  expect([start, joined, whole].map((video) => video?.frameCount)).toEqual([17, 29, 41]);
  expect(whole?.frames.subarray(0, joined?.frames.length)).toEqual(joined?.frames);
  expect(frame(whole as Video, 29)).toEqual(frame(third as Video, 5));
  expect(psnr(frame(third as Video, 0), frame(joined as Video, 24))).toBeGreaterThan(20);
  expect(third?.frames, 'each part has a seed of its own').not.toEqual(second?.frames);
});

test('connect-pictures: the clip begins with the one and ends with the other', async () => {
  const { videos } = await captureRun(short('connect-pictures'), ['first.video', 'last.video', 'decode.video']);
  const { 'first.video': first, 'last.video': last, 'decode.video': clip } = videos as Record<string, Video>;
  expect(psnr(frame(clip as Video, 0), first?.frames as Uint8Array)).toBeGreaterThan(20);
  // The decoder makes the last four frames of the last latent frame and those before it, which are nothing after so few steps.
  expect(psnr(frame(clip as Video, 16), last?.frames as Uint8Array)).toBeGreaterThan(15);
});

test('edit-clip: the less noise, the more of the clip stays', async () => {
  const distance = async (denoise: number) => {
    const workflow = setWidget(short('edit-clip'), 'editSigmas', 'steps', 2);
    const { latents } = await captureRun(setWidget(workflow, 'editSigmas', 'denoise', denoise), [
      'encode.latent',
      'editSample.latent',
    ]);
    const [given, made] = [latents['encode.latent']?.samples.data, latents['editSample.latent']?.samples.data];
    return Math.hypot(...Array.from(given ?? [], (value, index) => value - (made?.[index] ?? Number.NaN)));
  };
  const [little, much] = [await distance(0.05), await distance(1)];
  expect(little).toBeGreaterThan(0);
  expect(little).toBeLessThan(0.8 * much);
});

const encode = (widgets: Readonly<Record<string, Record<string, unknown>>>) =>
  captureRun(
    workflowOf(
      {
        pack: 'model/load-model-pack',
        solid: 'video/solid-video',
        encode: 'video/vae-encode',
        decode: 'video/vae-decode',
      },
      [
        'pack.model -> encode.model',
        'solid.video -> encode.video',
        'pack.model -> decode.model',
        'encode.latent -> decode.latent',
      ],
      { solid: { color: '#4090c0', width: 32, height: 48, frames: 5 }, pack: { name: 'sprites' }, ...widgets },
    ),
    ['encode.latent', 'decode.video'],
    ['models', 'test/fixtures/packs'],
  );

test('VAE Encode and VAE Decode undo each other on what the codec knows', async () => {
  const { latents, videos } = await encode({});
  expect(latents['encode.latent']?.samples.dims.slice(2)).toEqual([2, 6, 4]);
  const frames = videos['decode.video']?.frames as Uint8Array;
  const solid = Uint8Array.from(frames, (_, index) => [0x40, 0x90, 0xc0][index % 3] as number);
  expect(psnr(frames, solid)).toBeGreaterThan(25);
});

test('a size that the model cannot make is refused by VAE Encode, with the nearest that it can', async () => {
  await expect(encode({ solid: { width: 48, height: 32, frames: 6 } })).rejects.toThrow(
    /encode: The model cannot make a video of 48 × 32 pixels and 6 frames.*For frames, choose 5 or 9\./s,
  );
});

test('of an encoder that gives a distribution, its middle is taken, or a draw that follows the seed', async () => {
  const taken = async (take: string, seed: number) =>
    (
      await encode({
        pack: { name: 'tiny-stable-diffusion' },
        solid: { width: 64, height: 64, frames: 1 },
        encode: { take, seed },
      })
    ).latents['encode.latent']?.samples.data;
  const [middle, otherSeed, draw, same, another] = await Promise.all([
    taken('mode', 1),
    taken('mode', 2),
    taken('sample', 1),
    taken('sample', 1),
    taken('sample', 2),
  ]);
  expect(otherSeed).toEqual(middle);
  expect(same).toEqual(draw);
  expect(draw).not.toEqual(middle);
  expect(another).not.toEqual(draw);
});

test('Take Frames refuses more than there are; Join Videos refuses another size', async () => {
  const solids = { a: { width: 16, height: 16, frames: 2 }, b: { width: 32, height: 16, frames: 2 } };
  const types = { a: 'video/solid-video', b: 'video/solid-video' };
  const take = workflowOf({ ...types, take: 'video/take-frames' }, ['a.video -> take.video'], {
    ...solids,
    take: { frames: 3 },
  });
  await expect(captureRun(take, ['take.video'])).rejects.toThrow('take: The video has 2 frames, 3 are to be taken');
  const join = workflowOf(
    { ...types, join: 'video/join-videos' },
    ['a.video -> join.first', 'b.video -> join.second'],
    solids,
  );
  await expect(captureRun(join, ['join.video'])).rejects.toThrow(
    'The first video is 16 × 16 pixels, the second 32 × 16',
  );
});
