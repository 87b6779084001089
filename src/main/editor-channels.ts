import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { DESKTOP_CHANNELS } from '../core/desktop-api.ts';

type Channel = keyof typeof DESKTOP_CHANNELS;

/** What the shell does when the window asks: one function per channel, with arguments that nobody has checked yet. */
export type ChannelAnswers = { readonly [Name in Channel]: (...args: readonly unknown[]) => unknown };

/** Answers the channels, for the editor's own page alone. */
export function answerEditor(
  ipc: Pick<IpcMain, 'handle'>,
  origin: string,
  channels: typeof DESKTOP_CHANNELS,
  answers: ChannelAnswers,
): void {
  for (const [name, channel] of Object.entries(channels) as [Channel, string][]) {
    ipc.handle(channel, async (event, ...args: unknown[]) => {
      if (!isFromEditor(event, origin)) throw new Error('Only the editor may ask for this');
      return await answers[name](...args);
    });
  }
}

/** A frame inside the page would have the same session; only the page itself may ask. */
function isFromEditor({ senderFrame }: IpcMainInvokeEvent, origin: string): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === origin;
}
