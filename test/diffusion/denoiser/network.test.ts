import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Denoiser } from '../../../src/core/denoiser.ts';
import type { ModelPackManifest } from '../../../src/core/model-pack.ts';
import type { ModelSession } from '../../../src/core/node-context.ts';
import { intTensor, tensor } from '../../../src/core/tensor.ts';
import type { Conditioning } from '../../../src/core/values.ts';
import { fromLayout, type LatentDims, toLayout } from '../../../src/diffusion/denoiser/latent-layout.ts';
import { createNetwork } from '../../../src/diffusion/denoiser/network.ts';
import { unguided } from '../../../src/diffusion/guidance/classifier-free.ts';
import { flowNoiseModel } from '../../../src/diffusion/noise-model.ts';
import { toyPack } from '../../support/toy-pack.ts';

type Inputs = ModelPackManifest['denoiser']['inputs'];
type Feeds = Parameters<ModelSession['run']>[0];

const sizes = fc.tuple(...[2, 3, 3, 2, 2].map((max) => fc.integer({ min: 1, max })));

describe('layouts', () => {
  test.each(['BCFHW', 'BFCHW', 'tokens'] as const)('%s and back is the same latent', (layout) => {
    fc.assert(
      fc.property(sizes, fc.constantFrom('cthw' as const, 'thwc' as const), ([b, c, f, h, w], channelOrder) => {
        const dims: LatentDims = [b as number, c as number, f as number, 2 * (h as number), 2 * (w as number)];
        const data = Float32Array.from({ length: dims.reduce((product, size) => product * size) }, (_, index) => index);
        const declared = { layout, patch: { size: [1, 2, 2] as [number, number, number], channelOrder } };
        const arranged = toLayout(tensor(data, dims), declared);
        expect(fromLayout(arranged.data, declared, dims)).toEqual(data);
      }),
    );
  });

  test('frames before channels, tokens with their channels last', () => {
    const latent = tensor(Float32Array.of(1, 2, 3, 4), [1, 2, 2, 1, 1]);
    const plain = { size: [1, 1, 1] as [number, number, number], channelOrder: 'cthw' as const };
    expect(toLayout(latent, { layout: 'BFCHW', patch: plain })).toEqual({
      data: Float32Array.of(1, 3, 2, 4),
      dims: [1, 2, 2, 1, 1],
    });
    const wide = tensor(Float32Array.of(1, 2, 3, 4), [1, 2, 1, 1, 2]);
    const patch = { size: [1, 1, 2] as [number, number, number], channelOrder: 'thwc' as const };
    expect(toLayout(wide, { layout: 'tokens', patch }).data).toEqual(Float32Array.of(1, 3, 2, 4));
  });
});

/** A pack with these inputs; its latent has one channel. */
function packWith(inputs: Inputs, more: Partial<ModelPackManifest['denoiser']> = {}): ModelPackManifest {
  return toyPack({
    latent: { channels: 1, layout: 'BCFHW', spatialStride: 8, temporalStride: 4, pixelMultiple: 8 },
    denoiser: { file: 'd', inputs, output: { name: 'out' }, ...more },
    defaults: { width: 16, height: 8, frames: 5, framesPerSecond: 8, steps: 2 },
  });
}

const LATENT = { name: 'x', role: 'latent' } as const;
const TIMESTEP = { name: 't', role: 'timestep', map: '1000*sigma', shape: 'batch', round: 'none' } as const;
const dims: LatentDims = [1, 1, 2, 1, 2];

/** Asks the network for both branches and gives back what the model was fed, call by call. */
async function feedsOf(
  manifest: ModelPackManifest,
  conditions: Record<'conditional' | 'unconditional', Conditioning>,
  inputTypes: Record<string, string> = {},
  answer: (feeds: Feeds) => Float32Array = (feeds) => feeds.x?.data as Float32Array,
  items = 1,
) {
  const calls: Feeds[] = [];
  const session: ModelSession = {
    inputTypes,
    async run(feeds) {
      calls.push(feeds);
      return { out: { data: answer(feeds), dims: [] } };
    },
  };
  const denoiser: Denoiser = {
    model: { name: 'toy', manifest },
    conditions,
    guidanceOf: () => unguided,
    accelerations: [],
  };
  const network = createNetwork({ session, denoiser, dims: [items, 1, 2, 1, 2], noiseModel: flowNoiseModel() });
  const x = Float32Array.from({ length: 4 * items }, (_, index) => index + 1);
  const predictions = await network.evaluate({ x, sigma: 0.5, step: 0 }, ['conditional', 'unconditional']);
  return { calls, predictions, network };
}

const text = (tokens: number, value: number): Conditioning => ({
  context: tensor(new Float32Array(tokens).fill(value), [1, tokens, 1]),
  mask: intTensor(Array(tokens).fill(1), [1, tokens]),
});

