import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseWorkflow } from '../../src/core/workflow.ts';
import { captureRun } from '../support/captured-run.ts';
import { floatsOf, largestDifference, workflowWith } from '../support/expected-run.ts';

/** Tiny copies of published architectures, and what diffusers made with them: `training/export/tiny.py`. */
const PACKS = 'test/fixtures/packs';

interface Expected {
  readonly workflow: string;
  /** Values of widgets by `node.widget`. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly latent: { readonly dims: readonly number[]; readonly base64: string };
  readonly frames: { readonly dims: readonly number[]; readonly base64: string };
}

const names = readdirSync(PACKS).filter((name) => existsSync(`${PACKS}/${name}/expected.json`));

describe.each(names)('%s', (name) => {
  test('makes the latents and the frames that diffusers makes', async () => {
    const expected: Expected = JSON.parse(readFileSync(`${PACKS}/${name}/expected.json`, 'utf8'));
    const workflow = workflowWith(expected.workflow, expected.settings);
    const { latents, videos } = await captureRun(workflow, ['sample.latent', 'decode.video'], [PACKS]);

    const samples = latents['sample.latent']?.samples;
    expect(samples?.dims).toEqual(expected.latent.dims);
    const wanted = floatsOf(expected.latent.base64);
    expect(largestDifference(samples?.data ?? [], wanted)).toBeLessThanOrEqual(
      1e-3 * Math.max(1, ...wanted.map(Math.abs)),
    );

    const video = videos['decode.video'];
    expect([video?.frameCount, video?.height, video?.width, 3]).toEqual(expected.frames.dims);
    // Whole numbers: a value that lies between two of them may be rounded to either.
    const pixels = [...Buffer.from(expected.frames.base64, 'base64')];
    expect(largestDifference(video?.frames ?? [], pixels)).toBeLessThanOrEqual(1);
    const equal = pixels.filter((pixel, index) => pixel === video?.frames[index]).length;
    expect(equal / pixels.length).toBeGreaterThan(0.98);
  });
});

/** Systems, the tiny copies that stand for them, and what the example that runs them calls them. */
const SYSTEMS: readonly (readonly [system: string, pack: string, said: string])[] = [
  ['Stable Diffusion 1, text to image', 'tiny-stable-diffusion', 'Stable Diffusion 1'],
  ['Stable Diffusion’s ×4 upscaler', 'tiny-upscaler', 'Stable Diffusion ×4 upscaler'],
  ['Stable Video Diffusion, image to video', 'tiny-svd', 'Stable Video Diffusion'],
  ['text-to-video UNets in the manner of VideoLDM', 'tiny-text-to-video-unet', 'VideoLDM'],
  ['DiT by classes, with a learned variance', 'tiny-dit', 'DiT'],
  ['Latte', 'tiny-latte', 'Latte'],
  ['CogVideoX', 'tiny-cogvideox', 'CogVideoX'],
  ['Wan 2.1, text to video', 'tiny-wan', 'Wan 2.1'],
  ['LTX-Video', 'tiny-ltx', 'LTX-Video'],
  ['Stable Diffusion 3', 'tiny-stable-diffusion-3', 'Stable Diffusion'],
  ['PixArt-Σ, which needed no change of the runner', 'tiny-pixart', 'PixArt'],
  ['AuraFlow, which needed none either', 'tiny-auraflow', 'AuraFlow'],
];

test.each(SYSTEMS)('%s: %s is compared above, with an example that names it', (_, pack, said) => {
  expect(names).toContain(pack);
  const expected: Expected = JSON.parse(readFileSync(`${PACKS}/${pack}/expected.json`, 'utf8'));
  const { meta } = parseWorkflow(readFileSync(`workflows/${expected.workflow}`, 'utf8'));
  expect(meta.description).toContain(said);
});
