import fs from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { userFolder } from '../user-folder.ts';

const allowedSchema = z.object({ folders: z.array(z.string()).default([]) });

/** Where it is kept which folders a person has allowed: with their settings, outside of any workflow and of what a page can write. */
export function allowedFoldersFile(): string {
  return path.join(userFolder(), 'own-nodes.json');
}

/** The folders whose nodes may be loaded. `UserError` when the file is damaged: what is not known to be allowed is not. */
export async function readAllowedFolders(file: string): Promise<string[]> {
  try {
    return allowedSchema.parse(JSON.parse(await fs.readFile(file, 'utf8'))).folders;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new UserError(`${file} can't be read, so no own nodes are loaded`, {
      hint: 'Mend the file or delete it.',
      cause,
    });
  }
}

/** Notes that a person allows a folder, or no longer does. Returns those that are allowed now. */
export async function changeAllowedFolders(
  file: string,
  { allow = [], forget = [] }: { readonly allow?: readonly string[]; readonly forget?: readonly string[] },
): Promise<string[]> {
  const known = await readAllowedFolders(file);
  const folders = [...new Set([...known, ...allow])].filter((folder) => !forget.includes(folder));
  await fs.mkdir(path.dirname(file), { recursive: true });
  await fs.writeFile(`${file}.new`, `${JSON.stringify({ folders }, null, 2)}\n`);
  await fs.rename(`${file}.new`, file);
  return folders;
}
