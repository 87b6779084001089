import path from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu } from 'electron';
import { createEngine } from '../engine/create-engine.ts';
import { userPacksFolder } from '../engine/user-packs-folder.ts';
import { startHost } from '../server/start-host.ts';
import { handleReveal } from './reveal-output.ts';
import { guardContents, guardSession } from './window-guards.ts';

const WINDOW_BACKGROUND = '#14161a';

/** The desktop app: a host in this process and a window on it. */
async function start(): Promise<void> {
  await app.whenReady();
  const root = app.getAppPath();
  const outputFolder = findOutputFolder();
  const packFolders = [path.join(root, 'models'), userPacksFolder()];
  const engine = createEngine({ outputFolder, packFolders, executor: 'child' });
  const host = await startHost({
    engine,
    outputFolder,
    packFolders,
    settingsFile: path.join(app.getPath('userData'), 'settings.json'),
    userFolder: path.join(app.getPath('documents'), 'Patchloom'),
    workflowsFolder: path.join(root, 'workflows'),
    rendererFolder: path.join(root, 'out', 'renderer'),
  });
  const origin = `http://127.0.0.1:${host.port}`;

  app.on('web-contents-created', (_event, contents) => guardContents(contents, origin));
  handleReveal(ipcMain, outputFolder, origin);
  Menu.setApplicationMenu(createMenu());

  // The token in the first address is good once; windows that are opened later have its cookie.
  openWindow(host.url);
  app.on('activate', () => BrowserWindow.getAllWindows().length === 0 && openWindow(origin));
  app.on('second-instance', () => focusWindow());
  app.on('window-all-closed', () => process.platform !== 'darwin' && app.quit());
  quitAfter(async () => {
    await host.close();
    await engine.close();
  });
}

function openWindow(url: string): void {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 500,
    title: 'Patchloom',
    backgroundColor: WINDOW_BACKGROUND,
    webPreferences: {
      preload: path.join(import.meta.dirname, '..', 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    },
  });
  guardSession(window.webContents.session);
  void window.loadURL(url);
}

function focusWindow(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window?.isMinimized()) window.restore();
  window?.focus();
}

function createMenu(): Menu {
  const forMac = process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : [];
  return Menu.buildFromTemplate([
    ...forMac,
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
  ]);
}

/** The Videos folder, where the system knows one. */
function findOutputFolder(): string {
  try {
    return path.join(app.getPath('videos'), 'Patchloom');
  } catch {
    // Linux without user folders has none.
    return path.resolve('output');
  }
}

/** Holds the quitting up until the runs have been stopped and the models closed. */
function quitAfter(close: () => Promise<void>): void {
  let isClosed = false;
  app.on('before-quit', async (event) => {
    if (isClosed) return;
    event.preventDefault();
    isClosed = true;
    await close().finally(() => app.quit());
  });
}

if (app.requestSingleInstanceLock()) {
  start().catch((error: unknown) => {
    dialog.showErrorBox(
      'Patchloom could not start',
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
    app.exit(1);
  });
} else {
  app.quit();
}
