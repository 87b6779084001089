import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import { type Json, mergeJson } from './merge-json.ts';

/** What was made or measured of a pack on this machine: merged into the manifest, wherever that comes from. */
export const LOCAL_MANIFEST = 'modelpack.local.json';

export async function readLocal(folder: string): Promise<unknown> {
  const file = path.join(folder, LOCAL_MANIFEST);
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {};
}

/** Changes it, all at once or not at all. `UserError` when the folder can't be written to. */
export async function changeLocal(folder: string, change: Json): Promise<void> {
  const file = path.join(folder, LOCAL_MANIFEST);
  const changed = mergeJson(await readLocal(folder), change);
  await inWritable(folder, async () => {
    await writeFile(`${file}.new`, `${JSON.stringify(changed, null, 2)}\n`);
    await rename(`${file}.new`, file);
  });
}

/** Says so when a pack lies where this person may not write. */
export async function inWritable<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code !== 'EACCES' && code !== 'EROFS' && code !== 'EPERM') throw cause;
    throw new UserError(`${folder} cannot be written to`, { hint: 'Copy the pack into a folder of yours.', cause });
  }
}
