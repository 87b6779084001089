import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelPackManifest } from '../../../src/core/model-pack.ts';
import type { ModelSession } from '../../../src/core/node-context.ts';
import { type Tensor, tensor } from '../../../src/core/tensor.ts';
import { decodeLatent, decodeLatentInPieces } from '../../../src/diffusion/vae/decode-latent.ts';
import { normaliseLatent, restoreLatent } from '../../../src/diffusion/vae/normalisation.ts';
import { toyPack } from '../../support/toy-pack.ts';

const STRIDE = 2;

function packWith(decoder: object, latent: object = {}): ModelPackManifest {
  return toyPack({
    files: {},
    latent: { channels: 3, layout: 'BCFHW', spatialStride: STRIDE, temporalStride: 2, pixelMultiple: 2, ...latent },
    denoiser: { file: 'd', inputs: [{ name: 'x', role: 'latent' }], output: { name: 'y' } },
    guidance: { mode: 'none' },
    vae: { decoder: { file: 'decoder', input: 'z', output: 'x', ...decoder } },
    defaults: { width: 2, height: 2, steps: 1 },
  });
}

/** A decoder that repeats each cell as a square of pixels, frame by frame; `calls` has the shapes that it was fed. */
function repeating(calls: (readonly number[])[] = []): ModelSession {
  return {
    inputTypes: {},
    async run({ z }) {
      const { data, dims } = z as Tensor;
      calls.push(dims);
      const [height = 0, width = 0] = dims.slice(-2);
      const size = [height * STRIDE, width * STRIDE] as const;
      const pixels = new Float32Array(data.length * STRIDE * STRIDE);
      for (let index = 0; index < pixels.length; index++) {
        const column = Math.floor((index % size[1]) / STRIDE);
        const row = Math.floor((Math.floor(index / size[1]) % size[0]) / STRIDE);
        pixels[index] = data[Math.floor(index / (size[0] * size[1])) * height * width + row * width + column] as number;
      }
      return { x: tensor(pixels, [...dims.slice(0, -2), ...size]) };
    },
  };
}

const decode = (manifest: ModelPackManifest, latent: Tensor, session: ModelSession) =>
  decodeLatent({
    use: (_file, work) => work(session),
    manifest,
    latent,
    signal: new AbortController().signal,
    onPiece() {},
  });

function latentOf(dims: readonly number[]): Tensor {
  const length = dims.reduce((product, size) => product * size, 1);
  return tensor(
    Float32Array.from({ length }, (_, index) => Math.sin(index)),
    dims,
  );
}

describe('tiles', () => {
  test('of a decoder that looks at single cells give what the whole gives, whatever their size', async () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));
    const tilings = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
      .map(([a, b]) => ({ size: STRIDE * Math.max(a, b), stride: STRIDE * Math.min(a, b) }))
      // Neighbours that overlap with more than one other are not blended by anybody.
      .filter(({ size, stride }) => 2 * stride >= size);
    await fc.assert(
      fc.asyncProperty(sizes, tilings, async ([height, width], tiling) => {
        const latent = latentOf([1, 3, 2, height, width]);
        const whole = await decode(packWith({}), latent, repeating());
        const tiled = await decode(packWith({ tiling }), latent, repeating());
        expect(tiled.dims).toEqual(whole.dims);
        const distance = Math.max(...tiled.data.map((value, index) => Math.abs(value - (whole.data[index] as number))));
        expect(distance).toBeLessThan(1e-6);
      }),
      { numRuns: 60 },
    );
  });

  test('of a decoder that looks at more are blended as diffusers blends them', async () => {
    const plain = repeating();
    // A quarter of the whole tile's mean is added, so that tiles differ where they overlap.
    const session: ModelSession = {
      ...plain,
      async run(feeds) {
        const { data, dims } = feeds.z as Tensor;
        const { x } = (await plain.run(feeds)) as { x: Tensor };
        const [own, size] = [data.length / (dims[1] as number), x.data.length / (dims[1] as number)];
        const means = Array.from({ length: dims[1] as number }, (_, channel) => {
          return data.subarray(channel * own, (channel + 1) * own).reduce((sum, value) => sum + value, 0) / own;
        });
        return {
          x: tensor(
            x.data.map((value, at) => value + (means[Math.floor(at / size)] as number) / 4),
            x.dims,
          ),
        };
      },
    };
    const latent = tensor(
      Float32Array.from({ length: 360 }, (_, index) => Math.sin(index ** 2 / 50)),
      [1, 3, 1, 12, 10],
    );
    const { data } = await decode(packWith({ tiling: { size: 16, stride: 12 } }), latent, session);
    // AutoencoderKL.tiled_decode of diffusers 0.42.1 with such a decoder, tiles of 8 cells that overlap by a quarter; every 97th value.
    const expected = [
      0.015365, 0.055415, 0.217828, -0.557512, 0.705419, 0.689242, 0.970509, -0.59191, -1.002817, -0.054851, 0.403803,
      0.885316, 0.572327, -0.59566, -0.955497,
    ];
    for (const [index, value] of expected.entries()) expect(data[97 * index]).toBeCloseTo(value, 5);
  });

  test('are no larger than the pack says, and overlap', async () => {
    const calls: (readonly number[])[] = [];
    await decode(packWith({ tiling: { size: 8, stride: 6 } }), latentOf([1, 3, 1, 7, 4]), repeating(calls));
    expect(calls).toEqual([
      [1, 3, 1, 4, 4],
      [1, 3, 1, 4, 4],
    ]);
  });
});

