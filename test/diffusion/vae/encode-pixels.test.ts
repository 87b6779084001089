import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { modelPackSchema } from '../../../src/core/model-pack.ts';
import type { ModelSession } from '../../../src/core/node-context.ts';
import { tensor } from '../../../src/core/tensor.ts';
import { encodePixels } from '../../../src/diffusion/vae/encode-pixels.ts';

const json = JSON.parse(readFileSync('test/fixtures/companions/modelpack.json', 'utf8'));

function manifestWith(encoder: object) {
  return modelPackSchema.parse({ ...json, vae: { ...json.vae, encoder: { ...json.vae.encoder, ...encoder } } });
}

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
  expect(await encodePixels({ session, manifest, pixels })).toEqual(
    tensor(Float32Array.of(0, 1, 2, 3, 4), [1, 1, 5, 1, 1]),
  );
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
    encodePixels({ session, manifest: manifestWith({ gives: 'mode' }), pixels, seed: 0, take });
  expect((await encoded('mode')).data).toEqual(Float32Array.of(7, 9));
  const draw = (await encoded('sample')).data;
  // torch.manual_seed(0); torch.randn(2) gives 1.5410, −0.2934; a variance of e^−60 counts as e^−30.
  expect(draw[0]).toBeCloseTo(7, 5);
  expect(draw[1]).toBeCloseTo(9 + 2 * -0.2934, 3);
});
