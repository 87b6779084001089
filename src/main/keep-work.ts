import type { BrowserWindow } from 'electron';
import { DESKTOP_EVENTS } from '../core/desktop-api.ts';

/** A page that has crashed or hangs never answers; what it had is kept up to a moment before. */
const PATIENCE_MILLISECONDS = 2000;

/** Lets the window hand over its last changes before the host goes away. */
export interface WorkKeeper {
  keep(window: BrowserWindow | undefined): Promise<void>;
  /** The window has done so. */
  isKept(): void;
}

export function createWorkKeeper(patience = PATIENCE_MILLISECONDS): WorkKeeper {
  let done = () => {};
  return {
    async keep(window) {
      if (!window || window.webContents.isCrashed()) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, patience);
        done = () => {
          clearTimeout(timer);
          resolve();
        };
        window.webContents.send(DESKTOP_EVENTS.closing);
      });
    },
    isKept: () => done(),
  };
}
