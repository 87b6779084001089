import { type IpcMain, type IpcMainInvokeEvent, shell } from 'electron';
import { fileBelow } from '../server/file-below.ts';

/** The preload calls it by the same name. */
export const REVEAL_CHANNEL = 'desktop:reveal-output';

/** Shows files of the output folder in the system's file manager, for the host's own pages alone. */
export function handleReveal(ipc: Pick<IpcMain, 'handle'>, outputFolder: string, origin: string): void {
  ipc.handle(REVEAL_CHANNEL, async (event, name: unknown) => {
    if (!isFromEditor(event, origin)) throw new Error('Only the editor may ask for this');
    if (typeof name !== 'string') throw new Error('The name of a file is needed');
    const file = await fileBelow(outputFolder, name.split('/').map(encodeURIComponent).join('/'));
    if (file) shell.showItemInFolder(file);
  });
}

/** A frame inside the page would have the same session; only the page itself may ask. */
function isFromEditor({ senderFrame }: IpcMainInvokeEvent, origin: string): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === origin;
}
