import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { DESKTOP_CHANNELS, DESKTOP_EVENTS, type DesktopApi, type DesktopFile } from '../../src/core/desktop-api.ts';
import { answers, app, done, type FakeContents, toPage } from '../fakes/electron.ts';
import { type DesktopShell, startShell } from '../support/desktop-shell.ts';
import { PATIENCE } from '../support/patience.ts';

let shell: DesktopShell;
let contents: FakeContents;
let origin: string;
let folder: string;

beforeAll(async () => {
  shell = await startShell((base) => ['--flag', path.join(base, 'first.patchloom.json')]);
  ({ origin, folder } = shell);
  contents = shell.window.webContents;
  await fs.writeFile(path.join(shell.outputFolder, 'a clip.mp4'), '');
  await fs.writeFile(path.join(folder, 'videos', 'outside.mp4'), '');
  await fs.writeFile(path.join(folder, 'first.patchloom.json'), '{"first":1}');
});
beforeEach(() => {
  done.dialogs.length = 0;
});

afterAll(async () => {
  await shell.close();
  await expect(fetch(origin)).rejects.toThrow();
});

describe('the window', () => {
  test('is locked down', () => {
    expect(shell.window.options.webPreferences).toEqual({
      preload: path.resolve('src/preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    });
    expect(done.app).toContain('enableSandbox');
  });

  test('loads the host on loopback, with the token', () => {
    expect(shell.window.loaded).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{32}$/)]);
  });

  test('is given a page that may run no inline script and load nothing from elsewhere', async () => {
    const policy = (await fetch(origin)).headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual(expect.arrayContaining(["default-src 'self'", "script-src 'self'"]));
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  test.each(['https://evil.example/', 'http://127.0.0.1:1/', 'file:///etc/passwd', 'javascript:alert(1)'])(
    'does not navigate to %s, nor does a frame in it',
    (url) => {
      for (const kind of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
        const event = { url, preventDefault: vi.fn<() => void>() };
        contents.emit(kind, event);
        expect(event.preventDefault).toHaveBeenCalled();
      }
    },
  );

  test('stays free to load the editor again', () => {
    const event = { url: `${origin}/`, preventDefault: vi.fn() };
    contents.emit('will-navigate', event);
    expect(event.preventDefault).not.toHaveBeenCalled();
  });

  test('opens no other windows; https links go to the system’s browser, nothing else does', () => {
    for (const url of ['https://example.org/docs', 'http://example.org/', 'file:///etc/passwd', 'no address']) {
      expect(contents.windowOpen?.({ url })).toEqual({ action: 'deny' });
    }
    expect(done.openedOutside).toEqual(['https://example.org/docs']);
  });

  test('has no webviews', () => {
    const event = { preventDefault: vi.fn() };
    contents.emit('will-attach-webview', event);
    expect(event.preventDefault).toHaveBeenCalled();
  });

  test.each([
    ['media', 'the editor', true, false],
    ['geolocation', 'the editor', true, false],
    ['notifications', 'the editor', true, false],
    ['fileSystem', 'the editor', true, false],
    ['openExternal', 'the editor', true, false],
    ['local-network-access', 'the editor', true, false],
    ['clipboard-read', 'https://evil.example', true, false],
    ['clipboard-read', 'the editor', false, false],
    ['clipboard-read', 'the editor', true, true],
    ['clipboard-sanitized-write', 'the editor', true, true],
  ] as const)(
    'permission for %s, asked by %s, in the page itself %s: %s',
    (permission, asker, isMainFrame, expected) => {
      const { permissionRequest, permissionCheck } = contents.session;
      const answer = vi.fn();
      const requestingUrl = `${asker === 'the editor' ? origin : asker}/`;
      permissionRequest?.(contents as never, permission as never, answer, { requestingUrl, isMainFrame } as never);
      expect(answer.mock.calls).toEqual([[expected]]);
      expect(permissionCheck?.(null, permission as never, requestingUrl, { isMainFrame } as never)).toBe(expected);
    },
  );

  test('is given no devices', () => {
    expect(contents.session.devicePermission?.({ deviceType: 'usb' })).toBe(false);
  });

  test.each([
    ['https://example.org/track.gif', true],
    ['http://127.0.0.1:1/', true],
    ['ws://127.0.0.1:1/api', true],
    ['file:///etc/passwd', true],
    ['no address', true],
    ['data:image/png;base64,AAAA', false],
    ['devtools://devtools/bundled/inspector.html', false],
  ])('a request for %s is cancelled: %s', (url, cancel) => {
    const answer = vi.fn();
    contents.session.beforeRequest?.({ url }, answer);
    expect(answer.mock.calls).toEqual([[{ cancel }]]);
  });

  test('the host’s own addresses are requested and downloaded from, others are not', () => {
    for (const url of [`${origin}/media/a.mp4`, `${origin.replace('http', 'ws')}/api`, `blob:${origin}/1-2`]) {
      const answer = vi.fn();
      contents.session.beforeRequest?.({ url }, answer);
      expect(answer.mock.calls).toEqual([[{ cancel: false }]]);
    }
    const downloads = [`${origin}/media/a.mp4`, 'https://evil.example/a.exe'].map((url) => {
      const event = { preventDefault: vi.fn() };
      contents.session.emit('will-download', event, { getURL: () => url });
      return event.preventDefault.mock.calls.length;
    });
    expect(downloads).toEqual([0, 1]);
  });
});

describe('a channel to the shell', () => {
  test('there is one for each function of the preload, and no other', () => {
    expect([...done.handlers.keys()].sort()).toEqual(Object.values(DESKTOP_CHANNELS).sort());
  });

  test.each(Object.values(DESKTOP_CHANNELS))('%s is for the editor’s own page alone', async (channel) => {
    const handler = done.handlers.get(channel);
    const from = (senderFrame: unknown) => handler?.({ senderFrame } as never, 'a clip.mp4', '{}');
    const before = done.dialogs.length;
    await expect(from({ origin: 'https://evil.example', parent: null })).rejects.toThrow('Only the editor');
    await expect(from({ origin: 'http://127.0.0.1:1', parent: null })).rejects.toThrow('Only the editor');
    await expect(from({ origin, parent: {} })).rejects.toThrow('Only the editor');
    await expect(from(null)).rejects.toThrow('Only the editor');
    expect(done.dialogs.length).toBe(before);
  });

  test('what it is given is checked', async () => {
    await expect(shell.ask('revealOutput', 7)).rejects.toThrow('name of a file');
    await expect(shell.ask('saveFile', 'a', 7)).rejects.toThrow('name and a text');
    await expect(shell.ask('chooseFolder', '/etc')).rejects.toThrow('no such folder');
    await expect(shell.ask('showMenus', { language: 'en', menus: [{ key: 'code' }] })).rejects.toThrow();
    expect(done.dialogs).toEqual([]);
  });
});

describe('showing a file in its folder', () => {
  test('works for a file of the output folder', async () => {
    await shell.ask('revealOutput', 'a clip.mp4');
    expect(done.revealed).toEqual([path.join(shell.outputFolder, 'a clip.mp4')]);
  });

  test.each(['../outside.mp4', '/etc/passwd', 'missing.mp4'])('does nothing for %s', async (name) => {
    done.revealed.length = 0;
    await shell.ask('revealOutput', name);
    expect(done.revealed).toEqual([]);
  });
});

describe('files', () => {
  const taken = async () =>
    ((await shell.ask('takeFiles')) as DesktopFile[]).map((file) =>
      'bytes' in file ? [file.name, Buffer.from(file.bytes).toString()] : [file.name, file.problem],
    );

  test('that the app is started with are given to the editor when it asks, once', async () => {
    expect(await taken()).toEqual([['first.patchloom.json', '{"first":1}']]);
    expect(await taken()).toEqual([]);
  });

  test('that a second start is asked to open come to the first, which comes to the front', async () => {
    await fs.writeFile(path.join(folder, 'second.mp4'), 'video');
    shell.window.isMinimizedNow = true;
    contents.sent.length = 0;
    app.emit(
      'second-instance',
      {},
      ['patchloom', '--original-process-start-time=1', 'second.mp4', 'notes.txt'],
      folder,
    );
    expect(contents.sent).toEqual([{ channel: DESKTOP_EVENTS.filesWaiting, args: [] }]);
    expect(shell.window.calls).toEqual(['restore', 'focus']);
    expect(await taken()).toEqual([['second.mp4', 'video']]);
  });

  test('that a Mac opens by its event come too, and one that is gone is told of', async () => {
    const event = { preventDefault: vi.fn() };
    app.emit('open-file', event, path.join(folder, 'gone.patchloom.json'));
    expect(event.preventDefault).toHaveBeenCalled();
    expect(await taken()).toEqual([['gone.patchloom.json', 'unreadable']]);
  });

  test('that are chosen in the dialog are read', async () => {
    answers.open = [path.join(folder, 'first.patchloom.json'), folder];
    const files = (await shell.ask('chooseFiles')) as DesktopFile[];
    expect(files).toEqual([
      { name: 'first.patchloom.json', bytes: new Uint8Array(Buffer.from('{"first":1}')) },
      { name: path.basename(folder), problem: 'unreadable' },
    ]);
    expect(done.dialogs).toMatchObject([{ kind: 'open', options: { title: 'Open workflows' } }]);
    answers.open = [];
    expect(await shell.ask('chooseFiles')).toEqual([]);
  });

  test('are saved where the dialog says, under a name that is no path', async () => {
    answers.save = path.join(folder, 'mine.patchloom.json');
    expect(await shell.ask('saveFile', '../../etc/panda', '{"a":1}')).toEqual({ name: 'mine.patchloom.json' });
    expect(await fs.readFile(answers.save, 'utf8')).toBe('{"a":1}');
    expect(done.dialogs).toMatchObject([{ kind: 'save', options: { defaultPath: 'panda.patchloom.json' } }]);
    answers.save = path.join(folder, 'first.patchloom.json', 'below a file.json');
    expect(await shell.ask('saveFile', 'panda', '{}')).toEqual({
      failure: {
        kind: 'user',
        message: expect.stringContaining("can't be written"),
        hint: expect.stringContaining('can be written to'),
      },
    });
    answers.save = '';
    expect(await shell.ask('saveFile', 'panda', '{}')).toBeUndefined();
    expect(done.recent).toContain(path.join(folder, 'mine.patchloom.json'));
  });
});

test('folders that are chosen in the dialog are kept for the next start', async () => {
  const kept = path.join(folder, 'data', 'folders.json');
  for (const [kind, name] of [
    ['outputs', 'clips'],
    ['packs', 'models'],
    ['packs', 'more'],
    ['packs', 'models'],
  ]) {
    answers.open = [path.join(folder, name ?? '')];
    expect(await shell.ask('chooseFolder', kind)).toBe(answers.open[0]);
  }
  answers.open = [];
  expect(await shell.ask('chooseFolder', 'outputs')).toBeUndefined();
  expect(JSON.parse(await fs.readFile(kept, 'utf8'))).toEqual({
    outputs: path.join(folder, 'clips'),
    packs: [path.join(folder, 'models'), path.join(folder, 'more')],
  });
});

test('the menus of the editor are shown in its language, and a choice goes back as a name', async () => {
  const items = [{ kind: 'command', name: 'save', label: '保存', keys: 'Mod+S', isEnabled: true }];
  await shell.ask('showMenus', { language: 'zh-CN', menus: [{ key: 'file', label: '文件', items }] });
  const shown = done.menus.at(-1) as { label: string; submenu: { click(): void }[] }[];
  expect(shown.map(({ label }) => label)).toEqual(['文件', '窗口']);
  const save = shown[0]?.submenu[0];
  contents.sent.length = 0;
  save?.click();
  expect(contents.sent).toEqual([{ channel: DESKTOP_EVENTS.command, args: ['save'] }]);
});

describe('the preload', () => {
  let desktop: DesktopApi;
  beforeAll(async () => {
    await import('../../src/preload/index.ts');
    desktop = done.exposed.get('desktop') as DesktopApi;
  });

  test('exposes named functions and the platform', () => {
    expect([...done.exposed.keys()]).toEqual(['desktop']);
    expect(Object.entries(desktop).map(([name, value]) => `${name}: ${typeof value}`)).toEqual([
      'platform: string',
      'revealOutput: function',
      'showMenus: function',
      'onCommand: function',
      'chooseFiles: function',
      'takeFiles: function',
      'onFilesWaiting: function',
      'saveFile: function',
      'chooseFolder: function',
      'onClosing: function',
    ]);
  });

  test('asks on the channels that the shell answers', async () => {
    const menus = { language: 'en', menus: [] };
    await desktop.revealOutput('a clip.mp4');
    await desktop.showMenus(menus);
    await desktop.chooseFiles();
    await desktop.takeFiles();
    await desktop.saveFile('panda', '{}');
    await desktop.chooseFolder('packs');
    expect(done.invoked).toEqual([
      { channel: DESKTOP_CHANNELS.revealOutput, args: ['a clip.mp4'] },
      { channel: DESKTOP_CHANNELS.showMenus, args: [menus] },
      { channel: DESKTOP_CHANNELS.chooseFiles, args: [] },
      { channel: DESKTOP_CHANNELS.takeFiles, args: [] },
      { channel: DESKTOP_CHANNELS.saveFile, args: ['panda', '{}'] },
      { channel: DESKTOP_CHANNELS.chooseFolder, args: ['packs'] },
    ]);
  });

  test('hands on what it hears without Electron’s event, and says when work is kept', async () => {
    const heard: unknown[][] = [];
    desktop.onCommand((...args) => heard.push(args));
    desktop.onFilesWaiting((...args: unknown[]) => heard.push(args));
    desktop.onClosing(async (...args: unknown[]) => void heard.push(args));
    done.invoked.length = 0;
    const event = { sender: 'Electron’s own' };
    toPage.emit(DESKTOP_EVENTS.command, event, 'save');
    toPage.emit(DESKTOP_EVENTS.filesWaiting, event);
    toPage.emit(DESKTOP_EVENTS.closing, event);
    expect(heard).toEqual([['save'], [], []]);
    await vi.waitUntil(() => done.invoked.length > 0, PATIENCE);
    expect(done.invoked).toEqual([{ channel: DESKTOP_CHANNELS.workIsKept, args: [] }]);
  });
});
