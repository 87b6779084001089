import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import ditSampler from '../../nodes/sampling/dit-sampler.ts';
import vaeDecode from '../../nodes/video/vae-decode.ts';
import { modelPackSchema } from '../../src/core/model-pack.ts';
import type { ModelSession, NodeContext } from '../../src/core/node-context.ts';
import { intTensor, tensor } from '../../src/core/tensor.ts';
import { patchify } from '../../src/diffusion/patches.ts';

const manifest = modelPackSchema.parse(JSON.parse(readFileSync('models/sprites/modelpack.json', 'utf8')));
const model = { name: 'sprites', manifest };
const { channels } = manifest.latent;
const patch = manifest.latent.patch.size;
const conditioning = { context: tensor(new Float32Array(4), [1, 2, 2]), mask: intTensor([1, 1], [1, 2]) };

function latentOf(value: number) {
  const dims = [1, channels, patch[0], patch[1], patch[2]];
  return { samples: tensor(new Float32Array(channels * patch[0] * patch[1] * patch[2]).fill(value), dims) };
}

/** A context whose denoiser returns `velocity(step)` everywhere. */
function contextWith(velocity: (step: number) => number): NodeContext {
  let step = 0;
  const run = async (feeds: Readonly<Record<string, unknown>>) => {
    const { dims } = feeds.tokens as { dims: readonly number[] };
    const length = dims.reduce((product, dim) => product * dim, 1);
    return { [manifest.denoiser.output.name]: { data: new Float32Array(length).fill(velocity(++step)), dims } };
  };
  return {
    signal: new AbortController().signal,
    progress() {},
    glimpse() {},
    preview: async () => {},
    models: {
      use: (_pack: unknown, _file: unknown, work: (session: ModelSession) => unknown) =>
        work({ inputTypes: {}, run: run as ModelSession['run'] }),
    },
  } as unknown as NodeContext;
}

const sample = (value: number, velocity: (step: number) => number, guidanceScale = 1) =>
  ditSampler.run(
    {
      model,
      patches: patchify(latentOf(value).samples, patch),
      positive: conditioning,
      negative: guidanceScale === 1 ? undefined : conditioning,
      steps: 5,
      guidanceScale,
      shift: 1,
    },
    contextWith(velocity),
  );

test('E29: the sampler says at which step values first were not finite, and what to do', async () => {
  await expect(sample(0, (step) => (step === 3 ? Number.NaN : 1), 4)).rejects.toMatchObject({
    name: 'UserError',
    message: 'Step 3 of 5 is the first whose result holds values that are not finite numbers',
    hint: expect.stringMatching(/^Lower the guidance scale; use a smaller shift/),
  });
  await expect(sample(0, () => Number.POSITIVE_INFINITY)).rejects.toMatchObject({
    message: expect.stringMatching(/^Step 1 of 5/),
  });
  await expect(sample(0, () => 1)).resolves.toBeDefined();
});

test('E29: noise that is not finite is refused before the first step', async () => {
  await expect(sample(Number.NaN, () => 1)).rejects.toMatchObject({
    message: '“patches” holds values that are not finite numbers before the first step',
  });
});

test('E29: VAE Decode refuses a latent that is not finite', async () => {
  await expect(
    vaeDecode.run(
      { model, latent: latentOf(Number.NaN) },
      contextWith(() => 0),
    ),
  ).rejects.toMatchObject({
    name: 'UserError',
    message: 'The latent holds values that are not finite numbers; a video of it would be black',
  });
});
