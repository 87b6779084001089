import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import { writeAtomically } from './write-atomically.ts';

/** More are not offered for opening again. */
const MOST_COPIES = 12;

/** Copies of workflows that came as files: a page does not learn where on the disk they are, and can't open them again itself. */
export interface OpenedFolder {
  keep(name: string, json: string): Promise<void>;
  /** The JSON text that was opened last under this name. */
  read(name: string): Promise<string>;
}

export function createOpenedFolder(folder: string): OpenedFolder {
  // A name may be any text; its hash is a file name everywhere.
  const fileOf = (name: string) => path.join(folder, `${createHash('sha256').update(name).digest('hex')}.json`);
  return {
    async keep(name, json) {
      await writeAtomically(fileOf(name), json);
      await forgetOldest(folder);
    },
    async read(name) {
      try {
        return await fs.readFile(fileOf(name), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        throw new UserError(`There is no copy of “${name}” any more`, { hint: 'Open the file itself again.' });
      }
    },
  };
}

async function forgetOldest(folder: string): Promise<void> {
  const files = (await fs.readdir(folder))
    .filter((file) => file.endsWith('.json'))
    .map((file) => path.join(folder, file));
  const ages = await Promise.all(files.map(async (file) => ({ file, age: (await fs.stat(file)).mtimeMs })));
  const old = ages.sort((a, b) => b.age - a.age).slice(MOST_COPIES);
  await Promise.all(old.map(({ file }) => fs.rm(file, { force: true })));
}
