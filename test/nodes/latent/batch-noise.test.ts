import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import batchNoise from '../../../nodes/latent/batch-noise.ts';
import noiseLatent from '../../../nodes/latent/noise-latent.ts';
import { readManifest } from '../../../src/core/model-pack/read-manifest.ts';
import type { NodeContext } from '../../../src/core/node-context.ts';
import type { Latent } from '../../../src/core/values.ts';
import { createGenerator } from '../../../src/diffusion/random.ts';

const packs = ['models/sprites', 'test/fixtures/packs/tiny-cogvideox'].map((folder) => {
  const reading = readManifest(JSON.parse(readFileSync(`${folder}/modelpack.json`, 'utf8')));
  if (!reading.ok) throw new Error(reading.problems.join());
  return { name: folder, manifest: reading.manifest };
});
const [model, framesFirst] = packs as [(typeof packs)[0], (typeof packs)[0]];
const size = { width: 64, height: 64, frames: 9 };
const context = {} as NodeContext;

type Choice = Partial<Parameters<typeof batchNoise.run>[0]>;
async function noise(choice: Choice = {}): Promise<Float32Array> {
  const inputs = { model, ...size, seed: 7, source: 'torch', rule: 'together', items: 1, item: 0, ...choice } as const;
  return ((await batchNoise.run(inputs, context)) as { latent: Latent }).latent.samples.data;
}

test('E111: a batch of one is what Noise Latent draws, also for models that have frames before channels', async () => {
  for (const pack of packs) {
    const { latent } = await noiseLatent.run({ model: pack, ...size, seed: 7, batch: 1 }, context);
    expect(await noise({ model: pack })).toEqual(latent.samples.data);
  }
  expect(await noise({ model: framesFirst })).not.toEqual(await noise());
});

test('E111: an item is its part of one draw, a later draw of the same generator, or a draw from the next seed', async () => {
  const one = await noise();
  const generator = createGenerator(7);
  generator.normal(one.length);
  const second = generator.normal(one.length);
  const whole = createGenerator(7).normal(3 * one.length);
  expect(await noise({ items: 3, item: 1 })).toEqual(whole.slice(one.length, 2 * one.length));
  expect(await noise({ rule: 'indexed', item: 1 })).toEqual(second);
  expect(await noise({ rule: 'apart', item: 1 })).toEqual(await noise({ seed: 8 }));
});

test('noise like that of a graphics card begins as AUTOMATIC1111’s own check says', async () => {
  // Seed 0: −0.92466259, −0.42534415, −2.6438457, 0.14518388.
  const [first, second, third, fourth] = await noise({ source: 'cuda_like', seed: 0 });
  expect(first).toBeCloseTo(-0.92466259, 5);
  expect(second).toBeCloseTo(-0.42534415, 5);
  expect(third).toBeCloseTo(-2.6438457, 5);
  expect(fourth).toBeCloseTo(0.14518388, 5);
});

test('an item that the batch does not have is refused', () => {
  expect(() =>
    batchNoise.run({ model, ...size, seed: 0, source: 'torch', rule: 'together', items: 2, item: 2 }, context),
  ).toThrow('A batch of 2 has no item 2');
});

test('E111: Noise Latent draws a batch at once, and Batch Noise all items of one by any rule', async () => {
  for (const pack of packs) {
    const { latent } = await noiseLatent.run({ model: pack, ...size, seed: 7, batch: 3 }, context);
    expect(latent.samples.dims[0]).toBe(3);
    expect(await noise({ model: pack, items: 3, item: -1 })).toEqual(latent.samples.data);
    for (const rule of ['together', 'indexed', 'apart'] as const) {
      const items = await Promise.all([0, 1, 2].map((item) => noise({ model: pack, rule, items: 3, item })));
      expect([...(await noise({ model: pack, rule, items: 3, item: -1 }))]).toEqual(items.flatMap((each) => [...each]));
    }
  }
});
