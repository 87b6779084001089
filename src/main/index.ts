import path from 'node:path';
import { app, dialog, ipcMain, Menu } from 'electron';
import { DESKTOP_CHANNELS, DESKTOP_EVENTS } from '../core/desktop-api.ts';
import { type DesktopMenus, desktopMenusSchema } from '../core/desktop-menu.ts';
import { createEngine } from '../engine/create-engine.ts';
import { allowedFoldersFile } from '../engine/own-nodes/allowed-folders.ts';
import { userCacheFolder } from '../engine/user-cache-folder.ts';
import { userPacksFolder } from '../engine/user-packs-folder.ts';
import { startHost } from '../server/start-host.ts';
import { confirm, endOnHostFailure, recoverWindow } from './crash-recovery.ts';
import { answerEditor } from './editor-channels.ts';
import { askingWindow, createEditorWindow, editorWindow, focusWindow } from './editor-window.ts';
import { chooseFiles, saveFile } from './file-dialogs.ts';
import { chooseFolder, readFolderChoices } from './folder-choices.ts';
import { createWorkKeeper } from './keep-work.ts';
import { menuTemplate } from './menus.ts';
import { createOpenedFiles, filesIn } from './opened-files.ts';
import { revealOutput } from './reveal-output.ts';
import { quitSafely } from './safe-quit.ts';
import { guardContents, guardSession } from './window-guards.ts';
import { shellWords } from './words.ts';

let words = shellWords([]);
/** On a Mac the app lives on without a window; once the host is there, one can be opened again. */
let reopen = () => {};
const files = createOpenedFiles(() => {
  const window = editorWindow();
  if (window) window.webContents.send(DESKTOP_EVENTS.filesWaiting);
  else reopen();
});

/** The desktop app: a host in this process and a window on it. */
async function start(): Promise<void> {
  app.enableSandbox();
  // A Mac opens files by an event, which may come before everything else; other systems pass them as arguments.
  app.on('open-file', (event, file) => {
    event.preventDefault();
    files.add([file]);
  });
  app.on('second-instance', (_event, args, workingFolder) => {
    files.add(filesIn(args.slice(1), workingFolder));
    focusWindow();
  });
  files.add(filesIn(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd()));
  endOnHostFailure(process, () => words);
  await app.whenReady();
  words = shellWords(app.getPreferredSystemLanguages());

  const kept = (name: string) => path.join(app.getPath('userData'), name);
  // Of a packaged app, what is read as files lies beside the archive that holds the code.
  const root = app.isPackaged ? process.resourcesPath : app.getAppPath();
  const chosen = await readFolderChoices(kept('folders.json'));
  const outputFolder = chosen.outputs ?? findOutputFolder();
  const packFolders = [path.join(root, 'models'), userPacksFolder(), ...chosen.packs];
  const userFolder = path.join(app.getPath('documents'), 'Patchloom');
  const engine = createEngine({
    outputFolder,
    packFolders,
    readFolders: [userFolder],
    executor: 'child',
    cacheFolder: userCacheFolder(),
  });
  const host = await startHost({
    engine,
    outputFolder,
    packFolders,
    settingsFile: kept('settings.json'),
    runsFile: kept('runs.sqlite'),
    userFolder,
    ownNodes: { allowed: allowedFoldersFile(), folder: path.join(userFolder, 'nodes') },
    workflowsFolder: path.join(root, 'workflows'),
    rendererFolder: path.join(root, 'out', 'renderer'),
  });
  const origin = `http://127.0.0.1:${host.port}`;
  const workKeeper = createWorkKeeper();

  app.on('web-contents-created', (_event, contents) => guardContents(contents, origin));
  showMenus([]);
  answerEditor(ipcMain, origin, DESKTOP_CHANNELS, {
    revealOutput: (name) => revealOutput(outputFolder, name),
    showMenus: (menus) => {
      const { language, menus: shown } = desktopMenusSchema.parse(menus);
      words = shellWords([language]);
      showMenus(shown);
    },
    chooseFiles: () => chooseFiles(askingWindow(), words),
    takeFiles: () => files.take(),
    saveFile: (name, text) => saveFile(askingWindow(), words, name, text),
    chooseFolder: (folder) => chooseFolder(askingWindow(), words, kept('folders.json'), folder),
    workIsKept: () => workKeeper.isKept(),
  });

  const isOver = quitSafely({
    runsLeft: () => host.runsLeft(),
    mayStop: async (runs) =>
      !(await confirm(editorWindow(), words.running(runs), words.runningDetail, [
        words.keepRunning,
        words.stopAndQuit,
      ])),
    keepWork: () => workKeeper.keep(editorWindow()),
    async close() {
      await host.close();
      await engine.close();
    },
  });

  const openWindow = (url: string) => {
    const window = createEditorWindow(kept('window.json'));
    guardSession(window.webContents.session, origin);
    recoverWindow(window, { words: () => words, reload: () => isOver() || void window.loadURL(origin) });
    window.on('close', (event) => {
      // The last window takes the app with it, and that is asked about while there is a window to ask in.
      if (process.platform === 'darwin' || isOver()) return;
      event.preventDefault();
      app.quit();
    });
    void window.loadURL(url);
  };
  // The token in the first address is good once; windows that are opened later have its cookie.
  openWindow(host.url);
  reopen = () => openWindow(origin);
  app.on('activate', () => editorWindow() ?? reopen());
  app.on('window-all-closed', () => process.platform !== 'darwin' && app.quit());
}

function showMenus(menus: DesktopMenus['menus']): void {
  const choose = (name: string) => editorWindow()?.webContents.send(DESKTOP_EVENTS.command, name);
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(menus, { platform: process.platform, words, choose })));
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

if (app.requestSingleInstanceLock()) {
  start().catch((error: unknown) => {
    dialog.showErrorBox(words.cannotStart, error instanceof Error ? (error.stack ?? error.message) : String(error));
    app.exit(1);
  });
} else {
  app.quit();
}
