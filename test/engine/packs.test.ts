import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
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

test('there are packs to compare', () => {
  expect(names.length).toBeGreaterThan(0);
});
