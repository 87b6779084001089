import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import { DESKTOP_CHANNELS } from '../../src/core/desktop-api.ts';
import { answers, app, type BrowserWindow, done, folders } from '../fakes/electron.ts';
import { PATIENCE } from './patience.ts';

/** The real shell, with its host, on a stand-in for Electron. One per test file: the shell is the process. */
export interface DesktopShell {
  readonly folder: string;
  readonly outputFolder: string;
  readonly origin: string;
  readonly window: BrowserWindow;
  /** Asks as the editor's page does. */
  ask(channel: keyof typeof DESKTOP_CHANNELS, ...args: unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

export async function startShell(args: (folder: string) => readonly string[] = () => []): Promise<DesktopShell> {
  const folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-main-')));
  const outputFolder = path.join(folder, 'videos', 'Patchloom');
  Object.assign(folders, {
    app: path.resolve('.'),
    videos: path.join(folder, 'videos'),
    documents: path.join(folder, 'documents'),
    userData: path.join(folder, 'data'),
  });
  // What earlier tests have left must not decide what this one does.
  process.env.XDG_CACHE_HOME = path.join(folder, 'cache');
  await fs.mkdir(outputFolder, { recursive: true });
  process.argv = ['electron', '.', ...args(folder)];
  await import('../../src/main/index.ts');
  await vi.waitUntil(() => done.windows[0]?.loaded[0], PATIENCE);
  const window = done.windows[0] as BrowserWindow;
  const { origin } = new URL(window.loaded[0] ?? '');
  return {
    folder,
    outputFolder,
    origin,
    window,
    ask: async (channel, ...given) =>
      done.handlers.get(DESKTOP_CHANNELS[channel])?.(
        { senderFrame: { origin, parent: null } } as never,
        ...structuredClone(given),
      ),
    async close() {
      answers.button = 1;
      // No page answers here, so none is waited for.
      window.webContents.isCrashed = () => true;
      if (!done.app.includes('quit')) {
        const hasQuit = new Promise((resolve) => app.once('quit', resolve));
        app.quit();
        await hasQuit;
      }
      process.removeAllListeners('uncaughtException');
      await fs.rm(folder, { recursive: true });
    },
  };
}
