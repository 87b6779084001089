import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ModelPackManifest } from '../../../src/core/model-pack.ts';
import { createModelPacks } from '../../../src/engine/model-packs.ts';

const fixtures = path.resolve(import.meta.dirname, '../../fixtures/diffusers');
const load = async (name: string, folder = fixtures): Promise<ModelPackManifest> =>
  (await createModelPacks([folder]).load(name)).manifest;
const rolesOf = ({ denoiser }: ModelPackManifest) =>
  Object.fromEntries(denoiser.inputs.map(({ role, name }) => [role, name]));

/** Loading compares everything with the graphs: names, ranks and widths that were inferred fit them. */
describe('a folder without a manifest is read', () => {
  test('Stable Diffusion 1.5', async () => {
    const manifest = await load('sd15');
    expect(manifest).toMatchObject({
      media: 'image',
      latent: {
        channels: 4,
        spatialStride: 8,
        layout: 'BCHW',
        normalisation: { by: 'runner', scale: 0.18215, shift: 0 },
      },
      prediction: 'epsilon',
      schedule: {
        family: 'discrete',
        betas: { kind: 'scaled_linear', start: 0.00085, end: 0.012 },
        offset: 1,
        finalAlphaOne: false,
      },
      guidance: { mode: 'cfg', scale: 7.5, null: { kind: 'text', value: '' } },
      defaults: { width: 512, height: 512 },
    });
    expect(manifest.text?.encoders.clip).toMatchObject({
      maxTokens: 77,
      padTokenId: 49407,
      tokenizer: { kind: 'clip' },
    });
    expect(manifest.denoiser.inputs[1]).toEqual({
      name: 'timestep',
      role: 'timestep',
      map: 'index',
      shape: 'scalar',
      round: 'none',
    });
  });

  test('Stable Diffusion 2.1: v-prediction, another padding, 768 pixels', async () => {
    const manifest = await load('sd21');
    expect(manifest).toMatchObject({ prediction: 'v', sampler: { default: 'ddim' }, defaults: { width: 768 } });
    expect(manifest.text?.encoders.clip?.padTokenId).toBe(0);
  });

  test('an export of 2022: old class, weights.pb, int32 ids, no config of the autoencoder', async () => {
    const manifest = await load('old-onnx');
    expect(manifest.latent).toMatchObject({ channels: 4, normalisation: { scale: 0.18215 } });
    expect(manifest.vae.encoder).toMatchObject({ output: 'latent_sample', gives: 'latent' });
  });

  test('LCM: guidance as an embedding', async () => {
    const manifest = await load('lcm');
    expect(manifest).toMatchObject({
      guidance: { mode: 'embedded' },
      sampler: { default: 'lcm' },
      defaults: { steps: 4 },
    });
    expect(manifest.denoiser.inputs.at(-1)).toEqual({ name: 'timestep_cond', role: 'guidance_embedding', size: 256 });
  });

  test('SDXL: two encoders by their layer before the last, pooled text and sizes', async () => {
    const manifest = await load('sdxl');
    expect(manifest.text?.context).toEqual([['clip_l', 'clip_g']]);
    expect(Object.values(manifest.text?.encoders ?? {}).map(({ outputs }) => outputs)).toEqual([
      { context: 'hidden_states.11' },
      { context: 'hidden_states.31', pooled: 'text_embeds' },
    ]);
    expect(rolesOf(manifest)).toEqual({
      latent: 'sample',
      timestep: 'timestep',
      context: 'encoder_hidden_states',
      pooled: 'text_embeds',
      time_ids: 'time_ids',
    });
  });

  test('Stable Diffusion 3: three encoders, flow', async () => {
    const manifest = await load('sd3');
    expect(manifest).toMatchObject({
      latent: { channels: 16, normalisation: { scale: 1.5305, shift: 0.0609 } },
      text: { context: [['clip_l', 'clip_g'], ['t5']], pooled: ['clip_l', 'clip_g'] },
      prediction: 'flow',
      schedule: { family: 'flow', shift: 3 },
    });
  });

  test('Flux: tokens outside, positions, embedded guidance, a shift by size', async () => {
    const manifest = await load('flux');
    expect(manifest).toMatchObject({
      latent: { layout: 'tokens', patch: { size: [1, 2, 2], channelOrder: 'cthw' }, channels: 16 },
      guidance: { mode: 'embedded', scale: 3.5 },
      schedule: { shift: { base: 0.5, max: 1.15, minTokens: 256, maxTokens: 4096, kind: 'exponential' } },
    });
    expect(manifest.denoiser.inputs.filter(({ role }) => role === 'positions')).toEqual([
      { name: 'txt_ids', role: 'positions', of: 'text', batched: false },
      { name: 'img_ids', role: 'positions', of: 'latent', batched: false },
    ]);
  });

  test('DiT: classes, learned variance', async () => {
    const manifest = await load('dit');
    expect(manifest).toMatchObject({
      denoiser: { output: { learnedSigma: true } },
      guidance: { scale: 4, null: { kind: 'class', value: 1000 } },
      schedule: { betas: { kind: 'linear', start: 0.0001, end: 0.02 } },
    });
    expect(manifest.text).toBeUndefined();
  });

  test('Wan: video, padding zeroed, per-channel scale, weights beside', async () => {
    const manifest = await load('wan');
    expect(manifest).toMatchObject({
      media: 'video',
      latent: { layout: 'BCFHW', temporalStride: 4, frames: 'causal' },
      schedule: { family: 'flow', shift: 3 },
      sampler: { default: 'uni_pc_bh2' },
      vae: { decoder: { extent: { kind: 'whole' } }, encoder: { gives: 'sample' } },
    });
    expect(manifest.text?.encoders.umt5).toMatchObject({ mask: 'zero', maxTokens: 512 });
    const { normalisation } = manifest.latent;
    expect(normalisation.by === 'runner' && [normalisation.mean?.[0], normalisation.std?.[15]]).toEqual([
      -0.7571, 1.916,
    ]);
  });
});

