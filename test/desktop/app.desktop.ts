import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PATIENCE = { timeout: 60_000 };

let folder: string;
let app: ElectronApplication;
let page: Page;

/** Starts the built app with folders of its own, so that nobody's work is touched. */
async function start(...args: string[]): Promise<void> {
  app = await _electron.launch({
    executablePath: process.env.ELECTRON_EXEC_PATH as string,
    // Chromium has no sandbox for root, which is whom containers run as.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${folder}/data`, '.', ...args],
    env: { ...process.env, HOME: folder, USERPROFILE: folder, XDG_CONFIG_HOME: path.join(folder, 'config') } as Record<
      string,
      string
    >,
  });
  page = await app.firstWindow(PATIENCE);
  await page.locator('.react-flow__node').first().waitFor(PATIENCE);
}

const menuLabels = () => app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? []);

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-desktop-'));
  const workflow = path.join(folder, 'from a friend.patchloom.json');
  await fs.copyFile('workflows/text-to-video.json', workflow);
  await start(workflow);
});
afterAll(async () => {
  await app?.close();
  await fs.rm(folder, { recursive: true, force: true });
});

test('the window shows the editor on loopback, without Node and without the token in its address', async () => {
  expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(
    await page.evaluate(() => [typeof Reflect.get(globalThis, 'require'), typeof Reflect.get(globalThis, 'process')]),
  ).toEqual(['undefined', 'undefined']);
});

test('the window is sandboxed', async () => {
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration, webSecurity } = contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webSecurity };
  });
  expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
});

test('the file that the app was started with is open', async () => {
  await expect
    .poll(() => page.getByRole('tab').allInnerTexts(), PATIENCE)
    .toContainEqual(expect.stringContaining('from a friend'));
});

test('the menu bar has the editor’s menus, and a choice does what it says', async () => {
  await expect.poll(menuLabels, PATIENCE).toEqual(expect.arrayContaining(['File', 'Edit', 'Node', 'View']));
  await app.evaluate(({ Menu, BrowserWindow }) => {
    const view = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'View');
    const settings = view?.submenu?.items.find(({ label }) => label === 'Settings');
    settings?.click(undefined, BrowserWindow.getAllWindows()[0]);
  });
  await page.getByRole('group', { name: 'Theme' }).waitFor(PATIENCE);
});

test('nothing from elsewhere is loaded or opened', async () => {
  const outcome = await page.evaluate(() =>
    fetch('https://example.org/').then(
      () => 'loaded',
      () => 'refused',
    ),
  );
  expect(outcome).toBe('refused');
  await page.evaluate("void window.open('http://example.org/')");
  expect(app.windows().length).toBe(1);
});

test('the editor comes back after its process has ended, with the work in it', async () => {
  const prompt = () => page.locator('.react-flow__node[data-id="prompt"]').getByRole('textbox');
  await prompt().fill('a whale sings');
  await page.getByRole('tab').first().click();
  await page.locator('.changed-dot').first().waitFor(PATIENCE);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
  await expect
    .poll(
      () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.isCrashed()),
      PATIENCE,
    )
    .toBe(false);
});
