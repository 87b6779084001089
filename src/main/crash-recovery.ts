import { app, type BrowserWindow, dialog, type MessageBoxSyncOptions } from 'electron';
import type { ShellWords } from './words.ts';

/** So many ends of the window within this time are not put right by loading it once more. */
const MANY = 3;
const SPAN_MILLISECONDS = 60_000;

export interface RecoveryOptions {
  readonly words: () => ShellWords;
  /** Loads the editor again; it finds its documents as they were kept. */
  readonly reload: () => void;
  readonly now?: () => number;
}

/** Opens the editor again when its process ends; asks when that happens again and again, or when it does not answer. */
export function recoverWindow(window: BrowserWindow, { words, reload, now = Date.now }: RecoveryOptions): void {
  let ends: number[] = [];
  window.webContents.on('render-process-gone', async (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    ends = [...ends.filter((time) => now() - time < SPAN_MILLISECONDS), now()];
    if (ends.length >= MANY) {
      const { windowEnds, windowEndsDetail, openAgain, quit } = words();
      if (!(await confirm(window, windowEnds, windowEndsDetail, [openAgain, quit]))) return app.quit();
      ends = [];
    }
    reload();
  });
  window.on('unresponsive', async () => {
    const { unresponsive, unresponsiveDetail, openAgain, wait } = words();
    // What ends it here is heard above.
    if (!(await confirm(window, unresponsive, unresponsiveDetail, [wait, openAgain])))
      window.webContents.forcefullyCrashRenderer();
  });
}

/** The host lives in this process: after a failure that nobody has caught, the only honest way on is to start again. */
export function endOnHostFailure(host: Pick<NodeJS.Process, 'once'>, words: () => ShellWords): void {
  host.once('uncaughtException', (error) => {
    console.error('patchloom: the host failed:', error);
    const { hostFailed, hostFailedDetail, startAgain, quit } = words();
    const detail = hostFailedDetail(error.stack ?? error.message);
    if (dialog.showMessageBoxSync(twoChoices(hostFailed, detail, [startAgain, quit])) === 0) app.relaunch();
    app.exit(1);
  });
}

/** Asks between two; true for the first, which is also what Enter chooses. Escape is the second. */
export async function confirm(
  window: BrowserWindow | undefined,
  message: string,
  detail: string,
  choices: readonly [string, string],
): Promise<boolean> {
  const options = twoChoices(message, detail, choices);
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
  return response === 0;
}

function twoChoices(message: string, detail: string, choices: readonly [string, string]): MessageBoxSyncOptions {
  return { type: 'warning', message, detail, buttons: [...choices], defaultId: 0, cancelId: 1, noLink: true };
}
