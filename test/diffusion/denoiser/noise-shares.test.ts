import { expect, test } from 'vitest';
import type { ModelPackManifest } from '../../../src/core/model-pack.ts';
import type { ModelSession } from '../../../src/core/node-context.ts';
import { tensor } from '../../../src/core/tensor.ts';
import { noiseShares } from '../../../src/diffusion/denoiser/noise-shares.ts';
import { sampleLatent } from '../../../src/diffusion/denoiser/sample-latent.ts';
import { unguided } from '../../../src/diffusion/guidance/classifier-free.ts';
import { toyPack } from '../../support/toy-pack.ts';

/** One channel, patches of two cells side by side, a timestep for each. */
const packWith = (imageToVideo: 'latents' | 'per_token_timestep'): ModelPackManifest =>
  toyPack({
    latent: { channels: 1, layout: 'tokens', spatialStride: 8, pixelMultiple: 16, patch: { size: [1, 1, 2] } },
    denoiser: {
      file: 'd',
      inputs: [
        { name: 'x', role: 'latent' },
        { name: 't', role: 'timestep', map: 'sigma', shape: 'tokens' },
      ],
      output: { name: 'v' },
    },
    guidance: { mode: 'none' },
    capabilities: { imageToVideo },
  });

test('a token is as noisy as the noisiest of its cells', () => {
  const mask = Float32Array.of(0, 0, 0, 1, 0.5, 0.5);
  expect(noiseShares(mask, [1, 1, 3, 1, 2], packWith('per_token_timestep'))).toEqual({
    perToken: Float32Array.of(0, 1, 0.5),
    perCell: Float32Array.of(0, 0, 1, 1, 0.5, 0.5),
  });
  expect(noiseShares(mask, [1, 1, 3, 1, 2], packWith('latents'))).toBeUndefined();
});

/** A run with its first frame given; the model says 1 everywhere, and what it is fed is kept. */
async function run(manifest: ModelPackManifest) {
  const fed: { x: number[]; t: number[] }[] = [];
  const session: ModelSession = {
    inputTypes: {},
    async run({ x, t }) {
      fed.push({ x: Array.from(x?.data ?? [], Number), t: Array.from(t?.data ?? [], Number) });
      return { v: { data: new Float32Array(4).fill(1), dims: [1, 2, 2] } };
    },
  };
  const dims = [1, 1, 2, 1, 2];
  const { samples } = await sampleLatent({
    session,
    denoiser: {
      model: { name: 'toy', manifest },
      conditions: { conditional: {} },
      guidanceOf: () => unguided,
      accelerations: [],
    },
    sampler: { name: 'euler', options: {}, seed: 0 },
    sigmas: [1, 0.5, 0],
    noise: tensor(Float32Array.of(4, 4, 3, 3), dims),
    initial: tensor(Float32Array.of(8, 8, 0, 0), dims),
    mask: tensor(Float32Array.of(0, 0, 1, 1), dims),
    signal: { aborted: false, throwIfAborted: () => {} },
    onStep: () => {},
  });
  return { fed, samples: [...samples.data] };
}

test('E122: what a mask keeps is fed clean with the timestep 0 to a model that takes one per token', async () => {
  expect(await run(packWith('per_token_timestep'))).toEqual({
    fed: [
      { x: [8, 8, 3, 3], t: [0, 1] },
      { x: [8, 8, 2.5, 2.5], t: [0, 0.5] },
    ],
    samples: [8, 8, 2, 2],
  });
});

test('E122: other models see it at the noise level of the step', async () => {
  expect(await run(packWith('latents'))).toEqual({
    fed: [
      { x: [4, 4, 3, 3], t: [1, 1] },
      { x: [6, 6, 2.5, 2.5], t: [0.5, 0.5] },
    ],
    samples: [8, 8, 2, 2],
  });
});
