import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Download } from '../../src/core/pack-api.ts';
import { describePacks } from '../../src/engine/describe-packs.ts';
import { createPackDownloads, type PackDownloads } from '../../src/server/pack-downloads.ts';
import type { FakeFile } from '../support/fake-hub.ts';
import { isSameAsServer, noise, openWorkplace, type Workplace } from '../support/hub-workplace.ts';
import { openTestWindow, startTestHost } from '../support/test-host.ts';

const FILES = ['modelpack.json', 'denoiser.onnx', 'text encoder/model.onnx', 'tokenizer/tokenizer.json'];
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const { close } of open.splice(0)) await close();
});

/** Downloads from a Hub on this machine, and a way to wait for what they say. */
async function start(files?: readonly FakeFile[]) {
  const place: Workplace = await openWorkplace(files);
  const settings = () => ({
    endpoint: place.hub.endpoint,
    offline: false,
    cacheFolder: path.join(place.folder, 'cache'),
  });
  let waiting: (() => void)[] = [];
  const downloads: PackDownloads = createPackDownloads({
    packsFolder: place.packs,
    settings,
    onChange: () => {
      for (const look of waiting) look();
    },
  });
  const until = (matches: (download: Download) => boolean) =>
    new Promise<Download>((resolve) => {
      const look = () => {
        const found = downloads.list().find(matches);
        if (!found) return;
        waiting = waiting.filter((other) => other !== look);
        resolve(found);
      };
      waiting.push(look);
      look();
    });
  open.push(downloads, place);
  return { place, downloads, until, settings };
}

const state = (wanted: Download['state']) => (download: Download) => download.state === wanted;

describe('a pack that is fetched', () => {
  test('is here when its files are, each with the right checksum', async () => {
    const { place, downloads, until } = await start();
    expect(downloads.fetch('hf:someone/model')).toBe('model');
    const total = 300_000 + 20_000 + 26;
    expect(await until(state('done'))).toEqual({
      name: 'model',
      source: 'hf:someone/model',
      state: 'done',
      total,
      done: total,
      files: 4,
      filesDone: 4,
    });
    expect(isSameAsServer(place, 'model', FILES)).toBe(true);
  });

  test('is paused in the middle and gone on with: what has come is not fetched again', async () => {
    const { place, downloads, until } = await start([
      { path: 'modelpack.json', content: Buffer.from('{}') },
      { path: 'denoiser.onnx', content: noise(3_000_000), lfs: true },
    ]);
    place.hub.misbehave = ({ kind }) => (kind === 'cdn' ? { pace: 40_000 } : undefined);
    downloads.fetch('hf:someone/model');
    await until(({ done }) => done > 500_000);
    downloads.pause('model');
    const paused = await until(state('paused'));
    expect(paused.done).toBeGreaterThan(500_000);
    expect(paused.failure).toBeUndefined();
    expect(existsSync(path.join(place.packs, 'model', 'denoiser.onnx'))).toBe(false);
    place.hub.misbehave = () => undefined;
    place.hub.forget();
    downloads.fetch('hf:someone/model', 'model');
    await until(state('done'));
    expect(place.hub.sentBytes).toBeLessThan(2_600_000);
    expect(isSameAsServer(place, 'model', ['denoiser.onnx'])).toBe(true);
  });

  test('whose bytes are not those of the Hub’s checksum is refused, and says why', async () => {
    const announce = { sha256: '0'.repeat(64) };
    const { place, downloads, until } = await start([
      { path: 'modelpack.json', content: Buffer.from('{}') },
      { path: 'denoiser.onnx', content: noise(1000), lfs: true, announce },
    ]);
    downloads.fetch('hf:someone/model');
    const { failure } = await until(state('failed'));
    expect(failure?.message).toMatch(/denoiser\.onnx/);
    expect(existsSync(path.join(place.packs, 'model', 'denoiser.onnx'))).toBe(false);
    downloads.dismiss('model');
    expect(downloads.list()).toEqual([]);
  });

  test('that is no reference is refused at once', async () => {
    const { downloads } = await start();
    expect(() => downloads.fetch('../etc')).toThrow('can\u2019t be fetched'.replace('\u2019', "'"));
    expect(downloads.list()).toEqual([]);
  });
});

describe('the packs there are', () => {
  test('are told with what they can do, or with what is wrong with them', async () => {
    const { place, downloads, until } = await start();
    downloads.fetch('hf:someone/model');
    await until(state('done'));
    await fs.mkdir(path.join(place.packs, 'bare', '.patchloom'), { recursive: true });
    const [model, ...others] = await describePacks([place.packs]);
    expect(others).toEqual([]);
    expect(model).toMatchObject({ name: 'model', state: 'downloaded', source: 'hf:someone/model' });
    expect(model?.facts).toBeUndefined();
    expect(model?.problem?.message).toContain('modelpack.json cannot be used');
    const [sprites] = await describePacks([path.resolve('models')]);
    expect(sprites).toMatchObject({ name: 'sprites', state: 'own', facts: { media: 'video', width: 64, height: 64 } });
    expect(sprites?.facts?.abilities).toContain('text');
    expect(sprites?.problem).toBeUndefined();
  });

  test('are listed without a word to the Hub: only what fetches reaches it', async () => {
    const { settings, place } = await start();
    const server = await startTestHost(undefined, { hubSettings: settings, fetchedPacksFolder: place.packs });
    open.unshift(server);
    const Cookie = await server.signIn();
    const window = await openTestWindow(server.host.port, { Cookie, Origin: `http://127.0.0.1:${server.host.port}` });
    const quiet = [
      'listPacks',
      'listDownloads',
      'listNodes',
      'listFolders',
      'listTemplates',
      'readSettings',
      'readUsage',
      'listRuns',
    ];
    for (const [index, method] of quiet.entries()) {
      expect(await window.ask(index + 1, method, {})).toMatchObject({ id: index + 1, result: expect.anything() });
    }
    expect(place.hub.seen).toEqual([]);
    window.close();
  });

  test('are asked for and fetched through the window’s door, which hears how far they are', async () => {
    const { settings, place } = await start();
    const server = await startTestHost(undefined, { hubSettings: settings, fetchedPacksFolder: place.packs });
    open.unshift(server);
    const Cookie = await server.signIn();
    const window = await openTestWindow(server.host.port, { Cookie, Origin: `http://127.0.0.1:${server.host.port}` });
    expect(await window.ask(1, 'fetchPack', { source: 'hf:someone/model' })).toEqual({
      id: 1,
      result: { name: 'model' },
    });
    await window.hears((message) => 'downloads' in message && message.downloads.some(state('done')));
    expect(await window.ask(2, 'checkPack', { name: 'model' })).toEqual({ id: 2, result: { problems: [] } });
    await fs.writeFile(path.join(place.packs, 'model', 'modelpack.json'), '{"format":"modelpack/9"}');
    expect(await window.ask(3, 'checkPack', { name: 'model' })).toMatchObject({
      result: { problems: [expect.stringContaining('modelpack.json has another content')] },
    });
    expect(await window.ask(4, 'removePack', { name: 'model' })).toEqual({ id: 4, result: {} });
    expect(await fs.readdir(place.packs)).toEqual([]);
    expect(await window.ask(5, 'fetchPack', { source: 'model' })).toMatchObject({
      failure: { kind: 'user', hint: expect.stringContaining('hf:owner/name') },
    });
    window.close();
  });
});
