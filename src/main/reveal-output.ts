import { shell } from 'electron';
import { fileBelow } from '../server/file-below.ts';

/** Shows a file of the output folder in the system's file manager; nothing that is not in it. */
export async function revealOutput(outputFolder: string, name: unknown): Promise<void> {
  if (typeof name !== 'string') throw new Error('The name of a file is needed');
  const file = await fileBelow(outputFolder, name.split('/').map(encodeURIComponent).join('/'));
  if (file) shell.showItemInFolder(file);
}
