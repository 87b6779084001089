import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { setWidget } from '../../src/core/edits.ts';
import type { RunEvent } from '../../src/core/run-events.ts';
import { parseWorkflow } from '../../src/core/workflow.ts';
import { nodeSpecs } from '../../src/engine/catalogue.ts';
import { createChildExecutor } from '../../src/engine/child-executor.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import type { ExecutorPort } from '../../src/engine/executor-messages.ts';
import { forkExecutor } from '../../src/engine/fork-executor.ts';
import { createNodeTimes } from '../../src/engine/node-times.ts';
import { ResultCache } from '../../src/engine/result-cache.ts';
import { runWorkflow } from '../../src/engine/scheduler.ts';

const root = mkdtempSync(join(tmpdir(), 'patchloom-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const example = parseWorkflow(readFileSync('workflows/text-to-video.json', 'utf8'));
const withSteps = (steps: number) => setWidget(example, 'sampler', 'steps', steps);

test('E26: killed in the middle of a sampler step, the sampler has failed; nothing is left behind, and the next run works', async () => {
  const outputFolder = join(root, 'killed');
  const started: ExecutorPort[] = [];
  const executor = createChildExecutor({
    settings: { outputFolder, packFolders: [resolve('models')] },
    start() {
      const port = forkExecutor();
      started.push(port);
      return port;
    },
  });
  const tools = { specs: nodeSpecs, executor, cache: new ResultCache(executor, 2 ** 28), times: createNodeTimes() };
  const run = (steps: number, onEvent: (event: RunEvent) => void = () => {}) =>
    runWorkflow(withSteps(steps), tools, { runId: 'r', name: 'clip', signal: new AbortController().signal, onEvent });
  try {
    const killed = await run(20, (event) => {
      if (event.kind === 'node-progress' && event.node === 'sampler' && event.progress.done === 2) started[0]?.kill();
    });
    expect(killed.failed).toMatchObject({
      node: 'sampler',
      failure: { kind: 'user', message: 'The process that runs models ended: SIGKILL' },
    });
    const next = await run(2);
    expect(next.status).toBe('done');
    expect(started.length).toBe(2);
    expect(readdirSync(outputFolder)).toEqual(['clip-7-00001.mp4']);
  } finally {
    await executor.close();
  }
});

test('E8, E21: a model that is replaced between runs is used in the next; one that is damaged is named, and costs nothing once it is back', async () => {
  const packFolders = [join(root, 'packs')];
  const outputFolder = join(root, 'replaced');
  cpSync('models/sprites', join(root, 'packs', 'sprites'), { recursive: true });
  const decoder = join(root, 'packs', 'sprites', 'vae_decoder.onnx');
  const original = readFileSync(decoder);
  const engine = createEngine({ outputFolder, packFolders });
  const run = () =>
    engine.run(withSteps(1), { runId: 'r', name: 'c', signal: new AbortController().signal, onEvent: () => {} });
  try {
    const first = await run();
    expect((await run()).ran).toEqual([]);

    // Some of the weights, in the middle of the file.
    const other = Buffer.from(original);
    const middle = Math.floor(original.length / 2);
    other.fill(0, middle, middle + 40_000);
    writeFileSync(decoder, other);
    const second = await run();
    expect(second.status).toBe('done');
    expect(second.ran).toContain('decode');
    const bytes = [first, second].map((result) => readFileSync(result.files[0]?.path ?? ''));
    expect(bytes[0]?.equals(bytes[1] as Buffer)).toBe(false);

    writeFileSync(decoder, original.subarray(0, 1000));
    const { failed } = await run();
    expect(failed?.failure).toMatchObject({ kind: 'user', message: expect.stringContaining('vae_decoder.onnx') });

    writeFileSync(decoder, original);
    expect((await run()).status).toBe('done');
  } finally {
    await engine.close();
  }
});
