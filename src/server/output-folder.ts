import fs from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import type { OutputFile } from '../core/host-api.ts';
import { readCarriedWorkflow } from '../engine/carried-workflow.ts';
import { fileBelow } from './file-below.ts';
import { MEDIA_TYPES } from './media-files.ts';

/** A window shows no more; older files are in the folder all the same. */
const MOST_FILES = 1000;

/** Videos and pictures below the output folder, newest first. Links are not followed; a folder that is not there yet is empty. */
export async function listOutputs(folder: string): Promise<OutputFile[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true }).catch(emptyWhenMissing);
  const files = await Promise.all(
    entries.map(async (entry): Promise<OutputFile | undefined> => {
      const mediaType = MEDIA_TYPES[path.extname(entry.name).toLowerCase()];
      const file = path.join(entry.parentPath, entry.name);
      const name = path.relative(folder, file).split(path.sep).join('/');
      // Hidden folders hold what is still being written.
      if (!entry.isFile() || !mediaType || /(^|\/)\./.test(name)) return undefined;
      const stats = await fs.stat(file).catch(undefinedWhenMissing);
      return stats && { name, mediaType, bytes: stats.size, modified: Math.round(stats.mtimeMs) };
    }),
  );
  return files
    .filter((file) => file !== undefined)
    .sort((a, b) => b.modified - a.modified || (a.name < b.name ? 1 : -1))
    .slice(0, MOST_FILES);
}

/** The JSON text of the workflow that a video or picture of the output folder carries. */
export async function readOutputWorkflow(folder: string, name: string): Promise<string> {
  const file = await fileBelow(folder, name.split('/').map(encodeURIComponent).join('/'));
  if (!file) throw new UserError(`There is no file “${name}” any more`, { hint: 'Choose another one.' });
  const json = await readCarriedWorkflow(file);
  if (json === undefined)
    throw new UserError(`“${name}” carries no workflow`, { hint: 'Choose a video or picture that Patchloom made.' });
  return json;
}

function emptyWhenMissing(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

/** A file may go away while the folder is read. */
function undefinedWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