describe('E103: branches', () => {
  const withText: Inputs = [LATENT, TIMESTEP, { name: 'c', role: 'context' }];

  test('of one shape go through the model in one batch, the null condition first', async () => {
    const { calls, predictions } = await feedsOf(
      packWith(withText),
      { conditional: text(2, 5), unconditional: text(2, 6) },
      {},
      () => Float32Array.of(0, 0, 0, 0, 1, 1, 1, 1),
    );
    expect(calls).toEqual([
      {
        x: { data: Float32Array.of(1, 2, 3, 4, 1, 2, 3, 4), dims: [2, 1, 2, 1, 2] },
        t: { data: Float32Array.of(500, 500), dims: [2] },
        c: { data: Float32Array.of(6, 6, 5, 5), dims: [2, 2, 1] },
      },
    ]);
    expect(predictions).toEqual({ unconditional: new Float32Array(4), conditional: new Float32Array(4).fill(1) });
  });

  test('of texts of different length go one after the other, unless a mask hides the padding', async () => {
    const conditions = { conditional: text(3, 5), unconditional: text(1, 6) };
    expect((await feedsOf(packWith(withText), conditions)).network.runCount()).toBe(2);
    const masked: Inputs = [...withText, { name: 'm', role: 'context_mask' }];
    const { calls } = await feedsOf(packWith(masked), conditions, { m: 'int64' });
    expect(calls).toHaveLength(1);
    expect(calls[0]?.c?.data).toEqual(Float32Array.of(6, 0, 0, 5, 5, 5));
    expect(calls[0]?.m?.data).toEqual(BigInt64Array.of(1n, 0n, 0n, 1n, 1n, 1n));
  });

  test('go one after the other through a graph that takes one sample, with the same result', async () => {
    const pack = packWith(withText, { batch: 'one' });
    const { calls, predictions } = await feedsOf(
      pack,
      { conditional: text(1, 5), unconditional: text(1, 6) },
      {},
      (feeds) => new Float32Array(4).fill(Number(feeds.c?.data[0])),
    );
    expect(calls.map(({ x }) => x?.dims)).toEqual([dims, dims]);
    expect(predictions).toEqual({
      conditional: new Float32Array(4).fill(5),
      unconditional: new Float32Array(4).fill(6),
    });
  });
});

test('memory is used again where nobody keeps predictions, and only there', async () => {
  const manifest = packWith([LATENT, TIMESTEP], {});
  const tokens = { ...manifest, latent: { ...manifest.latent, layout: 'tokens' as const } };
  const session: ModelSession = {
    inputTypes: {},
    run: async ({ x }) => ({ out: { data: Float32Array.from(x?.data as Float32Array), dims: [] } }),
  };
  const denoiser: Denoiser = {
    model: { name: 'toy', manifest: tokens },
    conditions: { conditional: {} },
    guidanceOf: () => unguided,
    accelerations: [],
  };
  const twice = async (reuseMemory: boolean) => {
    const network = createNetwork({ session, denoiser, dims, noiseModel: flowNoiseModel(), reuseMemory });
    const evaluate = (x: Float32Array) => network.evaluate({ x, sigma: 0.5, step: 0 }, ['conditional']);
    const first = await evaluate(Float32Array.of(1, 2, 3, 4));
    const second = await evaluate(Float32Array.of(5, 6, 7, 8));
    expect(second.conditional).toEqual(Float32Array.of(5, 6, 7, 8));
    return first.conditional;
  };
  expect(await twice(false)).toEqual(Float32Array.of(1, 2, 3, 4));
  expect(await twice(true)).toEqual(Float32Array.of(5, 6, 7, 8));
});

describe('E112: a batch', () => {
  const conditions = { conditional: text(1, 5), unconditional: text(1, 6) };
  const withText: Inputs = [LATENT, TIMESTEP, { name: 'c', role: 'context' }];
  /** Each item, times what its branch is told. */
  const answer = ({ x, c }: Feeds) => {
    const [values, told] = [x?.data as Float32Array, c?.data as Float32Array];
    return values.map((value, index) => value * (told[Math.floor(index / 4)] as number));
  };
  const wanted = {
    conditional: Float32Array.of(5, 10, 15, 20, 25, 30, 35, 40),
    unconditional: Float32Array.of(6, 12, 18, 24, 30, 36, 42, 48),
  };

  test('goes through the model with all branches at once', async () => {
    const { calls, predictions } = await feedsOf(packWith(withText), conditions, {}, answer, 2);
    expect(calls.map(({ x, c }) => [x?.dims, c?.data])).toEqual([[[4, 1, 2, 1, 2], Float32Array.of(6, 6, 5, 5)]]);
    expect(predictions).toEqual(wanted);
  });

  test('goes item by item through a graph that takes one, with the same result', async () => {
    const { calls, predictions } = await feedsOf(packWith(withText, { batch: 'one' }), conditions, {}, answer, 2);
    expect(calls.map(({ x }) => x?.data[0])).toEqual([1, 5, 1, 5]);
    expect(predictions).toEqual(wanted);
  });
});

