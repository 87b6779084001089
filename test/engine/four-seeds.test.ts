import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setWidget } from '../../src/core/edits.ts';
import type { RunEvent } from '../../src/core/run-events.ts';
import { parseWorkflow, type Workflow } from '../../src/core/workflow.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import type { Engine } from '../../src/engine/engine.ts';

const root = path.resolve(import.meta.dirname, '../..');
let folder: string;
let engine: Engine;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'patchloom-'));
  engine = createEngine({ outputFolder: folder, packFolders: [path.join(root, 'models')] });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

async function run(workflow: Workflow) {
  const events: RunEvent[] = [];
  const signal = new AbortController().signal;
  const onEvent = (event: RunEvent) => void events.push(event);
  const result = await engine.run(workflow, { runId: 'r', name: 'four-seeds', signal, onEvent });
  return { result, events };
}

/** Which items of the sampler were made. */
const sampled = (events: readonly RunEvent[]) => [
  ...new Set(
    events.flatMap((event) =>
      event.kind === 'node-progress' && event.node === 'sampler' && event.progress.item
        ? [`${event.progress.item.number} of ${event.progress.item.of}`]
        : [],
    ),
  ),
];

test('E35, E37: four seeds make four clips and a grid of them; a fifth makes one more', async () => {
  const example = parseWorkflow(await readFile(path.join(root, 'workflows/four-seeds.json'), 'utf8'));
  const quick = setWidget(setWidget(example, 'sampler', 'steps', 2), 'noise', 'frames', 5);
  const four = await run(quick);
  expect(four.result.status).toBe('done');
  expect(four.result.files.map(({ name }) => name).sort()).toEqual([
    ...[1, 2, 3, 4].map((number) => `four-seeds-0000${number}.mp4`),
    'four-seeds-grid-00001.mp4',
  ]);
  expect(sampled(four.events)).toEqual(['1 of 4', '2 of 4', '3 of 4', '4 of 4']);
  const grid = four.events.find((event) => event.kind === 'node-finished' && event.node === 'grid');
  expect(grid).toMatchObject({ outputs: { video: { text: '128×128, 5 frames' } } });

  const five = await run(setWidget(quick, 'seeds', 'count', 5));
  expect(sampled(five.events)).toEqual(['5 of 5']);
  expect(five.result.files.map(({ name }) => name).sort()).toEqual([
    ...[1, 2, 3, 4, 5].map((number) => `four-seeds-0000${number}.mp4`),
    'four-seeds-grid-00002.mp4',
  ]);
}, 60_000);
