import { EventEmitter } from 'node:events';
import type Electron from 'electron';

/** What the shell has done to Electron, for tests to look at. */
export const done = {
  windows: [] as BrowserWindow[],
  handlers: new Map<string, (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown>(),
  exposed: new Map<string, unknown>(),
  openedOutside: [] as string[],
  revealed: [] as string[],
  menus: [] as unknown[],
  invoked: [] as { readonly channel: string; readonly args: readonly unknown[] }[],
};

/** Folders that `app` answers with; the test sets them before it imports the shell. */
export const folders = { app: '', videos: '' };

class FakeApp extends EventEmitter {
  readonly whenReady = async () => {};
  readonly getAppPath = () => folders.app;
  readonly getPath = (_name: string) => folders.videos;
  readonly requestSingleInstanceLock = () => true;
  readonly quit = () => {
    let isHeldUp = false;
    this.emit('before-quit', { preventDefault: () => (isHeldUp = true) });
    if (!isHeldUp) this.emit('quit');
  };
  readonly exit = () => {};
}

class FakeSession {
  permissionRequest: ((contents: unknown, permission: string, answer: (granted: boolean) => void) => void) | null =
    null;
  permissionCheck: (() => boolean) | null = null;
  readonly setPermissionRequestHandler = (handler: typeof this.permissionRequest) => {
    this.permissionRequest = handler;
  };
  readonly setPermissionCheckHandler = (handler: typeof this.permissionCheck) => {
    this.permissionCheck = handler;
  };
}

export class FakeContents extends EventEmitter {
  readonly session = new FakeSession();
  windowOpen: ((details: { url: string }) => { action: string }) | undefined;
  readonly setWindowOpenHandler = (handler: typeof this.windowOpen) => {
    this.windowOpen = handler;
  };
}

export class BrowserWindow {
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents = new FakeContents();
  readonly loaded: string[] = [];
  constructor(options: Electron.BrowserWindowConstructorOptions) {
    this.options = options;
    done.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  static getAllWindows(): readonly BrowserWindow[] {
    return done.windows;
  }
  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
  }
  isMinimized(): boolean {
    return false;
  }
  restore(): void {}
  focus(): void {}
}

export const app = new FakeApp();

export const ipcMain = {
  handle: (channel, handler) => void done.handlers.set(channel, handler),
} satisfies Pick<Electron.IpcMain, 'handle'>;

export const ipcRenderer = {
  invoke: async (channel, ...args) => void done.invoked.push({ channel, args: structuredClone(args) }),
} satisfies Pick<Electron.IpcRenderer, 'invoke'>;

export const contextBridge = {
  exposeInMainWorld: (key, api: unknown) => void done.exposed.set(key, api),
} satisfies Pick<Electron.ContextBridge, 'exposeInMainWorld'>;

export const shell = {
  openExternal: async (url) => void done.openedOutside.push(url),
  showItemInFolder: (path) => void done.revealed.push(path),
} satisfies Pick<Electron.Shell, 'openExternal' | 'showItemInFolder'>;

export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (menu: unknown) => void done.menus.push(menu),
};

export const dialog = {
  showErrorBox: (title, content) => {
    throw new Error(`${title}: ${content}`);
  },
} satisfies Pick<Electron.Dialog, 'showErrorBox'>;
