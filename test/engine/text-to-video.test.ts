import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { setWidget } from '../../src/core/edits.ts';
import type { RunEvent } from '../../src/core/run-events.ts';
import { parseWorkflow, serializeWorkflow, type Workflow } from '../../src/core/workflow.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { readVideoText } from '../../src/engine/video-metadata.ts';
import { probeVideo } from '../support/probe-video.ts';

const root = path.resolve(import.meta.dirname, '../..');
let folder: string;
let engine: Engine;
let example: Workflow;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'patchloom-'));
  engine = openEngine();
});
beforeEach(async () => {
  example = parseWorkflow(await readFile(path.join(root, 'workflows/text-to-video.json'), 'utf8'));
  set('sampler', 'steps', 4);
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

function openEngine(): Engine {
  return createEngine({ outputFolder: folder, packFolders: [path.join(root, 'models')] });
}

async function reopenEngine(): Promise<void> {
  await engine.close();
  engine = openEngine();
}

function set(node: string, widget: string, value: string | number) {
  example = setWidget(example, node, widget, value);
}

async function run(onEvent: (event: RunEvent, stop: () => void) => void = () => {}) {
  const stop = new AbortController();
  const result = await engine.run(example, {
    runId: 'r',
    name: 'clip',
    signal: stop.signal,
    onEvent: (event) => onEvent(event, () => stop.abort()),
  });
  return { ...result, file: result.files[0]?.path ?? '' };
}

test('a prompt becomes an H.264 file of the right size, length and rate that carries its workflow', async () => {
  const { status, files, file } = await run();
  expect({ status, files: files.length }).toEqual({ status: 'done', files: 1 });
  expect(await probeVideo(file)).toEqual({ codec: 'h264', size: '64x64', framesPerSecond: '8', frames: '17' });
  expect(await readVideoText(file, 'patchloom')).toEqual({ text: serializeWorkflow(example) });
});

test('WebM, a wide picture of a single frame, any other size: the same graph makes them', async () => {
  set('save', 'format', 'webm');
  set('noise', 'width', 96);
  set('noise', 'height', 48);
  set('noise', 'frames', 1);
  expect(await probeVideo((await run()).file)).toEqual({
    codec: 'vp9',
    size: '96x48',
    framesPerSecond: '8',
    frames: '1',
  });
});

test('E19: one seed gives the same bytes twice; another seed or prompt gives others', async () => {
  const bytes = async () => readFile((await run()).file);
  const first = await bytes();
  // By an engine that has seen nothing yet: this one would know that the file is there.
  await reopenEngine();
  expect((await bytes()).equals(first)).toBe(true);
  const frames = async () => videoData(await bytes());
  const original = videoData(first);
  set('noise', 'seed', 8);
  expect((await frames()).equals(original)).toBe(false);
  set('noise', 'seed', 7);
  set('prompt', 'text', 'a red apple falls down in the snow');
  expect((await frames()).equals(original)).toBe(false);
});

test('E20, E22: nothing runs when nothing changed, and only what follows when something did', async () => {
  set('noise', 'seed', 20);
  const first = await run();
  const again = await run();
  expect({ ran: again.ran, files: again.files }).toEqual({ ran: [], files: first.files });
  await rm(first.file);
  expect((await run()).ran).toEqual(['save']);
  set('save', 'name', 'other-{counter}');
  expect((await run()).ran).toEqual(['save']);
  set('sampler', 'steps', 3);
  expect((await run()).ran).toEqual(['sampler', 'unpatchify', 'decode', 'save']);
});

test('a size that the model cannot make is refused by the node, with the nearest that it can', async () => {
  set('noise', 'frames', 16);
  const { status, failed } = await run();
  expect({ status, node: failed?.node, kind: failed?.failure.kind }).toEqual({
    status: 'failed',
    node: 'noise',
    kind: 'user',
  });
  expect(failed?.failure.hint).toMatch(/13.*17/);
});

test('stopping takes effect between two steps and leaves no file', async () => {
  set('sampler', 'steps', 200);
  const before = await readdir(folder);
  let steps = 0;
  const { status } = await run((event, stop) => {
    if (event.kind !== 'node-progress') return;
    steps = event.progress.done;
    if (steps === 2) stop();
  });
  expect({ status, steps, files: await readdir(folder) }).toEqual({ status: 'stopped', steps: 2, files: before });
});

/** The box of the MP4 that holds the coded frames, without the metadata that differs with the workflow. */
function videoData(file: Buffer): Buffer {
  for (let at = 0; at < file.length; at += file.readUInt32BE(at)) {
    if (file.toString('latin1', at + 4, at + 8) === 'mdat') return file.subarray(at + 8, at + file.readUInt32BE(at));
  }
  throw new Error('no mdat box');
}
