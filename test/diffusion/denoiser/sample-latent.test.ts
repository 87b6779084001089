import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Acceleration, Denoiser } from '../../../src/core/denoiser.ts';
import type { ModelSession } from '../../../src/core/node-context.ts';
import { type Tensor, tensor } from '../../../src/core/tensor.ts';
import type { LatentDims } from '../../../src/diffusion/denoiser/latent-layout.ts';
import { sampleLatent } from '../../../src/diffusion/denoiser/sample-latent.ts';
import { classifierFree } from '../../../src/diffusion/guidance/classifier-free.ts';
import { createGenerator } from '../../../src/diffusion/random.ts';
import { toyPack } from '../../support/toy-pack.ts';

interface Setting {
  readonly layout: 'BCFHW' | 'BFCHW' | 'tokens';
  readonly channelOrder: 'cthw' | 'thwc';
  readonly negate: boolean;
  readonly batch: 'any' | 'one';
  readonly dims: LatentDims;
}

/** A pack whose model says of each value its sine, and the branch's own number. */
function toyDenoiser({ layout, channelOrder, negate, batch, dims }: Setting): Denoiser {
  const manifest = toyPack({
    latent: {
      channels: dims[1],
      layout,
      spatialStride: 8,
      pixelMultiple: 16,
      ...(layout === 'tokens' ? { patch: { size: [1, 2, 2], channelOrder } } : {}),
    },
    denoiser: {
      file: 'd',
      inputs: [
        { name: 'x', role: 'latent' },
        { name: 'c', role: 'context' },
        { name: 't', role: 'timestep', map: 'sigma' },
      ],
      output: { name: 'out', negate },
      batch,
    },
    defaults: { width: 16, height: 16, frames: 1, framesPerSecond: 8, steps: 2 },
  });
  const told = (value: number) => ({ context: tensor(Float32Array.of(value), [1, 1, 1]) });
  return {
    model: { name: 'toy', manifest },
    conditions: { conditional: told(0.3), unconditional: told(-0.7) },
    guidanceOf: () => classifierFree(2.5),
    accelerations: [],
  };
}

const session: ModelSession = {
  inputTypes: {},
  async run({ x, c }) {
    const [values, rows] = [x?.data as Float32Array, c?.data as Float32Array];
    const perRow = values.length / rows.length;
    const data = values.map((value, at) => Math.sin(value) + (rows[Math.floor(at / perRow)] as number));
    return { out: { data, dims: [] } };
  },
};

/** Spares nothing, but may keep what it sees: states then lie as tensors do. */
const watching: Acceleration = {
  name: 'Watching',
  around: 'network',
  open: (evaluate) => ({ evaluate, count: () => ({ computed: 0, skipped: 0 }) }),
};

function noiseFrom(seed: number, dims: LatentDims): Tensor {
  return tensor(createGenerator(seed).normal(dims.reduce((product, size) => product * size)), dims);
}

const settings = fc.record({
  layout: fc.constantFrom('BCFHW', 'BFCHW', 'tokens'),
  channelOrder: fc.constantFrom('cthw', 'thwc'),
  negate: fc.boolean(),
  batch: fc.constantFrom('any', 'one'),
  sampler: fc.constantFrom('euler', 'euler_ancestral', 'dpmpp_2m_sde'),
  masked: fc.boolean(),
  size: fc.tuple(...[2, 3, 3, 2, 2].map((max) => fc.integer({ min: 1, max }))),
});

test('states that stay in the order of the model come out as they do in that of the tensor, bit by bit, and so do their glimpses', async () => {
  await fc.assert(
    fc.asyncProperty(settings, async ({ sampler, masked, size: [b = 1, c = 1, f = 1, h = 1, w = 1], ...setting }) => {
      const dims: LatentDims = [b, c, f, 2 * h, 2 * w];
      const kept = masked
        ? {
            initial: noiseFrom(5, dims),
            mask: tensor(
              noiseFrom(9, dims).data.map((value) => (value > 0 ? 1 : 0)),
              dims,
            ),
          }
        : {};
      const run = async (accelerations: readonly Acceleration[]) => {
        const glimpses: Tensor[] = [];
        const { samples } = await sampleLatent({
          session,
          denoiser: { ...toyDenoiser({ ...setting, dims }), accelerations },
          sampler: { name: sampler, options: {}, seed: 3 },
          sigmas: [1, 0.7, 0.3, 0],
          noise: noiseFrom(7, dims),
          ...kept,
          signal: new AbortController().signal,
          onStep: () => {},
          async onEstimate(read) {
            const { data, dims: shape } = (await read()) as Tensor;
            glimpses.push(tensor(data.slice(), shape));
          },
        });
        return { samples, glimpses };
      };
      expect(await run([])).toEqual(await run([watching]));
    }),
    { numRuns: 60 },
  );
});

test('levels of another kind of model are refused before anything runs', async () => {
  const dims: LatentDims = [1, 1, 1, 2, 2];
  const setting = { layout: 'BCFHW', channelOrder: 'cthw', negate: false, batch: 'any', dims } as const;
  const run = sampleLatent({
    session,
    denoiser: toyDenoiser(setting),
    sampler: { name: 'euler', options: {}, seed: 0 },
    sigmas: [14.6, 1, 0],
    noise: noiseFrom(7, dims),
    signal: new AbortController().signal,
    onStep() {},
  });
  await expect(run).rejects.toMatchObject({
    message: 'Noise level 14.6 lies above 1, where the levels of Toy end',
    hint: 'Take the levels from “Sigmas” with the same model pack, or write some from 1 to 0.',
  });
});
