import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isSameAsServer, openWorkplace, smallModel, type Workplace } from '../../support/hub-workplace.ts';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.close());

const WANTED = ['denoiser.onnx', 'modelpack.json', 'text encoder/model.onnx', 'tokenizer/tokenizer.json'];

/** Lays the model into the cache as Hugging Face’s own programs do, as links to blobs or, as on Windows, without them. */
function fillCache({ links }: { links: boolean }): void {
  const model = path.join(place.folder, 'cache', 'models--someone--model');
  for (const folder of ['refs', 'blobs', `snapshots/${place.hub.commit}`]) {
    mkdirSync(path.join(model, folder), { recursive: true });
  }
  writeFileSync(path.join(model, 'refs', 'main'), place.hub.commit);
  for (const file of smallModel()) {
    const target = path.join(model, 'snapshots', place.hub.commit, file.path);
    mkdirSync(path.dirname(target), { recursive: true });
    const hash = createHash(file.lfs ? 'sha256' : 'sha1');
    if (!file.lfs) hash.update(`blob ${file.content.length}\0`);
    const blob = path.join(model, 'blobs', hash.update(file.content).digest('hex'));
    writeFileSync(links ? blob : target, file.content);
    if (links) symlinkSync(path.relative(path.dirname(target), blob), target);
  }
}

const offline = () => ({
  settings: { endpoint: 'http://127.0.0.1:9', offline: true, cacheFolder: path.join(place.folder, 'cache') },
});

describe('HF_HUB_OFFLINE', () => {
  test.skipIf(process.platform === 'win32')('takes a model from the cache, checked, and asks nobody', async () => {
    fillCache({ links: true });
    await place.add(offline());
    expect(isSameAsServer(place, 'model', WANTED)).toBe(true);
    expect(place.hub.seen).toEqual([]);
  });

  test('takes it from a cache without links, too', async () => {
    fillCache({ links: false });
    await place.add(offline(), `hf:someone/model@${place.hub.commit}`);
    expect(isSameAsServer(place, 'model', WANTED)).toBe(true);
  });

  test('says what is missing, and where it would have to be', async () => {
    await expect(place.add(offline())).rejects.toThrow(
      expect.objectContaining({
        message: 'hf:someone/model is not in the local cache, and HF_HUB_OFFLINE forbids to fetch it',
        hint: expect.stringContaining('models--someone--model'),
      }),
    );
  });

  test.skipIf(process.platform === 'win32')(
    'a damaged file in the cache is not used, and nothing is fetched',
    async () => {
      fillCache({ links: true });
      const denoiser = path.join(
        place.folder,
        'cache/models--someone--model/snapshots',
        place.hub.commit,
        'denoiser.onnx',
      );
      writeFileSync(denoiser, Buffer.alloc(300_000));
      await expect(place.add(offline())).rejects.toThrow('HF_HUB_OFFLINE forbids to fetch what the local cache lacks');
      expect(place.hub.seen).toEqual([]);
    },
  );
});

test('with a network only what the cache lacks is fetched', async () => {
  fillCache({ links: false });
  await place.add();
  expect(isSameAsServer(place, 'model', WANTED)).toBe(true);
  expect(place.hub.sentBytes).toBe(0);
  expect(place.events).toContainEqual({ kind: 'file-finished', path: 'denoiser.onnx', bytes: 300_000, from: 'disk' });
});