describe('pieces', () => {
  test('picture decoders get a few frames at a time, on the axis of the batch', async () => {
    const calls: (readonly number[])[] = [];
    const latent = latentOf([1, 3, 5, 1, 2]);
    const pixels = await decode(packWith({ extent: { kind: 'frames', perCall: 2 } }), latent, repeating(calls));
    expect(calls).toEqual([
      [2, 3, 1, 2],
      [2, 3, 1, 2],
      [1, 3, 1, 2],
    ]);
    expect(pixels).toEqual(await decode(packWith({}), latent, repeating()));
  });

  /** p₀, then p and −p of each later frame, p = z + half of the z before it: a causal decoder that makes two frames of each latent frame but the first. */
  const causal = (z: Tensor, before: Float32Array | undefined): { readonly x: Tensor; readonly last: Tensor } => {
    const [, channels = 0, frames = 0, height = 0, width = 0] = z.dims;
    const plane = height * width;
    const count = before ? 2 * frames : 2 * frames - 1;
    const pixels = new Float32Array(channels * count * plane);
    const last = new Float32Array(channels * plane);
    for (let channel = 0; channel < channels; channel++) {
      for (let cell = 0; cell < plane; cell++) {
        let earlier = before?.[channel * plane + cell] ?? 0;
        let at = channel * count * plane + cell;
        for (let frame = 0; frame < frames; frame++) {
          const own = z.data[(channel * frames + frame) * plane + cell] as number;
          const value = own + earlier / 2;
          for (const sign of before || frame > 0 ? [1, -1] : [1]) {
            pixels[at] = sign * value;
            at += plane;
          }
          earlier = own;
        }
        last[channel * plane + cell] = earlier;
      }
    }
    return {
      x: tensor(pixels, [1, channels, count, height, width]),
      last: tensor(last, [1, channels, 1, height, width]),
    };
  };
  const toTake = (decoder: object, latent: Tensor) => {
    const opened: string[] = [];
    const pieces: number[] = [];
    const session: ModelSession = {
      inputTypes: {},
      async run({ z, state }) {
        const { x, last } = causal(z as Tensor, (state as Tensor | undefined)?.data);
        return { x, next: last };
      },
    };
    const run = decodeLatentInPieces(
      {
        use: (file, work) => {
          opened.push(file);
          return work(session);
        },
        manifest: packWith(decoder),
        latent,
        signal: new AbortController().signal,
        onPiece() {},
      },
      (pixels) => pieces.push(pixels.dims[2] as number),
    );
    return run.then(() => ({ opened, pieces }));
  };

  test.each<[string, object]>([
    [
      'states that go from piece to piece',
      { kind: 'stream', init: 'start', states: [{ input: 'state', output: 'next' }], framesPerStep: 2 },
    ],
    ['pieces that begin with frames of the one before', { kind: 'chunk', overlap: 1 }],
  ])('%s give what the whole gives, however long', async (_way, extent) => {
    const session: ModelSession = {
      inputTypes: {},
      run: async ({ z, state }) => {
        const { x, last } = causal(z as Tensor, (state as Tensor | undefined)?.data);
        return { x, next: last };
      },
    };
    for (const frames of [1, 2, 3, 6, 7]) {
      const latent = latentOf([1, 3, frames, 2, 3]);
      const whole = await decode(packWith({}), latent, session);
      expect(whole.dims[2]).toBe(1 + 2 * (frames - 1));
      for (const latentFrames of [1, 2, 3])
        expect(await decode(packWith({ extent: { ...extent, latentFrames } }), latent, session)).toEqual(whole);
    }
  });

  test('of a stream are handed on as they are made, the first by a graph of its own', async () => {
    const states = [{ input: 'state', output: 'next' }];
    const extent = { kind: 'stream', init: 'start', states, latentFrames: 2, framesPerStep: 2 };
    expect(await toTake({ extent }, latentOf([1, 3, 6, 1, 1]))).toEqual({
      opened: ['start', 'decoder'],
      pieces: [1, 4, 4, 2],
    });
  });

  test('the range of a decoder becomes −1 to 1', async () => {
    const pixels = await decode(
      packWith({ range: [0, 1] }),
      tensor(Float32Array.of(0, 0.5, 1), [1, 3, 1, 1, 1]),
      repeating(),
    );
    expect([...pixels.data.filter((_, index) => index % 4 === 0)]).toEqual([-1, 0, 1]);
  });
});

test('a latent is scaled for the denoiser and back, per channel or as a whole', () => {
  const latent = tensor(Float32Array.of(1, 2, 3), [1, 3, 1, 1, 1]);
  const perChannel = { by: 'runner', scale: 1, shift: 0, mean: [1, 1, 1], std: [1, 2, 4] } as const;
  expect(normaliseLatent(latent, { ...perChannel, mean: [...perChannel.mean], std: [...perChannel.std] }).data).toEqual(
    Float32Array.of(0, 0.5, 0.5),
  );
  const whole = { by: 'runner', scale: 0.5, shift: 1 } as const;
  expect(normaliseLatent(latent, whole).data).toEqual(Float32Array.of(0, 0.5, 1));
  expect(restoreLatent(normaliseLatent(latent, whole), whole)).toEqual(latent);
});
