import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planRun } from '../../src/core/plan.ts';
import type { Workflow } from '../../src/core/workflow.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import { createNodeTimes, timeSignatures } from '../../src/engine/node-times.ts';
import { workflowWith } from '../support/expected-run.ts';
import { createTestEngine, testWorkflow } from '../support/test-engine.ts';

let folder: string;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-times-'));
});
afterEach(() => fs.rm(folder, { recursive: true }));

const { specs } = createEngine({ outputFolder: '', packFolders: [] });
const signaturesOf = (workflow: Workflow) => timeSignatures(planRun(workflow, specs).steps, specs);
const example = (settings: Readonly<Record<string, string | number>> = {}) =>
  signaturesOf(workflowWith('text-to-video.json', settings));
/** Nodes whose time is another one with these settings. */
const changed = (settings: Readonly<Record<string, string | number>>) => {
  const before = example();
  return [...example(settings)].filter(([node, { exact }]) => before.get(node)?.exact !== exact).map(([node]) => node);
};

test('E56: another prompt, seed or guidance scale takes as long; what changes the size takes another time, also for what reads it', () => {
  expect(changed({ 'prompt.text': 'a cat', 'noise.seed': 9, 'sampler.guidanceScale': 2 })).toEqual([]);
  expect(changed({ 'sampler.steps': 7 })).toEqual(['sampler', 'unpatchify', 'decode', 'save']);
  expect(changed({ 'noise.frames': 33 })).toContain('decode');
  expect(changed({ 'pack.name': 'wan' })).toContain('sampler');
});

test('E56: what is known of a node is told at the start of the next run, also in another process; its type stands for what is new', async () => {
  const first = createNodeTimes(folder);
  await first.load();
  const before = example();
  expect(first.expected(before)).toEqual({});
  for (const [node, seconds] of [
    ['sampler', 8],
    ['decode', 2],
  ] as const) {
    const signature = before.get(node);
    if (signature) first.note(signature, seconds);
  }
  await first.save();
  const second = createNodeTimes(folder);
  await second.load();
  expect(second.expected(before)).toEqual({ sampler: 8, decode: 2 });
  expect(second.expected(example({ 'sampler.steps': 7 }))).toEqual({ sampler: 8, decode: 2 });
  // The first run opened the model as well: the next ones count for as much.
  const sampler = before.get('sampler');
  if (sampler) second.note(sampler, 4);
  expect(second.expected(before).sampler).toBe(6);
});

test('a damaged file of times is as good as none', async () => {
  await fs.writeFile(path.join(folder, 'node-times.json'), '{"a": "long"');
  const times = createNodeTimes(folder);
  await times.load();
  expect(times.expected(example())).toEqual({});
});

test('E56: the second run of a workflow tells what each node should take', async () => {
  const { run, executor } = createTestEngine(undefined, 0, createNodeTimes());
  const workflow = testWorkflow({ one: 'number', show: 'show' }, ['one.value -> show.text']);
  const [first] = (await run(workflow)).events;
  const [second] = (await run(workflow)).events;
  expect(first).toEqual({ runId: 'r', kind: 'run-started', nodes: ['one', 'show'] });
  expect(second).toEqual({ ...first, expectedSeconds: { one: expect.any(Number), show: expect.any(Number) } });
  await executor.close();
});
