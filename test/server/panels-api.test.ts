import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { HostMessage } from '../../src/core/host-api.ts';
import { DEFAULT_SETTINGS } from '../../src/core/settings.ts';
import { serializeWorkflow } from '../../src/core/workflow.ts';
import { encodeVideo } from '../../src/engine/ffmpeg.ts';
import { listOutputs, readOutputWorkflow } from '../../src/server/output-folder.ts';
import { openSettings } from '../../src/server/settings-file.ts';
import { createFakeEngine, fakeWorkflow } from '../support/fake-engine.ts';
import { locateForTests } from '../support/locate-for-tests.ts';
import { openTestWindow, startTestHost } from '../support/test-host.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const closable of open.splice(0).reverse()) await closable.close();
});

async function folder(): Promise<string> {
  const made = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-panels-')));
  open.push({ close: () => fs.rm(made, { recursive: true }) });
  return made;
}

const json = serializeWorkflow(fakeWorkflow());

test('a window asks for the runs of the session and opens one as it was run', async () => {
  const engine = createFakeEngine();
  const server = await startTestHost(engine);
  open.push(server);
  const Cookie = await server.signIn();
  const { port } = server.host;
  const window = await openTestWindow(port, { Cookie, Origin: `http://127.0.0.1:${port}` });
  open.push(window);
  const answer = await window.ask(1, 'startRun', { json, name: 'first', targets: ['source'] });
  const { runId } = (answer as unknown as { result: { runId: string } }).result;
  await window.hears((message: HostMessage) => 'event' in message && message.event.kind === 'run-finished');
  expect(engine.started[0]?.options.targets).toEqual(['source']);
  expect(await window.ask(2, 'listRuns', {})).toEqual({
    id: 2,
    result: {
      runs: [
        {
          runId,
          name: 'first',
          askedAt: expect.any(Number),
          status: 'done',
          seconds: 0,
          seeds: [],
          targets: ['source'],
          files: [],
          nodeSeconds: {},
        },
      ],
      hasMore: false,
    },
  });
  expect(await window.ask(3, 'openRun', { runId })).toEqual({ id: 3, result: { json, name: 'first' } });
  expect(await window.ask(4, 'openRun', { runId: 'none' })).toMatchObject({ failure: { kind: 'user' } });
  expect(await window.ask(5, 'readSettings', {})).toEqual({ id: 5, result: DEFAULT_SETTINGS });
  expect(await window.ask(6, 'plotNode', { type: 'test/source', widgets: {} })).toEqual({ id: 6, result: {} });
  expect(await window.ask(7, 'listOutputs', {})).toMatchObject({
    result: [{ name: 'clips/first one.mp4', mediaType: 'video/mp4', bytes: 10 }],
  });
});

test('outputs are listed newest first, without what is hidden, linked or no picture', async () => {
  const outputs = await folder();
  const files = { 'old.mp4': 1000, 'clips/new.webm': 3000, 'still.png': 2000, 'notes.txt': 1, '.work/part.mp4': 9000 };
  for (const [name, seconds] of Object.entries(files)) {
    await fs.mkdir(path.dirname(path.join(outputs, name)), { recursive: true });
    await fs.writeFile(path.join(outputs, name), 'abc');
    await fs.utimes(path.join(outputs, name), seconds, seconds);
  }
  await fs.symlink(path.join(outputs, 'old.mp4'), path.join(outputs, 'link.mp4'));
  expect(await listOutputs(outputs)).toEqual([
    { name: 'clips/new.webm', mediaType: 'video/webm', bytes: 3, modified: 3_000_000 },
    { name: 'still.png', mediaType: 'image/png', bytes: 3, modified: 2_000_000 },
    { name: 'old.mp4', mediaType: 'video/mp4', bytes: 3, modified: 1_000_000 },
  ]);
  expect(await listOutputs(path.join(outputs, 'not there'))).toEqual([]);
});

test('a video gives back the workflow that made it; what is outside the folder is not read', async () => {
  const outputs = await folder();
  const video = { frames: new Uint8Array(2 * 16 * 16 * 3), frameCount: 2, width: 16, height: 16 };
  const clip = {
    path: path.join(outputs, 'a clip.mp4'),
    video,
    format: 'mp4',
    framesPerSecond: 8,
    quality: 30,
  } as const;
  const ffmpeg = await locateForTests();
  await encodeVideo({ ...clip, metadata: { patchloom: json } }, ffmpeg);
  await encodeVideo({ ...clip, path: path.join(outputs, 'bare.mp4'), metadata: {} }, ffmpeg);
  expect(await readOutputWorkflow(outputs, 'a clip.mp4')).toBe(json);
  await expect(readOutputWorkflow(outputs, 'bare.mp4')).rejects.toThrow('carries no workflow');
  await expect(readOutputWorkflow(outputs, '../a clip.mp4')).rejects.toThrow('There is no file');
});

test('settings are there again after a start, unknown ones too', async () => {
  const settingsFile = path.join(await folder(), 'new', 'settings.json');
  const settings = openSettings(settingsFile);
  expect(await settings.read()).toEqual(DEFAULT_SETTINGS);
  const chosen = { ...DEFAULT_SETTINGS, theme: 'light' as const, language: 'zh-CN', later: [1] };
  await Promise.all([settings.write(DEFAULT_SETTINGS), settings.write(chosen)]);
  expect(await openSettings(settingsFile).read()).toEqual(chosen);
});

test('damaged settings keep nobody from working, and are told of', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const settingsFile = path.join(await folder(), 'settings.json');
  await fs.writeFile(settingsFile, '{ "theme": "pink" }');
  expect(await openSettings(settingsFile).read()).toEqual(DEFAULT_SETTINGS);
  expect(warn).toHaveBeenCalledWith(expect.stringContaining(settingsFile));
  warn.mockRestore();
});
