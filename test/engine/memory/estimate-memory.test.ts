import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { setWidget } from '../../../src/core/edits.ts';
import { type MemoryEstimate, warnOfMemory } from '../../../src/core/memory.ts';
import { parseWorkflow, type Workflow } from '../../../src/core/workflow.ts';
import { nodeSpecs } from '../../../src/engine/catalogue.ts';
import { createEngine } from '../../../src/engine/create-engine.ts';
import { memoryLimit } from '../../../src/engine/machine-memory.ts';
import { estimateMemory } from '../../../src/engine/memory/estimate-memory.ts';
import { createModelPacks } from '../../../src/engine/model-packs.ts';
import { readWeightShapes } from '../../../src/engine/weight-shapes.ts';
import { CLI } from '../../support/run-cli.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'patchloom-memory-'));
afterAll(() => rmSync(folder, { recursive: true }));

const example = parseWorkflow(readFileSync('workflows/text-to-video.json', 'utf8'));
const packs = createModelPacks([path.resolve('models')]);
const sized = (width: number, height: number, frames: number): Workflow =>
  Object.entries({ width, height, frames }).reduce(
    (workflow, [name, value]) => setWidget(workflow, 'noise', name, value),
    example,
  );
const estimate = (workflow: Workflow, budget = 2 ** 40) => estimateMemory(workflow, nodeSpecs, packs, budget);

describe('E77: an estimate of what a run needs', () => {
  test('is within a factor of two of what a run takes', async () => {
    const size = 192;
    const { peakBytes } = await estimate(sized(size, size, 17));
    const tellAtEnd =
      'data:text/javascript,process.on("exit",()=>console.error("peak",process.resourceUsage().maxRSS))';
    const settings = ['noise.width=192', 'noise.height=192', 'sampler.steps=1'].flatMap((each) => ['--set', each]);
    const args = ['--import', tellAtEnd, CLI, 'run', path.resolve('workflows/text-to-video.json'), ...settings];
    const { stderr } = spawnSync(process.execPath, [...args, '--device', 'cpu', '--out', folder], { encoding: 'utf8' });
    const taken = Number(/^peak (\d+)$/m.exec(stderr)?.[1]) * 1024;
    expect(peakBytes / taken).toBeGreaterThan(0.5);
    expect(peakBytes / taken).toBeLessThan(2);
  });

  test('grows with what goes through the decoder, counts models by their files, and names the node that sets the size', async () => {
    const [small, large] = [await estimate(sized(64, 64, 17)), await estimate(sized(128, 128, 17))];
    expect(large.parts.decoding).toBe(4 * small.parts.decoding);
    const files = ['text_encoder', 'denoiser', 'vae_decoder'].map((name) =>
      readFileSync(`models/sprites/${name}.onnx`),
    );
    expect(large.parts.models).toBe(files.reduce((sum, { length }) => sum + length, 0));
    expect(large.sizedBy).toBe('noise');
    expect(large.peakBytes).toBeGreaterThan(small.peakBytes);
  });

  test('grows with a batch where it is sampled, not where it is decoded one by one', async () => {
    const [one, four] = [await estimate(example), await estimate(setWidget(example, 'noise', 'batch', 4))];
    expect(four.parts).toEqual({ ...one.parts, sampling: 4 * one.parts.sampling });
  });

  test('grows with all items of Batch Noise, not with one of them', async () => {
    const of = (items: number, item: number) => {
      const { noise, ...others } = example.nodes;
      if (!noise) throw new Error('The example has no noise');
      const widgets = { width: 64, height: 64, frames: 17, items, item };
      return estimate({ ...example, nodes: { ...others, noise: { ...noise, type: 'latent/batch-noise', widgets } } });
    };
    const one = await of(1, -1);
    expect([(await of(6, -1)).parts, (await of(6, 2)).parts]).toEqual([
      { ...one.parts, sampling: 6 * one.parts.sampling },
      one.parts,
    ]);
  });

  test('counts no more models than may stay open together', async () => {
    const largest = readFileSync('models/sprites/denoiser.onnx').length;
    expect((await estimate(example, 1)).parts.models).toBe(largest);
  });

  test('leaves out a size that comes by wire, and a pack that is not here', async () => {
    const wired = {
      ...example,
      edges: [...example.edges, { from: { node: 'x', port: 'value' }, to: { node: 'noise', port: 'width' } }],
    };
    expect((await estimate(wired)).sizedBy).toBeUndefined();
    expect((await estimate(setWidget(example, 'pack', 'name', 'nowhere'))).parts.models).toBe(0);
  });
});

describe('E77: the warning', () => {
  const parts: MemoryEstimate['parts'] = { program: 0, models: 2e9, sampling: 1e9, decoding: 8 * 1024 ** 3, frames: 0 };

  test('says how much, for what, and what to lower', () => {
    const needed = { peakBytes: 12 * 1024 ** 3, parts, sizedBy: 'noise' };
    expect(warnOfMemory(needed, 8 * 1024 ** 3)).toEqual({
      node: 'noise',
      message: 'This may need 12.0 GB of memory (decoding 8.0 GB), and there are 8.0 GB',
      hint: 'Lower width, height or the number of frames.',
    });
    expect(warnOfMemory({ ...needed, parts: { ...parts, models: 9e9 } }, 8e9)?.hint).toContain('smaller model pack');
    expect(warnOfMemory(needed, 12 * 1024 ** 3)).toBeUndefined();
  });

  test('comes for a video that no machine could decode, and not for the example', async () => {
    const engine = createEngine({ outputFolder: folder, packFolders: [path.resolve('models')] });
    expect(await engine.warnOfMemory(example)).toBeUndefined();
    expect((await engine.warnOfMemory(sized(4096, 4096, 1025)))?.node).toBe('noise');
    expect(memoryLimit()).toBeGreaterThan(2 ** 30);
    await engine.close();
  });
});

test('shapes of weights are read without their values', () => {
  const shapes = readWeightShapes('models/sprites/vae_decoder.onnx').map((shape) => shape.join('×'));
  expect(shapes.filter((shape) => shape === '384×192').length).toBe(6);
  expect(shapes).toContain('48×64×3×3');
});
