import fs from 'node:fs/promises';
import { type BrowserWindow, dialog } from 'electron';
import { z } from 'zod';
import { DESKTOP_FOLDERS, type DesktopFolder } from '../core/desktop-api.ts';
import { writeAtomically } from '../server/write-atomically.ts';
import type { ShellWords } from './words.ts';

const choicesSchema = z.object({
  outputs: z.string().optional(),
  packs: z.array(z.string()).default([]),
});
export type FolderChoices = z.infer<typeof choicesSchema>;

/** The folders that a person has chosen so far. A damaged file is as good as none, and told of. */
export async function readFolderChoices(file: string): Promise<FolderChoices> {
  try {
    return choicesSchema.parse(JSON.parse(await fs.readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      console.warn(`patchloom: ${file} can't be read, so the usual folders are used: ${String(error)}`);
    return { packs: [] };
  }
}

/**
 * Lets a person choose a folder, for the next start. Only this dialog adds one: the page can ask for the dialog and never name a
 * path, so that what nodes may read and write is what somebody has pointed at.
 */
export async function chooseFolder(
  window: BrowserWindow,
  words: ShellWords,
  file: string,
  folder: unknown,
): Promise<string | undefined> {
  if (!isFolder(folder)) throw new Error('There is no such folder to choose');
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: words.folderTitles[folder],
    properties: ['openDirectory', 'createDirectory'],
  });
  const [chosen] = filePaths;
  if (chosen === undefined) return undefined;
  const choices = await readFolderChoices(file);
  const next: FolderChoices =
    folder === 'outputs'
      ? { ...choices, outputs: chosen }
      : { ...choices, packs: [...new Set([...choices.packs, chosen])] };
  await writeAtomically(file, `${JSON.stringify(next, null, 2)}\n`);
  return chosen;
}

function isFolder(value: unknown): value is DesktopFolder {
  return DESKTOP_FOLDERS.some((folder) => folder === value);
}