describe('what a model is told', () => {
  test('numbers of a video, in the types of its graph', async () => {
    const inputs: Inputs = [
      LATENT,
      { ...TIMESTEP, round: 'floor' },
      { name: 'label', role: 'class_label' },
      { name: 'ids', role: 'time_ids', values: ['width', 'height', 'framesPerSecond-1', 'motionBucket', 7] },
      { name: 'scale', role: 'rope_scale' },
      { name: 'places', role: 'video_coordinates' },
      { name: 'frames', role: 'latent_frames' },
      { name: 'strength', role: 'guidance', multiply: 1000 },
    ];
    const condition = { classLabel: 3, numbers: { motionBucket: 40 } };
    const { calls } = await feedsOf(
      packWith(inputs),
      { conditional: condition, unconditional: { ...condition, classLabel: 9 } },
      { t: 'int64', label: 'int64', frames: 'int64' },
    );
    const { x, ...rest } = calls[0] ?? {};
    const coordinates = [0, 0, 0.5, 0.5, 0, 0, 0, 0, 0, 8, 0, 8];
    expect(rest).toEqual({
      t: { data: BigInt64Array.of(500n, 500n), dims: [2] },
      label: { data: BigInt64Array.of(9n, 3n), dims: [2] },
      ids: { data: Float32Array.of(16, 8, 7, 40, 7, 16, 8, 7, 40, 7), dims: [2, 5] },
      scale: { data: Float32Array.of(0.5, 8, 8), dims: [3] },
      places: { data: Float32Array.of(...coordinates, ...coordinates), dims: [2, 3, 4] },
      frames: { data: BigInt64Array.of(2n), dims: [] },
      strength: { data: Float32Array.of(1000, 1000), dims: [2] },
    });
  });

  test('the scale of guidance as sines and cosines, as diffusers makes them for consistency models', async () => {
    const inputs: Inputs = [LATENT, TIMESTEP, { name: 'w', role: 'guidance_embedding', size: 8 }];
    const pack = { ...packWith(inputs), guidance: { mode: 'embedded' as const, scale: 8.5 } };
    const { calls } = await feedsOf(pack, { conditional: {}, unconditional: {} });
    // LatentConsistencyModelPipeline.get_guidance_scale_embedding(torch.tensor([7.5]), embedding_dim=8)
    const expected = [-0.851236, 0.562671, -0.435233, 0.681639, -0.524783, -0.826681, -0.900318, 0.731689];
    expect(calls[0]?.w?.dims).toEqual([2, 8]);
    for (const [at, value] of [...expected, ...expected].entries()) {
      // Angles of thousands, which it has in single precision.
      expect(Math.abs(Number(calls[0]?.w?.data[at]) - value)).toBeLessThan(1e-3);
    }
  });

  test('a picture beside the noise, before or after its channels, the same for every frame', async () => {
    const picture = (value: number) => tensor(Float32Array.of(value, value), [1, 1, 1, 1, 2]);
    const pack = packWith([LATENT, TIMESTEP], {
      concat: [{ role: 'image_latent', channels: 1, position: 'after', normalised: true }],
    });
    const { calls } = await feedsOf(
      pack,
      {
        conditional: { joined: { image_latent: picture(8) } },
        unconditional: { joined: { image_latent: picture(0) } },
      },
      {},
      () => new Float32Array(8),
    );
    expect(calls[0]?.x).toEqual({
      data: Float32Array.of(1, 2, 3, 4, 0, 0, 0, 0, 1, 2, 3, 4, 8, 8, 8, 8),
      dims: [2, 2, 2, 1, 2],
    });
  });

  test('E106: what its conditioning lacks is asked for by name', async () => {
    const pack = packWith([LATENT, TIMESTEP, { name: 'label', role: 'class_label' }]);
    await expect(feedsOf(pack, { conditional: {}, unconditional: {} })).rejects.toMatchObject({
      name: 'UserError',
      message: 'Toy wants a class, which its conditioning does not hold',
      hint: 'Wire a conditioning that “Class Label” has made.',
    });
  });

  test('a learned variance is kept apart from the prediction', async () => {
    const pack = packWith([LATENT, TIMESTEP], { output: { name: 'out', learnedSigma: true, negate: false } });
    const { predictions, network } = await feedsOf(pack, { conditional: {}, unconditional: {} }, {}, () =>
      Float32Array.from({ length: 16 }, (_, index) => index),
    );
    expect(predictions).toEqual({
      unconditional: Float32Array.of(0, 1, 2, 3),
      conditional: Float32Array.of(8, 9, 10, 11),
    });
    expect(network.variance()).toEqual(Float32Array.of(12, 13, 14, 15));
  });
});
