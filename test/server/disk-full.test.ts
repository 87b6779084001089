import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { serializeWorkflow } from '../../src/core/workflow.ts';
import { encodeVideo } from '../../src/engine/ffmpeg.ts';
import { writeResult } from '../../src/engine/stored-result.ts';
import { createDocumentFolder } from '../../src/server/document-folder.ts';
import { createRunQueue } from '../../src/server/run-queue.ts';
import { openRunStore } from '../../src/server/run-store.ts';
import { createFakeEngine, fakeWorkflow } from '../support/fake-engine.ts';
import { noiseVideo } from '../support/noise-video.ts';

const disk = mkdtempSync(path.join(os.tmpdir(), 'patchloom-small-disk-'));

/** A file system of its own with room for 512 kB, which takes root; elsewhere these tests are skipped. */
function mountSmallDisk(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const isMounted = process.platform === 'linux' && mountSmallDisk();
afterAll(() => {
  if (isMounted) execFileSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});

describe.skipIf(!isMounted)('a disk that is full', () => {
  /** Takes all the room there is. */
  const fill = () => {
    try {
      for (let file = 0; ; file++) writeFileSync(path.join(disk, `filler ${file}`), Buffer.alloc(4096));
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    }
  };
  afterEach(() => {
    vi.restoreAllMocks();
    for (const name of readdirSync(disk)) rmSync(path.join(disk, name), { recursive: true });
  });

  test('E10: while a video is written, is told, and nothing of the video is left', async () => {
    const clip = { format: 'mp4', framesPerSecond: 8, quality: 5, metadata: {} } as const;
    const written = encodeVideo({ ...clip, video: noiseVideo(100), path: path.join(disk, 'clip.mp4') });
    await expect(written).rejects.toThrow(/space/i);
    await expect(written).rejects.toBeInstanceOf(UserError);
    expect(readdirSync(disk)).toEqual([]);
    const small = { ...clip, video: noiseVideo(1), path: path.join(disk, 'small.mp4') };
    expect((await encodeVideo(small)).bytes).toBeGreaterThan(1000);
  });

  test('while a document is saved, is told, and the document is as it was', async () => {
    const documents = createDocumentFolder(path.join(disk, 'workflows'));
    const json = serializeWorkflow(fakeWorkflow());
    const saved = await documents.save('mine', json, null);
    fill();
    const longer = json.replace('hello', 'hello '.repeat(2000));
    if (saved.kind !== 'saved') throw new Error('It was not saved');
    await expect(documents.save('mine', longer, saved.revision)).rejects.toThrow(
      "“mine.json” can't be written: ENOSPC",
    );
    expect(await documents.open('mine')).toEqual({ json, revision: saved.revision });
    expect(readdirSync(path.join(disk, 'workflows'))).toEqual(['mine.json']);
  });

  test('E50: refuses a run that is asked for, and keeps what was asked for before', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const file = path.join(disk, 'runs.sqlite');
    const store = openRunStore(file);
    const silent = { onEvent: () => {}, onFailure: () => {}, onQueue: () => {} };
    const queue = createRunQueue(createFakeEngine(), store, silent);
    queue.pause(true);
    const json = serializeWorkflow(fakeWorkflow());
    const runId = queue.start({ name: 'before', json });
    fill();
    const long = json.replace('hello', 'hello '.repeat(20_000));
    expect(() => queue.start({ name: 'after', json: long })).toThrow(
      'The queue can’t be written: database or disk is full',
    );
    for (const name of readdirSync(disk).filter((name) => name.startsWith('filler'))) rmSync(path.join(disk, name));
    await queue.close();
    store.close();
    const again = openRunStore(file);
    expect(again.waiting().map((record) => [record.runId, record.name])).toEqual([[runId, 'before']]);
    again.close();
  });

  test('E58: a result that finds no room leaves nothing behind', async () => {
    fill();
    const value = { samples: { data: new Float32Array(10_000), dims: [1, 1, 1, 1, 10_000] } };
    const file = path.join(disk, 'a.result');
    await expect(writeResult(file, { outputs: { latent: { type: 'latent', value } } })).rejects.toThrow('ENOSPC');
    expect(readdirSync(disk).filter((name) => !name.startsWith('filler'))).toEqual([]);
  });
});
