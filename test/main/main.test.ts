import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DesktopApi } from '../../src/core/host-api.ts';
import { app, type BrowserWindow, done, type FakeContents, folders } from '../fakes/electron.ts';

let folder: string;
let window: BrowserWindow;
let contents: FakeContents;
let origin: string;

beforeAll(async () => {
  folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-main-')));
  folders.app = path.resolve('.');
  folders.videos = folder;
  await fs.mkdir(path.join(folder, 'Patchloom'));
  await fs.writeFile(path.join(folder, 'Patchloom', 'a clip.mp4'), '');
  await fs.writeFile(path.join(folder, 'outside.mp4'), '');
  await import('../../src/main/index.ts');
  await vi.waitUntil(() => done.windows[0]?.loaded[0], { timeout: 10_000 });
  window = done.windows[0] as BrowserWindow;
  contents = window.webContents;
  origin = new URL(window.loaded[0] ?? '').origin;
});

afterAll(async () => {
  const hasQuit = new Promise((resolve) => app.once('quit', resolve));
  app.quit();
  await hasQuit;
  await expect(fetch(origin)).rejects.toThrow();
  await fs.rm(folder, { recursive: true });
});

describe('the window', () => {
  test('is locked down', () => {
    expect(window.options.webPreferences).toEqual({
      preload: path.resolve('src/preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    });
  });

  test('loads the host on loopback, with the token', () => {
    expect(window.loaded).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{32}$/)]);
  });

  test.each(['https://evil.example/', 'http://127.0.0.1:1/', 'file:///etc/passwd', 'javascript:alert(1)'])(
    'does not navigate to %s',
    (url) => {
      for (const kind of ['will-navigate', 'will-redirect']) {
        const event = { url, preventDefault: vi.fn() };
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

  test('is granted no permissions', () => {
    const answer = vi.fn();
    contents.session.permissionRequest?.(contents, 'media', answer);
    expect(answer).toHaveBeenCalledWith(false);
    expect(contents.session.permissionCheck?.()).toBe(false);
  });

  test('has a menu', () => {
    expect(done.menus.length).toBe(1);
  });
});

describe('showing a file in its folder', () => {
  const reveal = (name: unknown, senderFrame: { origin: string; parent: unknown } | null) =>
    done.handlers.get('desktop:reveal-output')?.({ senderFrame } as never, name);

  test('works for a file of the output folder', async () => {
    await reveal('a clip.mp4', { origin, parent: null });
    expect(done.revealed).toEqual([path.join(folder, 'Patchloom', 'a clip.mp4')]);
  });

  test.each(['../outside.mp4', '/etc/passwd', 'missing.mp4'])('does nothing for %s', async (name) => {
    done.revealed.length = 0;
    await reveal(name, { origin, parent: null });
    expect(done.revealed).toEqual([]);
  });

  test('is for the editor’s own page alone', async () => {
    await expect(reveal('a clip.mp4', { origin: 'https://evil.example', parent: null })).rejects.toThrow(
      'Only the editor',
    );
    await expect(reveal('a clip.mp4', { origin, parent: {} })).rejects.toThrow('Only the editor');
    await expect(reveal('a clip.mp4', null)).rejects.toThrow('Only the editor');
    await expect(reveal(7, { origin, parent: null })).rejects.toThrow('name of a file');
  });
});

test('the preload exposes the platform and showing a file, on the channel that the main process answers', async () => {
  await import('../../src/preload/index.ts');
  expect([...done.exposed.keys()]).toEqual(['desktop']);
  const desktop = done.exposed.get('desktop') as DesktopApi;
  expect(Object.keys(desktop).sort()).toEqual(['platform', 'revealOutput']);
  await desktop.revealOutput('a clip.mp4');
  expect(done.invoked).toEqual([{ channel: 'desktop:reveal-output', args: ['a clip.mp4'] }]);
  expect([...done.handlers.keys()]).toEqual(['desktop:reveal-output']);
});
