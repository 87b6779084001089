import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HostMethod, HostParams, HostResult } from '../../src/core/host-api.ts';
import { serializeWorkflow } from '../../src/core/workflow.ts';
import { workflowWith } from '../support/expected-run.ts';
import { type ServedEditor, serveEditor } from '../support/served-editor.ts';
import { openTestWindow, type TestWindow } from '../support/test-host.ts';

let folder: string;
let served: ServedEditor | undefined;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-killed-host-'));
});
afterEach(async () => {
  await served?.kill();
  await fs.rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

interface Window extends TestWindow {
  call<M extends HostMethod>(method: M, params: HostParams<M>): Promise<HostResult<M>>;
}

/** Starts `patchloom serve`, as it was left, and opens a window on it. */
async function open(): Promise<Window> {
  served = await serveEditor(folder);
  const { origin, port } = new URL(served.url);
  const answer = await fetch(served.url, { redirect: 'manual' });
  const Cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const window = await openTestWindow(Number(port), { Cookie, Origin: origin });
  let id = 0;
  return {
    ...window,
    async call(method, params) {
      const message = await window.ask(++id, method, params);
      if (!('result' in message)) throw new Error(JSON.stringify(message));
      return message.result as never;
    },
  };
}

const clip = (settings: Readonly<Record<string, string | number>>) =>
  serializeWorkflow(workflowWith('text-to-video.json', settings));

test('E50: killed while a run goes on, the host has the queue at the next start, and the run is marked interrupted', async () => {
  const window = await open();
  const ids: string[] = [];
  for (const seed of [1, 2, 3]) {
    const json = clip({ 'noise.seed': seed, 'sampler.steps': 900 });
    ids.push((await window.call('startRun', { json, name: `clip ${seed}` })).runId);
  }
  await window.call('moveRun', { runId: ids[2] ?? '', before: ids[1] ?? null });
  await window.hears((message) => 'event' in message && message.event.kind === 'node-progress');
  await served?.kill();

  const again = await open();
  const { waiting, isPaused, running } = await again.call('readQueue', {});
  expect([waiting.map(({ name }) => name), isPaused, running]).toEqual([['clip 3', 'clip 2'], true, undefined]);
  const { runs } = await again.call('listRuns', {});
  expect(runs.map(({ runId, name, status }) => [runId, name, status])).toEqual([[ids[0], 'clip 1', 'interrupted']]);
  expect((await again.call('openRun', { runId: ids[0] ?? '' })).json).toBe(
    clip({ 'noise.seed': 1, 'sampler.steps': 900 }),
  );
  await again.call('repeatRun', { runId: ids[0] ?? '' });
  expect((await again.call('readQueue', {})).waiting.map(({ name }) => name)).toEqual(['clip 3', 'clip 2', 'clip 1']);
});

test('killed while a document is saved, the host leaves the old document or the new one, never half of either', async () => {
  const texts = ['a', 'b'].map((letter) => clip({ 'prompt.text': letter.repeat(2_000_000) }));
  const file = path.join(folder, 'data', 'workflows', 'mine.json');
  for (const delay of [1, 9]) {
    const window = await open();
    let { revision } = await window
      .call('openDocument', { name: 'mine' })
      .catch((): { revision: string | null } => ({ revision: null }));
    // Saved over and over, so that the kill hits one of them wherever it comes.
    let saves = 0;
    const saving = (async () => {
      for (;;) {
        const answer = await window.call('saveDocument', {
          name: 'mine',
          json: texts[saves++ % 2] ?? '',
          replaces: revision,
        });
        ({ revision } = answer);
      }
    })();
    saving.catch(() => {});
    await expect.poll(() => saves, { timeout: 60_000 }).toBeGreaterThan(3);
    await new Promise((resolve) => setTimeout(resolve, delay));
    await served?.kill();
    window.close();
    expect(texts).toContain(await fs.readFile(file, 'utf8'));
  }
  const last = await open();
  expect(texts).toContain((await last.call('openDocument', { name: 'mine' })).json);
});
