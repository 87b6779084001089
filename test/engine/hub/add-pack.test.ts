import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isSameAsServer, noise, openWorkplace, smallModel, text, type Workplace } from '../../support/hub-workplace.ts';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.close());

const WANTED = ['denoiser.onnx', 'modelpack.json', 'text encoder/model.onnx', 'tokenizer/tokenizer.json'];

describe('a pack that is fetched', () => {
  test('has what an ONNX pack needs, checked, and nothing but its record beside it', async () => {
    const added = await place.add();
    expect(added).toEqual({
      name: 'model',
      folder: path.join(place.packs, 'model'),
      commit: place.hub.commit,
      files: 4,
      bytes: 320_026,
      hasManifest: true,
    });
    expect(place.filesOf('model')).toEqual(['.patchloom/pack.json', ...WANTED]);
    expect(isSameAsServer(place, 'model', WANTED)).toBe(true);
    expect(place.events[0]).toEqual({
      kind: 'pack-planned',
      source: 'hf:someone/model',
      commit: place.hub.commit,
      folder: added.folder,
      files: expect.arrayContaining([{ path: 'denoiser.onnx', bytes: 300_000 }]),
      bytes: 320_026,
      bytesToFetch: 320_026,
    });
    expect(place.events.filter((event) => event.kind === 'pack-progress').at(-1)).toMatchObject({
      progress: { done: 320_026, total: 320_026, unit: 'bytes' },
    });
    expect(place.events.at(-1)).toMatchObject({ kind: 'pack-finished', status: 'done' });
    expect(place.hub.sentBytes).toBe(320_026);
  });

  test('comes in pieces that don’t overlap, large files over several requests', async () => {
    await place.add();
    const ranges = place.hub.seen.filter((seen) => seen.kind === 'cdn' && seen.path === 'denoiser.onnx');
    expect(ranges.map((seen) => seen.range).sort()).toEqual(
      ['0-65535', '131072-196607', '196608-262143', '262144-299999', '65536-131071'].map((range) => `bytes=${range}`),
    );
  });

  test('may hold an empty file, and the same content twice, which is fetched once', async () => {
    const twin = { content: noise(50_000, 'twin'), lfs: true };
    place.hub.files = [
      ...smallModel(),
      { path: 'empty.txt', content: text('') },
      { path: 'a.onnx', ...twin },
      { path: 'b/b.onnx', ...twin },
    ];
    await place.add();
    expect(isSameAsServer(place, 'model', [...WANTED, 'empty.txt', 'a.onnx', 'b/b.onnx'])).toBe(true);
    expect(place.hub.sentBytes).toBe(320_026 + 50_000);
  });

  test('may have any name, and only the files that were asked for', async () => {
    const added = await place.add({ name: 'mine', files: ['**/*.json', 'text*/*'] });
    expect(added.hasManifest).toBe(true);
    expect(place.filesOf('mine').slice(1)).toEqual(WANTED.slice(1));
  });

  test('without a manifest is fetched all the same, and that is said', async () => {
    expect((await place.add({ files: ['denoiser.onnx'] })).hasManifest).toBe(false);
  });

  test('lists of several pages are read to the end', async () => {
    place.hub.pageSize = 2;
    expect((await place.add()).files).toBe(4);
    expect(place.hub.seen.filter((seen) => seen.kind === 'tree').length).toBe(3);
  });
});

describe('the token', () => {
  test('goes to the Hub with every request and to no other host', async () => {
    const settings = { endpoint: place.hub.endpoint, offline: false, cacheFolder: place.folder, token: 'hf_secret' };
    await place.add({ settings });
    const tokens = (isCdn: boolean) =>
      new Set(place.hub.seen.filter((seen) => (seen.kind === 'cdn') === isCdn).map((seen) => seen.authorization));
    expect([tokens(false), tokens(true)]).toEqual([new Set(['Bearer hf_secret']), new Set([undefined])]);
    expect(readFileSync(path.join(place.packs, 'model/.patchloom/pack.json'), 'utf8')).not.toContain('hf_secret');
  });
});

