import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { UserError } from '../core/errors.ts';

/**
 * The path of a file that a workflow names, if it lies below one of the folders that a person has given. `UserError` otherwise, whether
 * it exists or not: a workflow may come from anybody, and what it reads ends up in videos that are passed on.
 */
export async function readableFile(file: string, folders: readonly string[]): Promise<string> {
  const path = await realpath(file).catch(() => resolve(file));
  for (const folder of folders) {
    const root = await realpath(folder).catch(() => resolve(folder));
    if (path.startsWith(root.endsWith(sep) ? root : root + sep)) return path;
  }
  throw new UserError(`${file} is in no folder that workflows may read`, {
    hint: `Drop the file on the node, which keeps a copy, or put it into one of these: ${folders.join(', ')}.`,
  });
}
