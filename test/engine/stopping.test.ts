import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setWidget } from '../../src/core/edits.ts';
import type { RunEvent } from '../../src/core/run-events.ts';
import { parseWorkflow } from '../../src/core/workflow.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import type { Engine } from '../../src/engine/engine.ts';

/** How long nodes have to stop by themselves. */
const GRACE_MILLISECONDS = 1500;
const root = path.resolve(import.meta.dirname, '../..');
let folder: string;
let engine: Engine;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'patchloom-'));
});
afterEach(() => rm(folder, { recursive: true }));

function openEngine(): Engine {
  return createEngine({
    outputFolder: path.join(folder, 'out'),
    packFolders: [path.join(root, 'models')],
    executor: 'child',
    device: 'cpu',
  });
}

/** Runs the example with the built-in model, stops it when the moment comes, and tells how it ended and whether in time. */
async function stopAt(isTheMoment: (event: RunEvent | undefined) => boolean) {
  const text = await readFile(path.join(root, 'workflows/text-to-video.json'), 'utf8');
  const example = setWidget(parseWorkflow(text), 'sampler', 'steps', 3);
  const stop = new AbortController();
  let stoppedAt = 0;
  let late = Promise.resolve(0);
  const stopNow = () => {
    if (stop.signal.aborted) return;
    stoppedAt = performance.now();
    // What a busy machine adds to the time that nodes are given is not the engine's.
    late = delay(GRACE_MILLISECONDS).then(() => performance.now() - stoppedAt - GRACE_MILLISECONDS);
    stop.abort();
  };
  const events: RunEvent[] = [];
  const running = engine.run(example, {
    runId: 'r',
    name: 'clip',
    signal: stop.signal,
    onEvent(event) {
      events.push(event);
      if (isTheMoment(event)) stopNow();
    },
  });
  if (isTheMoment(undefined)) stopNow();
  const { status } = await running;
  const took = performance.now() - stoppedAt;
  const isInTime = took <= GRACE_MILLISECONDS || took - (await late) <= 2000;
  return { status, isInTime, last: events.at(-1)?.kind };
}

const started = (node: string) => (event?: RunEvent) => event?.kind === 'node-started' && event.node === node;
const sampled = (steps: number) => (event?: RunEvent) =>
  event?.kind === 'node-progress' && event.node === 'sampler' && event.progress.done === steps;

/** In their order: each run comes further than the one before, so that everything is done for the first time. */
const MOMENTS: Readonly<Record<string, (event?: RunEvent) => boolean>> = {
  'before it has begun': (event) => event === undefined,
  'while the process starts': (event) => event?.kind === 'run-started',
  'while the text encoder is opened': started('positive'),
  'while the denoiser is opened': started('sampler'),
  'at the first step': sampled(0),
  'between two steps': sampled(2),
  'while it decodes': started('decode'),
  'while it encodes': started('save'),
};

test('E27: a run that is stopped at any moment is over within two seconds', async () => {
  engine = openEngine();
  const ends: Record<string, unknown> = {};
  for (const [moment, isTheMoment] of Object.entries(MOMENTS)) ends[moment] = await stopAt(isTheMoment);
  await engine.close();
  const end = { status: 'stopped', isInTime: true, last: 'run-finished' };
  expect(ends).toEqual(Object.fromEntries(Object.keys(MOMENTS).map((moment) => [moment, end])));
  // On a busy machine each of these moments takes a process of its own.
}, 300_000);

test('E27, E71: a run that is stopped while nodes of one’s own are loaded waits for none of them', async () => {
  const own = path.join(folder, 'own');
  await mkdir(own);
  await writeFile(path.join(own, 'endless.js'), 'await new Promise(() => setInterval(() => {}, 1000));');
  engine = openEngine();
  const allowing = engine.ownNodes.allow([own]);
  expect(await stopAt((event) => event === undefined)).toEqual({
    status: 'stopped',
    isInTime: true,
    last: 'run-finished',
  });
  await engine.close();
  await allowing;
});
