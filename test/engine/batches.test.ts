import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { setWidget } from '../../src/core/edits.ts';
import { parseWorkflow, serializeWorkflow, type Workflow } from '../../src/core/workflow.ts';
import { captureRun } from '../support/captured-run.ts';
import { floatsOf, largestDifference, workflowWith } from '../support/expected-run.ts';

/** What diffusers made of several items at once: `training/export/tiny_batch.py`. */
const PACKS = 'test/fixtures/packs';

interface Made {
  readonly dims: readonly number[];
  readonly base64: string;
}
interface Expected {
  readonly workflow: string;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly items: number;
  readonly together: Made;
  readonly apart: Made;
}

const names = readdirSync(PACKS).filter((name) => existsSync(`${PACKS}/${name}/batch.json`));

describe.each(names)('a batch of %s is what diffusers makes', (name) => {
  const { workflow, settings, items, ...rules }: Expected = JSON.parse(
    readFileSync(`${PACKS}/${name}/batch.json`, 'utf8'),
  );
  const single = workflowWith(workflow, settings);

  test.each([
    ['one generator', setWidget(single, 'noise', 'batch', items), rules.together],
    ['a list of generators', withBatchNoise(single, 'apart', items), rules.apart],
  ] as const)('with %s', async (_, batch, wanted) => {
    const samples = (await captureRun(batch, ['sample.latent'], [PACKS])).latents['sample.latent']?.samples;
    expect(samples?.dims).toEqual(wanted.dims);
    const values = floatsOf(wanted.base64);
    expect(largestDifference(samples?.data ?? [], values)).toBeLessThanOrEqual(
      1e-3 * Math.max(...values.map(Math.abs)),
    );
  });
});

test('a batch, taken apart, becomes as many clips, each what its seed gives alone', async () => {
  const settings = { 'sampler.steps': 2, 'noise.frames': 5 };
  const batch = withBatchNoise(workflowWith('four-at-once.json', settings), 'apart', 2);
  const alone = workflowWith('text-to-video.json', { ...settings, 'prompt.text': prompt(batch), 'noise.seed': 8 });
  const grid = (await captureRun(batch, ['grid.video'])).videos['grid.video'];
  const clip = (await captureRun(alone, ['decode.video'])).videos['decode.video'];
  expect([grid?.width, grid?.height, grid?.frameCount]).toEqual([128, 64, 5]);
  const line = 64 * 3;
  const second = Array.from({ length: 5 * 64 }, (_, row) => [
    ...(grid?.frames.subarray((2 * row + 1) * line, (2 * row + 2) * line) ?? []),
  ]).flat();
  // Whole numbers: a value that lies between two of them may be rounded to either.
  expect(largestDifference(clip?.frames ?? [], second)).toBeLessThanOrEqual(1);
});

test('a batch that was not taken apart is not decoded, and what to do is said', async () => {
  const batch = setWidget(
    workflowWith('text-to-video.json', { 'sampler.steps': 1, 'noise.frames': 1 }),
    'noise',
    'batch',
    2,
  );
  await expect(captureRun(batch, ['decode.video'])).rejects.toThrow('Put “Split Batch” before “VAE Decode”');
});

test('there are batches to compare', () => {
  expect(names.length).toBeGreaterThan(0);
});

/** The workflow with the noise of its node “noise” drawn as a batch by this rule. */
function withBatchNoise(workflow: Workflow, rule: string, items: number): Workflow {
  const document = JSON.parse(serializeWorkflow(workflow));
  const { batch, ...size } = document.nodes.noise.widgets;
  document.nodes.noise = {
    ...document.nodes.noise,
    type: 'latent/batch-noise',
    widgets: { ...size, source: 'torch', rule, items, item: -1 },
  };
  return parseWorkflow(JSON.stringify(document));
}

function prompt(workflow: Workflow): string {
  return String(workflow.nodes.prompt?.widgets.text);
}
