import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listPacks, removePack, verifyPack } from '../../../src/engine/hub/manage-packs.ts';
import { openWorkplace, type Workplace } from '../../support/hub-workplace.ts';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.close());

const signal = new AbortController().signal;
const inPack = (file: string) => path.join(place.packs, 'model', file);

describe('the list', () => {
  test('names what was fetched, what is not complete, and what people put there', async () => {
    await place.add();
    place.hub.misbehave = (seen) => (seen.kind === 'cdn' ? { status: 500 } : undefined);
    await expect(place.add({ name: 'half' })).rejects.toThrow('could not be fetched');
    mkdirSync(path.join(place.packs, 'mine'));
    writeFileSync(path.join(place.packs, 'mine', 'modelpack.json'), '{}');
    mkdirSync(path.join(place.packs, 'not a pack'));
    writeFileSync(path.join(place.packs, 'file.txt'), '');
    const found = await listPacks([place.packs, path.join(place.folder, 'nowhere')]);
    const common = { source: 'hf:someone/model', commit: place.hub.commit, bytes: 320_026 };
    expect(found).toEqual([
      { ...common, name: 'half', folder: path.join(place.packs, 'half'), state: 'unfinished', hasManifest: false },
      { name: 'mine', folder: path.join(place.packs, 'mine'), state: 'own', bytes: 2, hasManifest: true },
      { ...common, name: 'model', folder: path.join(place.packs, 'model'), state: 'downloaded', hasManifest: true },
    ]);
  });
});

describe('verifying', () => {
  test('a pack as it was fetched has no problems; each kind of damage is named', async () => {
    await place.add();
    expect(await verifyPack(place.packs, 'model', signal)).toEqual([]);
    writeFileSync(inPack('denoiser.onnx'), Buffer.alloc(300_000));
    writeFileSync(inPack('modelpack.json'), '{}');
    rmSync(inPack('tokenizer'), { recursive: true });
    expect((await verifyPack(place.packs, 'model', signal)).sort()).toEqual([
      'denoiser.onnx has another content than the Hub’s',
      'modelpack.json has 2 bytes instead of 24',
      'tokenizer/tokenizer.json is missing',
    ]);
  });

  test('a pack that is not complete, and one that was not fetched', async () => {
    place.hub.misbehave = (seen) => (seen.kind === 'cdn' ? { status: 500 } : undefined);
    await expect(place.add()).rejects.toThrow();
    await expect(verifyPack(place.packs, 'model', signal)).rejects.toThrow('has not been fetched completely');
    mkdirSync(path.join(place.packs, 'mine'));
    writeFileSync(path.join(place.packs, 'mine', 'modelpack.json'), '{}');
    await expect(verifyPack(place.packs, 'mine', signal)).rejects.toThrow('was not fetched by Patchloom');
    await expect(verifyPack(place.packs, 'none', signal)).rejects.toThrow('There is no pack “none”');
    await expect(verifyPack(place.packs, '../packs/model', signal)).rejects.toThrow("can't be the name of a pack");
  });

  test('a record that was changed can’t make it look outside', async () => {
    await place.add();
    const files = [{ path: '../../secret', bytes: 1, checksum: { kind: 'sha256', hex: 'a' } }];
    const record = { format: 'patchloom/pack-record', version: 1, source: 'hf:a/b', endpoint: 'x', commit: 'x', files };
    writeFileSync(inPack('.patchloom/pack.json'), JSON.stringify(record));
    await expect(verifyPack(place.packs, 'model', signal)).rejects.toThrow('pack.json is damaged');
  });
});

describe('removing', () => {
  test('takes a pack away, whole or not', async () => {
    await place.add();
    await removePack(place.packs, 'model', { force: false });
    expect(readdirSync(place.packs)).toEqual([]);
  });

  test('leaves a pack alone that holds files of a person’s own, unless forced', async () => {
    await place.add();
    writeFileSync(inPack('notes.txt'), 'mine');
    await expect(removePack(place.packs, 'model', { force: false })).rejects.toThrow('were not fetched: notes.txt');
    expect(existsSync(inPack('denoiser.onnx'))).toBe(true);
    await removePack(place.packs, 'model', { force: true });
    expect(existsSync(path.join(place.packs, 'model'))).toBe(false);
  });

  test('never what was not fetched, nor through a link', async () => {
    mkdirSync(path.join(place.packs, 'mine'), { recursive: true });
    writeFileSync(path.join(place.packs, 'mine', 'modelpack.json'), '{}');
    await expect(removePack(place.packs, 'mine', { force: true })).rejects.toThrow('was not fetched by Patchloom');
    await expect(removePack(place.packs, 'none', { force: true })).rejects.toThrow('There is no pack “none”');
    await expect(removePack(place.packs, '..', { force: true })).rejects.toThrow("can't be the name of a pack");
    if (process.platform === 'win32') return;
    await place.add();
    symlinkSync(path.join(place.packs, 'model'), path.join(place.packs, 'link'));
    await expect(removePack(place.packs, 'link', { force: true })).rejects.toThrow('was not fetched by Patchloom');
    expect(existsSync(inPack('denoiser.onnx'))).toBe(true);
  });
});
