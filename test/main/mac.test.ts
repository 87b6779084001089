import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DesktopFile } from '../../src/core/desktop-api.ts';
import { app, type BrowserWindow, done } from '../fakes/electron.ts';
import { type DesktopShell, startShell } from '../support/desktop-shell.ts';

const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
let shell: DesktopShell;

beforeAll(async () => {
  Object.defineProperty(process, 'platform', { ...platform, value: 'darwin' });
  shell = await startShell();
});
afterAll(async () => {
  for (const window of done.windows) window.webContents.isCrashed = () => true;
  await shell.close();
  Object.defineProperty(process, 'platform', platform);
});

test('on a Mac the app lives on without a window, and opens one again when it is activated', async () => {
  shell.window.close();
  expect(done.windows).toEqual([]);
  expect((await fetch(shell.origin)).status).toBe(401);
  app.emit('activate');
  const [window] = done.windows as [BrowserWindow];
  // The token was good once; the window has the cookie of the first.
  expect(window.loaded).toEqual([shell.origin]);
  app.emit('activate');
  expect(done.windows).toEqual([window]);
});

test('a file that is opened while there is no window opens one, which finds it waiting', async () => {
  await fs.writeFile(path.join(shell.folder, 'a.patchloom.json'), '{}');
  for (const window of [...done.windows]) window.close();
  app.emit('open-file', { preventDefault: vi.fn() }, path.join(shell.folder, 'a.patchloom.json'));
  expect(done.windows.map(({ loaded }) => loaded)).toEqual([[shell.origin]]);
  const files = (await shell.ask('takeFiles')) as DesktopFile[];
  expect(files.map(({ name }) => name)).toEqual(['a.patchloom.json']);
});

test('its menu bar begins with the app’s own menu', () => {
  expect(done.menus.at(-1)?.[0]).toMatchObject({
    label: 'Patchloom',
    submenu: expect.arrayContaining([{ type: 'separator' }]),
  });
});
