import path from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import type { DesktopFile, DesktopSaving } from '../core/desktop-api.ts';
import { toFailure, UserError } from '../core/errors.ts';
import { writeAtomically } from '../server/write-atomically.ts';
import { OPENABLE, readDesktopFile } from './opened-files.ts';
import type { ShellWords } from './words.ts';

/** Lets a person choose files, and reads them. */
export async function chooseFiles(window: BrowserWindow, words: ShellWords): Promise<DesktopFile[]> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: words.openTitle,
    properties: ['openFile', 'multiSelections'],
    filters: [{ name: words.openable, extensions: [...OPENABLE] }],
  });
  for (const file of filePaths) app.addRecentDocument(file);
  return Promise.all(filePaths.map(readDesktopFile));
}

/** Lets a person choose where a text goes, and writes it there. */
export async function saveFile(
  window: BrowserWindow,
  words: ShellWords,
  name: unknown,
  text: unknown,
): Promise<DesktopSaving | undefined> {
  if (typeof name !== 'string' || typeof text !== 'string') throw new Error('A name and a text are needed');
  const { filePath } = await dialog.showSaveDialog(window, {
    title: words.saveTitle,
    // A proposal is a name: a path in it would lead the dialog somewhere else.
    defaultPath: `${path.basename(name.replaceAll('\\', '/'))}.patchloom.json`,
    filters: [{ name: words.workflows, extensions: ['json'] }],
  });
  if (!filePath) return undefined;
  try {
    await writeAtomically(filePath, text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { failure: toFailure(error) };
  }
  app.addRecentDocument(filePath);
  return { name: path.basename(filePath) };
}
