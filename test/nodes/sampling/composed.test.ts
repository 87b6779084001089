import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { setWidget } from '../../../src/core/edits.ts';
import { parseWorkflow, readWorkflow, serializeWorkflow, type Workflow } from '../../../src/core/workflow.ts';
import { captureRun } from '../../support/captured-run.ts';

const read = (name: string) => parseWorkflow(readFileSync(`workflows/${name}.json`, 'utf8'));

function withSettings(workflow: Workflow, settings: Readonly<Record<string, string | number>>): Workflow {
  return Object.entries(settings).reduce((document, [place, value]) => {
    const [node = '', widget = ''] = place.split('.');
    return setWidget(document, node, widget, value);
  }, workflow);
}

/** The workflow with more nodes and wires. */
function extended(workflow: Workflow, types: Readonly<Record<string, string>>, wires: readonly string[]): Workflow {
  const document = JSON.parse(serializeWorkflow(workflow));
  for (const [id, type] of Object.entries(types))
    document.nodes[id] = { type, version: 1, position: [0, 0], widgets: {} };
  const added = wires.map((wire) => {
    const [from, to] = wire.split(' > ');
    return { from, to };
  });
  const taken = new Set(added.map(({ to }) => to));
  document.edges = [...document.edges.filter(({ to }: { to: string }) => !taken.has(to)), ...added];
  return readWorkflow(document);
}

const composed = withSettings(read('composed-sampling'), { 'noise.frames': 5, 'sigmas.steps': 10 });
const plain = { 'cache.threshold': 0, 'rescale.share': 0 };

function largest(a: ArrayLike<number> = [], b: ArrayLike<number> = []): number {
  return Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? Number.NaN))));
}

function rootMeanSquare(values: Float32Array = new Float32Array(0)): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

test('E100: sampling in pieces gives what the DiT Sampler gives in one', async () => {
  const whole = withSettings(read('text-to-video'), { 'noise.frames': 5, 'sampler.steps': 10 });
  const expected = (await captureRun(whole, ['unpatchify.latent'])).latents['unpatchify.latent'];
  const { latents, logs } = await captureRun(withSettings(composed, plain), ['sample.latent']);
  expect(largest(latents['sample.latent']?.samples.data, expected?.samples.data)).toBeLessThanOrEqual(1e-4);
  expect(logs).toContain('EasyCache: 0 of 10 steps were not computed');
});

test('E102: EasyCache spares the model steps, says how many, and ends near the whole run', async () => {
  const [whole, spared] = [
    await captureRun(withSettings(composed, plain), ['sample.latent']),
    await captureRun(withSettings(composed, { 'cache.threshold': 0.04, 'rescale.share': 0 }), ['sample.latent']),
  ];
  const [, skipped = 0] = /EasyCache: (\d+) of 10/.exec(spared.logs.join('\n')) ?? [];
  expect(Number(skipped)).toBeGreaterThanOrEqual(1);
  expect(spared.logs).toContain(`The model ran ${10 - Number(skipped)} times in 10 steps`);
  const [one, other] = [whole.latents['sample.latent']?.samples.data, spared.latents['sample.latent']?.samples.data];
  const distance = rootMeanSquare(other?.map((value, index) => value - (one?.[index] ?? Number.NaN)));
  expect(distance).toBeGreaterThan(0);
  expect(distance).toBeLessThan(0.2 * rootMeanSquare(one));
});

test('E104: what a mask keeps is in the result as it was given', async () => {
  const masked = extended(
    withSettings(composed, { ...plain, 'sigmas.steps': 3 }),
    { other: 'latent/noise-latent', keep: 'latent/keep-frames' },
    [
      'pack.model > other.model',
      'other.latent > keep.latent',
      'other.latent > sample.initial',
      'keep.mask > sample.mask',
    ],
  );
  const settings = { 'other.frames': 5, 'other.seed': 3, 'keep.first': 1 };
  const { latents } = await captureRun(withSettings(masked, settings), ['sample.latent', 'other.latent']);
  const [result, given] = [latents['sample.latent']?.samples, latents['other.latent']?.samples];
  const [, , frames = 0, height = 0, width = 0] = given?.dims ?? [];
  const isKept = (index: number) => Math.floor(index / (height * width)) % frames === 0;
  const changed = Array.from(given?.data ?? [], (value, index) => value !== result?.data[index]);
  expect(changed.some((differs, index) => differs && isKept(index))).toBe(false);
  expect(changed.filter((differs, index) => differs && !isKept(index)).length).toBeGreaterThan(changed.length / 4);
});

test('MagCache spares steps by what its calibration has measured', async () => {
  const graph = extended(
    withSettings(composed, plain),
    { calibration: 'acceleration/mag-cache-calibration', mag: 'acceleration/mag-cache' },
    [
      'guidance.denoiser > calibration.denoiser',
      'noise.latent > calibration.noise',
      'sampler.sampler > calibration.sampler',
      'sigmas.sigmas > calibration.sigmas',
      'calibration.ratios > mag.ratios',
      'guidance.denoiser > mag.denoiser',
      'mag.denoiser > sample.denoiser',
    ],
  );
  const { texts, logs } = await captureRun(withSettings(graph, { 'mag.threshold': 0.5 }), [
    'calibration.ratios',
    'sample.latent',
  ]);
  const ratios = texts['calibration.ratios']?.split(', ').map(Number) ?? [];
  expect({ count: ratios.length, first: ratios[0] }).toEqual({ count: 10, first: 1 });
  expect(logs.join('\n')).toMatch(/MagCache: [1-9]\d* of 10 steps were not computed/);
});

test('E105: a stochastic sampler gives the same for the same seed and something else for another', async () => {
  const run = async (seed: number) => {
    const settings = { ...plain, 'sigmas.steps': 3, 'sampler.name': 'euler_ancestral', 'sampler.seed': seed };
    const { latents } = await captureRun(withSettings(composed, settings), ['sample.latent']);
    return latents['sample.latent']?.samples.data;
  };
  const first = await run(1);
  expect(await run(1)).toEqual(first);
  expect(await run(2)).not.toEqual(first);
});
