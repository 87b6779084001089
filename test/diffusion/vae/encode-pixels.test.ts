import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { modelPackSchema } from '../../../src/core/model-pack.ts';
import type { ModelSession } from '../../../src/core/node-context.ts';
import { type Tensor, tensor } from '../../../src/core/tensor.ts';
import { type EncodeOptions, encodePixels } from '../../../src/diffusion/vae/encode-pixels.ts';

const json = JSON.parse(readFileSync('test/fixtures/companions/modelpack.json', 'utf8'));

function manifestWith(encoder: object) {
  return modelPackSchema.parse({ ...json, vae: { ...json.vae, encoder: { ...json.vae.encoder, ...encoder } } });
}

const encode = (options: Omit<EncodeOptions, 'signal'>) =>
  encodePixels({ ...options, signal: new AbortController().signal });

test('an encoder of pictures takes the frames of a clip a few at a time, and their latents follow each other', async () => {
  const calls: (readonly number[])[] = [];
  const session: ModelSession = {
    inputTypes: {},
    async run({ video }) {
      const [frames = 0, colours = 0] = video?.dims ?? [];
      calls.push(video?.dims ?? []);
      // The red of each frame.
      const red = Float32Array.from({ length: frames }, (_, frame) => Number(video?.data[frame * colours]));
      return { latent: tensor(red, [frames, 1, 1, 1]) };
    },
  };
  const pixels = tensor(
    Float32Array.from({ length: 15 }, (_, index) => index),
    [1, 3, 5, 1, 1],
  );
  const manifest = manifestWith({ extent: { kind: 'frames', perCall: 2 } });
  expect(await encode({ session, manifest, pixels })).toEqual(tensor(Float32Array.of(0, 1, 2, 3, 4), [1, 1, 5, 1, 1]));
  expect(calls).toEqual([
    [2, 3, 1, 1],
    [2, 3, 1, 1],
    [1, 3, 1, 1],
  ]);
});

test('of a distribution the middle is the mean; a draw lies around it as far as the variance says', async () => {
  const session: ModelSession = {
    inputTypes: {},
    run: async () => ({ latent: tensor(Float32Array.of(7, 9, -60, Math.log(4)), [1, 2, 1, 1, 2]) }),
  };
  const pixels = tensor(new Float32Array(12), [1, 3, 1, 2, 2]);
  const encoded = (take: 'mode' | 'sample') =>
    encode({ session, manifest: manifestWith({ gives: 'mode' }), pixels, seed: 0, take });
  expect((await encoded('mode')).data).toEqual(Float32Array.of(7, 9));
  const draw = (await encoded('sample')).data;
  // torch.manual_seed(0); torch.randn(2) gives 1.5410, −0.2934; a variance of e^−60 counts as e^−30.
  expect(draw[0]).toBeCloseTo(7, 5);
  expect(draw[1]).toBeCloseTo(9 + 2 * -0.2934, 3);
});

/** sin(i²/50), as the reference has it. */
function waves(dims: readonly number[]): Tensor {
  const length = dims.reduce((product, size) => product * size, 1);
  return tensor(
    Float32Array.from({ length }, (_, index) => Math.sin(index ** 2 / 50)),
    dims,
  );
}

test('tiles of an encoder are blended as diffusers blends them', async () => {
  // The mean of each square of two by two pixels, and a quarter of the whole tile's mean, so that tiles differ where they overlap.
  const session: ModelSession = {
    inputTypes: {},
    async run({ video }) {
      const { data, dims } = video as Tensor;
      const [, colours = 0, , height = 0, width = 0] = dims;
      const at = (colour: number, row: number, column: number) =>
        data[(colour * height + row) * width + column] as number;
      const latent = new Float32Array(data.length / 4);
      for (let colour = 0; colour < colours; colour++) {
        const own = data.subarray(colour * height * width, (colour + 1) * height * width);
        const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
        for (let cell = 0; cell < own.length / 4; cell++) {
          const [row, column] = [2 * Math.floor(cell / (width / 2)), 2 * (cell % (width / 2))];
          const square = at(colour, row, column) + at(colour, row, column + 1);
          const below = at(colour, row + 1, column) + at(colour, row + 1, column + 1);
          latent[(colour * own.length) / 4 + cell] = (square + below) / 4 + mean / 4;
        }
      }
      return { latent: tensor(latent, [1, colours, 1, height / 2, width / 2]) };
    },
  };
  const manifest = manifestWith({ tiling: { size: 16, stride: 12 } });
  const halved = { ...manifest, latent: { ...manifest.latent, spatialStride: 2 } };
  const { data, dims } = await encode({ session, manifest: halved, pixels: waves([1, 3, 1, 24, 20]) });
  expect(dims).toEqual([1, 3, 1, 12, 10]);
  // AutoencoderKL._tiled_encode of diffusers 0.42.1 with such an encoder, tiles of 16 pixels that overlap by a quarter; every 23rd value.
  const expected = [
    0.396607, -0.087294, 0.575935, -0.470988, -0.166089, 0.384349, -0.21181, 0.202174, -0.510521, 0.620818, 0.02037,
    -0.121507, -0.251257, 0.184544, -0.483631, 0.294721,
  ];
  for (const [index, value] of expected.entries()) expect(data[23 * index]).toBeCloseTo(value, 5);
});

test('pieces of a causal encoder that begin with the frame before give what the whole gives, however long', async () => {
  // The first frame, then of every two frames their sum less half of the frame before them: what a causal encoder may see.
  const session: ModelSession = {
    inputTypes: {},
    async run({ video }) {
      const { data, dims } = video as Tensor;
      const [, , frames = 0] = dims;
      const plane = data.length / 3 / frames;
      const red = Array.from({ length: frames }, (_, frame) => data[frame * plane] as number);
      const latent = [
        red[0] as number,
        ...Array.from({ length: (frames - 1) / 2 }, (_, group) => {
          const [before = 0, one = 0, two = 0] = red.slice(2 * group);
          return one + two - before / 2;
        }),
      ];
      return { latent: tensor(Float32Array.from(latent), [1, 1, latent.length, 1, 1]) };
    },
  };
  const encoded = (frames: number, extent: object) => {
    const manifest = manifestWith({ extent });
    const doubled = { ...manifest, latent: { ...manifest.latent, frames: 'causal' as const, temporalStride: 2 } };
    return encode({ session, manifest: doubled, pixels: waves([1, 3, frames, 1, 1]) });
  };
  for (const frames of [1, 3, 5, 9, 13]) {
    const whole = await encoded(frames, { kind: 'whole' });
    expect(whole.dims[2]).toBe(1 + (frames - 1) / 2);
    for (const latentFrames of [1, 2, 3, 10]) {
      for (const overlap of [1, 2])
        expect(await encoded(frames, { kind: 'chunk', latentFrames, overlap })).toEqual(whole);
    }
  }
});
