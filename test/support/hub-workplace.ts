import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AddedPack, type AddPackRequest, addPack } from '../../src/engine/hub/add-pack.ts';
import type { PackEvent } from '../../src/engine/hub/pack-events.ts';
import { parseReference } from '../../src/engine/hub/reference.ts';
import { type FakeFile, type FakeHub, startFakeHub } from './fake-hub.ts';

/** Bytes that look like nothing, the same for the same seed. */
export function noise(length: number, seed = 'noise'): Uint8Array {
  const bytes = Buffer.alloc(length);
  for (let position = 0, block = 0; position < length; block += 1) {
    position += createHash('sha256').update(`${seed} ${block}`).digest().copy(bytes, position);
  }
  return bytes;
}

export const text = (content: string): Uint8Array => Buffer.from(content);

/** A small model: what a pack needs, and what it does not. */
export function smallModel(): FakeFile[] {
  return [
    { path: 'modelpack.json', content: text('{"format":"modelpack/1"}') },
    { path: 'denoiser.onnx', content: noise(300_000), lfs: true },
    { path: 'text encoder/model.onnx', content: noise(20_000, 'encoder'), lfs: true },
    { path: 'tokenizer/tokenizer.json', content: text('{}') },
    { path: 'denoiser.safetensors', content: noise(1000), lfs: true },
    { path: '.gitattributes', content: text('*.onnx filter=lfs') },
  ];
}

/** A server, a folder for packs, and one call that fetches without real pauses. */
export interface Workplace {
  readonly hub: FakeHub;
  readonly folder: string;
  readonly packs: string;
  readonly events: readonly PackEvent[];
  /** Pauses that were asked for, in milliseconds. */
  readonly waits: readonly number[];
  add(changes?: Partial<AddPackRequest>, reference?: string): Promise<AddedPack>;
  /** All files below the pack, `/` between folders. */
  filesOf(name: string): string[];
  close(): Promise<void>;
}

/** Files of 300 kB are large here: pieces are 64 kB. */
export async function openWorkplace(files: readonly FakeFile[] = smallModel()): Promise<Workplace> {
  const hub = await startFakeHub(files);
  const folder = mkdtempSync(path.join(tmpdir(), 'patchloom-hub-'));
  const packs = path.join(folder, 'packs');
  const events: PackEvent[] = [];
  const waits: number[] = [];
  return {
    hub,
    folder,
    packs,
    events,
    waits,
    add: (changes = {}, reference = 'hf:someone/model') =>
      addPack({
        reference: parseReference(reference),
        packsFolder: packs,
        settings: { endpoint: hub.endpoint, offline: false, cacheFolder: path.join(folder, 'cache') },
        signal: new AbortController().signal,
        onEvent: (event) => void events.push(event),
        patience: {
          attempts: 4,
          stallMilliseconds: 20_000,
          wait: async (milliseconds) => void waits.push(milliseconds),
        },
        connections: 3,
        pieceBytes: 64 * 1024,
        ...changes,
      }),
    filesOf: (name) =>
      readdirSync(path.join(packs, name), { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => path.relative(path.join(packs, name), path.join(entry.parentPath, entry.name)))
        .map((file) => file.split(path.sep).join('/'))
        .sort(),
    async close() {
      await hub.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether the files on disk are those of the server. */
export function isSameAsServer({ hub, packs }: Workplace, name: string, paths: readonly string[]): boolean {
  return paths.every((file) => {
    const content = hub.files.find((candidate) => candidate.path === file)?.content;
    return content !== undefined && readFileSync(path.join(packs, name, file)).equals(content);
  });
}
