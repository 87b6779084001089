import { constants, type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { type ByteRange, mergeRanges } from './byte-ranges.ts';
import type { RemoteFile } from './checksum.ts';

/** A file that is being fetched: its bytes so far, and which they are. Survives the process. */
export interface PartFile {
  readonly path: string;
  /** Bytes that are on disk. */
  readonly done: readonly ByteRange[];
  /** Which version of the file they come from, in the words of the server that sent them. */
  readonly etag: string | undefined;
  /** Forgets all bytes. */
  reset(etag?: string): Promise<void>;
  /** Remembers the version once it is known. */
  setEtag(etag: string | undefined): void;
  write(position: number, chunk: Uint8Array): Promise<void>;
  /** Writes down what is on disk. */
  save(): Promise<void>;
  close(): Promise<void>;
}

/** Where the bytes of a file wait until all of the pack is there: by content, as the same content need not be fetched twice. */
export function partPaths(folder: string, { checksum }: RemoteFile): { part: string; journal: string; whole: string } {
  const base = path.join(folder, checksum.hex);
  return { part: `${base}.part`, journal: `${base}.json`, whole: `${base}.whole` };
}

/** Opens the part of a file, with what an earlier process left of it. */
export async function openPart(folder: string, file: RemoteFile): Promise<PartFile> {
  const paths = partPaths(folder, file);
  // A link in its place could lead the bytes anywhere; Windows has no such flag and hardly any links.
  const flags = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
  const handle = await open(paths.part, flags, 0o644);
  try {
    const journal = await readJournal(paths.journal, file, (await handle.stat()).size);
    if (journal.done.length === 0) await handle.truncate(0);
    return partFile(handle, paths, file, journal);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Removes all that is left of a part. */
export async function removeJournal(folder: string, file: RemoteFile): Promise<void> {
  await rm(partPaths(folder, file).journal, { force: true });
}

const journalSchema = z.object({
  bytes: z.number(),
  etag: z.string().optional(),
  done: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()])),
});

interface Journal {
  readonly etag: string | undefined;
  readonly done: readonly ByteRange[];
}

/** After so many bytes at the latest, what is done is written down; more would be lost when the process is killed. */
const SAVE_EVERY_BYTES = 4 * 1024 * 1024;

function partFile(
  handle: FileHandle,
  paths: ReturnType<typeof partPaths>,
  file: RemoteFile,
  journal: Journal,
): PartFile {
  let { done, etag } = journal;
  let unsaved = 0;
  let saving = Promise.resolve();
  const save = (): Promise<void> => {
    unsaved = 0;
    saving = saving.then(async () => {
      const text = JSON.stringify({ bytes: file.bytes, etag, done: done.map(({ start, end }) => [start, end]) });
      await writeFile(`${paths.journal}.new`, text);
      await rename(`${paths.journal}.new`, paths.journal);
    });
    return saving;
  };
  return {
    path: paths.part,
    get done() {
      return done;
    },
    get etag() {
      return etag;
    },
    async reset(newEtag) {
      done = [];
      etag = newEtag;
      await save();
      await handle.truncate(0);
    },
    setEtag(newEtag) {
      etag = newEtag;
    },
    async write(position, chunk) {
      for (let written = 0; written < chunk.length; ) {
        const { bytesWritten } = await handle.write(chunk, written, chunk.length - written, position + written);
        written += bytesWritten;
      }
      done = mergeRanges([...done, { start: position, end: position + chunk.length }]);
      unsaved += chunk.length;
      if (unsaved >= SAVE_EVERY_BYTES) await save();
    },
    save,
    async close() {
      try {
        await save();
      } finally {
        await handle.close();
      }
    },
  };
}

/** A journal that does not fit the file on disk, or can't be read, counts as none: the bytes are fetched again. */
async function readJournal(journalPath: string, file: RemoteFile, bytesOnDisk: number): Promise<Journal> {
  const nothing: Journal = { etag: undefined, done: [] };
  const text = await readFile(journalPath, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return nothing;
  const journal = journalSchema.safeParse(parseJson(text)).data;
  if (!journal || journal.bytes !== file.bytes) return nothing;
  const done = mergeRanges(journal.done.map(([start, end]) => ({ start, end })));
  if ((done.at(-1)?.end ?? 0) > Math.min(bytesOnDisk, file.bytes)) return nothing;
  return { etag: journal.etag, done };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut off when the machine went down; the caller takes it for none.
    return undefined;
  }
}
