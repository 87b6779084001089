import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { OWN_FOLDER, whyUnsafe } from './pack-paths.ts';

const recordSchema = z.object({
  format: z.literal('patchloom/pack-record'),
  version: z.literal(1),
  /** `hf:owner/name`, with the revision that was asked for. */
  source: z.string(),
  endpoint: z.string(),
  commit: z.string(),
  files: z.array(
    z.object({
      // A record that somebody changed must not make “remove” or “verify” leave the folder either.
      path: z.string().refine((file) => whyUnsafe(file) === undefined, 'must stay inside the pack'),
      bytes: z.int().nonnegative(),
      checksum: z.object({ kind: z.enum(['sha256', 'git-blob-sha1']), hex: z.string() }),
    }),
  ),
});

/** Where a pack came from and what belongs to it. */
export type PackRecord = z.infer<typeof recordSchema>;

/** The record of a pack that was downloaded, `complete` or `unfinished`; undefined when there is none. */
export async function readRecord(
  packFolder: string,
  state: 'complete' | 'unfinished',
): Promise<PackRecord | undefined> {
  const file = recordPath(packFolder, state);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const record = recordSchema.safeParse(parseJson(text)).data;
  if (record) return record;
  throw new UserError(`${file} is damaged, or was written by a newer Patchloom`, {
    hint: 'Delete that file and fetch the pack again: files that are right are not fetched twice.',
  });
}

/** Writes a record so that there is never half of one. */
export async function writeRecord(
  packFolder: string,
  state: 'complete' | 'unfinished',
  record: Omit<PackRecord, 'format' | 'version'>,
): Promise<void> {
  const file = recordPath(packFolder, state);
  const text = JSON.stringify({ format: 'patchloom/pack-record', version: 1, ...record }, null, 2);
  await writeFile(`${file}.new`, `${text}\n`);
  await rename(`${file}.new`, file);
}

/** Where a record is kept. */
export function recordPath(packFolder: string, state: 'complete' | 'unfinished'): string {
  return path.join(packFolder, OWN_FOLDER, state === 'complete' ? 'pack.json' : 'unfinished.json');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema then says that it is no record.
    return undefined;
  }
}