describe('a pack that is there already', () => {
  test('is not fetched again', async () => {
    await place.add();
    place.hub.forget();
    await place.add();
    expect(place.hub.seen.map((seen) => seen.kind)).toEqual(['info', 'tree']);
    expect(place.events.filter((event) => event.kind === 'pack-planned').at(-1)).toMatchObject({ bytesToFetch: 0 });
  });

  test('is mended where it was damaged', async () => {
    await place.add();
    writeFileSync(path.join(place.packs, 'model', 'denoiser.onnx'), noise(300_000, 'damage'));
    place.hub.forget();
    await place.add();
    expect(place.hub.sentBytes).toBe(300_000);
    expect(isSameAsServer(place, 'model', WANTED)).toBe(true);
  });

  test('follows its revision: only what changed is fetched, what is gone there goes here', async () => {
    await place.add();
    const [manifest, denoiser] = smallModel();
    if (!manifest || !denoiser) throw new Error('the small model has files');
    const changed = { ...manifest, content: text('{"format":"modelpack/1","title":"new"}') };
    place.hub.publish('b'.repeat(40), [changed, denoiser]);
    place.hub.forget();
    writeFileSync(path.join(place.packs, 'model', 'notes.txt'), 'mine');
    await place.add();
    expect(place.filesOf('model')).toEqual(['.patchloom/pack.json', 'denoiser.onnx', 'modelpack.json', 'notes.txt']);
    expect(place.hub.sentBytes).toBe(changed.content.length);
    expect(isSameAsServer(place, 'model', ['denoiser.onnx', 'modelpack.json'])).toBe(true);
  });

  test('keeps the files of an earlier choice at the same commit', async () => {
    await place.add({ files: ['denoiser.onnx'] });
    await place.add({ files: ['modelpack.json'] });
    expect(place.filesOf('model')).toEqual(['.patchloom/pack.json', 'denoiser.onnx', 'modelpack.json']);
  });

  test('that a person made is never touched', async () => {
    mkdirSync(path.join(place.packs, 'model'), { recursive: true });
    writeFileSync(path.join(place.packs, 'model', 'modelpack.json'), 'mine');
    await expect(place.add()).rejects.toThrow('is there already and was not fetched by Patchloom');
    expect(readFileSync(path.join(place.packs, 'model', 'modelpack.json'), 'utf8')).toBe('mine');
    expect(place.hub.seen).toEqual([]);
  });

  test('from another model is not written over', async () => {
    await place.add({ name: 'shared' });
    await expect(place.add({ name: 'shared' }, 'hf:other/model')).rejects.toThrow('“shared” is hf:someone/model');
  });
});

describe('places where nothing may be written', () => {
  test.skipIf(process.platform === 'win32')('a link inside the pack is not followed', async () => {
    const outside = path.join(place.folder, 'outside');
    mkdirSync(outside);
    mkdirSync(path.join(place.packs, 'model', '.patchloom'), { recursive: true });
    symlinkSync(outside, path.join(place.packs, 'model', 'tokenizer'));
    await expect(place.add()).rejects.toThrow('is a link or a file where a folder of the pack has to be');
    expect(existsSync(path.join(outside, 'tokenizer.json'))).toBe(false);
  });

  test.each<[string, string]>([
    ['../escape.onnx', 'it leads out of the folder'],
    ['/etc/passwd', 'it leads out of the folder'],
    ['a/../../b.onnx', 'it leads out of the folder'],
    ['..\\b.onnx', 'it holds characters that not every system allows'],
    ['C:\\b.onnx', 'it holds characters that not every system allows'],
    ['b.onnx:stream', 'it holds characters that not every system allows'],
    ['models/NUL.json', 'a part of it is reserved on Windows'],
    ['a./b.onnx', 'a part of it begins or ends with a space or a full stop'],
    ['.patchloom/pack.json', '.patchloom is Patchloom’s own folder'],
    ['.PatchLoom/lock', '.patchloom is Patchloom’s own folder'],
    ['DENOISER.onnx', 'some systems take it for denoiser.onnx'],
    ['denoiser.onnx/data.json', 'denoiser.onnx is a file'],
    ['a\nb.json', 'it holds characters that not every system allows'],
  ])('the server names %s: nothing is written at all', async (file, reason) => {
    place.hub.files = [...smallModel(), { path: file, content: text('bad') }];
    await expect(place.add()).rejects.toThrow(`that is not written: ${reason}`);
    expect(existsSync(place.packs)).toBe(false);
  });

  test('a disk without enough room: said before anything is fetched', async () => {
    await expect(place.add({ freeBytes: async () => 1e6 })).rejects.toThrow(/68 MB are needed, 1 MB are free/);
    expect(place.hub.sentBytes).toBe(0);
  });
});

describe('at the same time', () => {
  test('a second one is refused, and the first goes on', async () => {
    const first = place.add();
    const second = place.add();
    const results = await Promise.allSettled([first, second]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected');
    expect(String(refused?.reason)).toContain('“model” is being written by another process');
    expect(isSameAsServer(place, 'model', WANTED)).toBe(true);
  });

  test('the lock of a process that is gone is taken over, that of another machine is not', async () => {
    const own = path.join(place.packs, 'model', '.patchloom');
    mkdirSync(own, { recursive: true });
    writeFileSync(path.join(own, 'lock'), JSON.stringify({ pid: 7, host: 'another-machine' }));
    await expect(place.add()).rejects.toThrow('is being written by another process (number 7)');
    const { hostname } = await import('node:os');
    // Larger than any process number there is.
    writeFileSync(path.join(own, 'lock'), JSON.stringify({ pid: 2 ** 30, host: hostname() }));
    await place.add();
    expect(existsSync(path.join(own, 'lock'))).toBe(false);
  });
});