describe('what cannot be inferred', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'patchloom-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const copy = (name: string) => cp(path.join(fixtures, name), path.join(folder, name), { recursive: true });
  const refusal = async (name: string) => {
    const error = await load(name, folder).catch((thrown: unknown) => thrown);
    return `${(error as Error).message} | ${(error as { hint?: string }).hint}`;
  };

  test('is asked for by name', async () => {
    await copy('sd3');
    await rm(path.join(folder, 'sd3/vae_decoder/config.json'));
    expect(await refusal('sd3')).toMatch(
      /does not tell all of the manifest: latent\.channels: .*Add these fields to a modelpack\.json beside it: \{ "format": "modelpack\/2", "extends": "model_index\.json", … \}/,
    );
  });

  test('is said by a small modelpack.json beside', async () => {
    await copy('sd3');
    await rm(path.join(folder, 'sd3/vae_decoder/config.json'));
    const additions = { format: 'modelpack/2', extends: 'model_index.json', latent: { channels: 16 }, title: 'Mine' };
    await writeFile(path.join(folder, 'sd3/modelpack.json'), JSON.stringify(additions));
    expect(await load('sd3', folder)).toMatchObject({ title: 'Mine', latent: { channels: 16, layout: 'BCHW' } });
  });

  test('is a pipeline that nobody knows', async () => {
    await copy('dit');
    const index = path.join(folder, 'dit/model_index.json');
    await writeFile(index, (await readFile(index, 'utf8')).replace('DiTPipeline', 'OddPipeline'));
    expect(await refusal('dit')).toMatch(
      /^dit: pipelines of the class OddPipeline are not known \| Write a modelpack\.json/,
    );
  });

  test('is an input that the family does not have', async () => {
    await copy('lcm');
    await cp(path.join(folder, 'lcm/unet/model.onnx'), path.join(folder, 'lcm/text_encoder/model.onnx'));
    expect(await refusal('lcm')).toMatch(/text_encoder\/model\.onnx has no input “input_ids”, only sample, timestep/);
  });

  test('are weights that are not there', async () => {
    await copy('old-onnx');
    await rm(path.join(folder, 'old-onnx/unet/weights.pb'));
    expect(await refusal('old-onnx')).toMatch(/unet\/weights\.pb is missing \(weights of unet\/model\.onnx\)/);
  });
});
