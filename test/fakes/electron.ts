import { EventEmitter } from 'node:events';
import type Electron from 'electron';

/** What the shell has done to Electron, for tests to look at. */
export const done = {
  windows: [] as BrowserWindow[],
  handlers: new Map<string, (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown>(),
  exposed: new Map<string, unknown>(),
  openedOutside: [] as string[],
  revealed: [] as string[],
  menus: [] as Electron.MenuItemConstructorOptions[][],
  invoked: [] as { readonly channel: string; readonly args: readonly unknown[] }[],
  /** What dialogs were shown with. */
  dialogs: [] as { readonly kind: 'message' | 'open' | 'save'; readonly options: object }[],
  recent: [] as string[],
  /** `enableSandbox`, `relaunch`, `exit 1`, `quit` */
  app: [] as string[],
};

/** What people and the system answer; the test sets it before the shell asks. */
export const answers = {
  /** The index of the button that is pressed. */
  button: 0,
  open: [] as string[],
  save: '',
  languages: ['en-GB'],
  isFirst: true,
  displays: [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
};

/** Folders that `app` answers with; the test sets them before it imports the shell. */
export const folders = { app: '', videos: '', documents: '', userData: '' };

class FakeApp extends EventEmitter {
  readonly isPackaged = false;
  #isQuitting = false;
  readonly whenReady = async () => {};
  readonly getAppPath = () => folders.app;
  readonly getPath = (name: string) => {
    const folder = folders[name as keyof typeof folders];
    if (!folder) throw new Error(`There is no folder for ${name}`);
    return folder;
  };
  readonly getPreferredSystemLanguages = () => answers.languages;
  readonly requestSingleInstanceLock = () => answers.isFirst;
  readonly enableSandbox = () => void done.app.push('enableSandbox');
  readonly addRecentDocument = (file: string) => void done.recent.push(file);
  readonly relaunch = () => void done.app.push('relaunch');
  readonly exit = (code: number) => void done.app.push(`exit ${code}`);
  /** As Electron does: first it asks, then the windows close, each of which may still refuse. */
  readonly quit = () => {
    if (isHeldUp((event) => this.emit('before-quit', event))) return;
    this.#isQuitting = true;
    for (const window of [...done.windows]) window.close();
    this.#isQuitting = false;
    if (done.windows.length > 0) return;
    done.app.push('quit');
    this.emit('quit');
  };
  noteClosed(window: BrowserWindow): void {
    done.windows.splice(done.windows.indexOf(window), 1);
    if (done.windows.length === 0 && !this.#isQuitting) this.emit('window-all-closed');
  }
}

type PermissionRequest = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type PermissionCheck = Parameters<Electron.Session['setPermissionCheckHandler']>[0];
type BeforeRequest = (
  details: { readonly url: string },
  answer: (response: { readonly cancel?: boolean }) => void,
) => void;

export class FakeSession extends EventEmitter {
  permissionRequest: PermissionRequest = null;
  permissionCheck: PermissionCheck = null;
  devicePermission: ((details: object) => boolean) | null = null;
  beforeRequest: BeforeRequest | undefined;
  readonly setPermissionRequestHandler = (handler: PermissionRequest) => {
    this.permissionRequest = handler;
  };
  readonly setPermissionCheckHandler = (handler: PermissionCheck) => {
    this.permissionCheck = handler;
  };
  readonly setDevicePermissionHandler = (handler: ((details: object) => boolean) | null) => {
    this.devicePermission = handler;
  };
  readonly webRequest = {
    onBeforeRequest: (handler: BeforeRequest) => {
      this.beforeRequest = handler;
    },
  };
}

export class FakeContents extends EventEmitter {
  readonly session = new FakeSession();
  /** What was sent to the page. */
  readonly sent: { readonly channel: string; readonly args: readonly unknown[] }[] = [];
  windowOpen: ((details: { url: string }) => { action: string }) | undefined;
  crashes = 0;
  readonly setWindowOpenHandler = (handler: typeof this.windowOpen) => {
    this.windowOpen = handler;
  };
  send(channel: string, ...args: unknown[]): void {
    this.sent.push({ channel, args: structuredClone(args) });
    this.emit('fake-sent', channel, ...structuredClone(args));
  }
  isCrashed(): boolean {
    return false;
  }
  forcefullyCrashRenderer(): void {
    this.crashes++;
  }
}

export class BrowserWindow extends EventEmitter {
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents = new FakeContents();
  readonly loaded: string[] = [];
  /** `maximize`, `full screen`, `restore`, `focus` */
  readonly calls: string[] = [];
  bounds: Electron.Rectangle;
  isMinimizedNow = false;
  isMaximizedNow = false;
  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 0, height: options.height ?? 0 };
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
    return this.isMinimizedNow;
  }
  isMaximized(): boolean {
    return this.isMaximizedNow;
  }
  isFullScreen(): boolean {
    return false;
  }
  getNormalBounds(): Electron.Rectangle {
    return this.bounds;
  }
  maximize(): void {
    this.calls.push('maximize');
  }
  setFullScreen(): void {
    this.calls.push('full screen');
  }
  restore(): void {
    this.calls.push('restore');
  }
  focus(): void {
    this.calls.push('focus');
  }
  close(): void {
    if (isHeldUp((event) => this.emit('close', event))) return;
    app.noteClosed(this);
    this.emit('closed');
  }
}

/** Whether a listener prevents what usually follows. */
function isHeldUp(emit: (event: { preventDefault(): void }) => void): boolean {
  let isPrevented = false;
  emit({ preventDefault: () => (isPrevented = true) });
  return isPrevented;
}

export const app = new FakeApp();

export const screen = {
  getAllDisplays: () => answers.displays as Electron.Display[],
} satisfies Pick<Electron.Screen, 'getAllDisplays'>;

export const ipcMain = {
  handle: (channel, handler) => void done.handlers.set(channel, handler),
} satisfies Pick<Electron.IpcMain, 'handle'>;

/** What the preload listens to. */
export const toPage = new EventEmitter();

export const ipcRenderer = {
  invoke: async (channel: string, ...args: unknown[]) =>
    void done.invoked.push({ channel, args: structuredClone(args) }),
  on: (channel: string, listener: (...args: unknown[]) => void) => void toPage.on(channel, listener),
};

export const contextBridge = {
  exposeInMainWorld: (key, api: unknown) => void done.exposed.set(key, api),
} satisfies Pick<Electron.ContextBridge, 'exposeInMainWorld'>;

export const shell = {
  openExternal: async (url) => void done.openedOutside.push(url),
  showItemInFolder: (path) => void done.revealed.push(path),
} satisfies Pick<Electron.Shell, 'openExternal' | 'showItemInFolder'>;

export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template,
  setApplicationMenu: (menu: Electron.MenuItemConstructorOptions[]) => void done.menus.push(menu),
};

const optionsOf = (args: readonly unknown[]) => args.at(-1) as object;

export const dialog = {
  showErrorBox: (title: string, content: string) => {
    throw new Error(`${title}: ${content}`);
  },
  showMessageBox: async (...args: unknown[]) => {
    done.dialogs.push({ kind: 'message', options: optionsOf(args) });
    return { response: answers.button, checkboxChecked: false };
  },
  showMessageBoxSync: (...args: unknown[]) => {
    done.dialogs.push({ kind: 'message', options: optionsOf(args) });
    return answers.button;
  },
  showOpenDialog: async (...args: unknown[]) => {
    done.dialogs.push({ kind: 'open', options: optionsOf(args) });
    return { canceled: answers.open.length === 0, filePaths: answers.open };
  },
  showSaveDialog: async (...args: unknown[]) => {
    done.dialogs.push({ kind: 'save', options: optionsOf(args) });
    return { canceled: answers.save === '', filePath: answers.save };
  },
} satisfies { [Name in keyof Electron.Dialog]?: unknown };
