import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { captureRun } from '../../support/captured-run.ts';
import { floatsOf, largestDifference, workflowWith } from '../../support/expected-run.ts';

const packs = path.resolve(import.meta.dirname, '../../fixtures/packs');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'patchloom-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The notes that diffusers writes beside the models of a pipeline. */
const NOTES: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  'tiny-stable-diffusion': {
    'model_index.json': { _class_name: 'StableDiffusionPipeline', _diffusers_version: '0.42.1' },
    'scheduler/scheduler_config.json': {
      _class_name: 'PNDMScheduler',
      num_train_timesteps: 1000,
      beta_schedule: 'scaled_linear',
      beta_start: 0.00085,
      beta_end: 0.012,
      steps_offset: 1,
      set_alpha_to_one: false,
      skip_prk_steps: true,
    },
    'tokenizer/special_tokens_map.json': { pad_token: { content: '<|endoftext|>', lstrip: false } },
    'vae_decoder/config.json': { latent_channels: 4, block_out_channels: [8, 8], scaling_factor: 0.18215 },
    'unet/config.json': { sample_size: 4 },
  },
  'tiny-dit': {
    'model_index.json': { _class_name: 'DiTPipeline', _diffusers_version: '0.42.1' },
    'scheduler/scheduler_config.json': {
      _class_name: 'DDIMScheduler',
      num_train_timesteps: 1000,
      beta_schedule: 'linear',
      beta_start: 0.0001,
      beta_end: 0.02,
      clip_sample: false,
    },
    'transformer/config.json': { in_channels: 4, out_channels: 8, sample_size: 16, num_embeds_ada_norm: 1000 },
    'vae_decoder/config.json': { latent_channels: 4, block_out_channels: [8, 8], scaling_factor: 0.18215 },
  },
};

test.each(Object.entries(NOTES))(
  'a folder of diffusers without a manifest makes what diffusers makes: %s',
  async (name, notes) => {
    const home = path.join(folder, name);
    await cp(path.join(packs, name), home, { recursive: true });
    await rm(path.join(home, 'modelpack.json'));
    for (const [file, content] of Object.entries(notes)) {
      await mkdir(path.dirname(path.join(home, file)), { recursive: true });
      await writeFile(path.join(home, file), JSON.stringify(content));
    }
    const expected = JSON.parse(await readFile(path.join(packs, name, 'expected.json'), 'utf8'));
    const { latents } = await captureRun(
      workflowWith(expected.workflow, expected.settings),
      ['sample.latent'],
      [folder],
    );
    const samples = latents['sample.latent']?.samples;
    expect(samples?.dims).toEqual(expected.latent.dims);
    const wanted = floatsOf(expected.latent.base64);
    expect(largestDifference(samples?.data ?? [], wanted)).toBeLessThanOrEqual(
      1e-3 * Math.max(1, ...wanted.map(Math.abs)),
    );
  },
);
