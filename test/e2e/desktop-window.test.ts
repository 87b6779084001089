import { readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../scripts/browser.mjs';
import { parseWorkflow } from '../../src/core/workflow.ts';
import { answers, app, done } from '../fakes/electron.ts';
import { type DesktopShell, startShell } from '../support/desktop-shell.ts';
import { type DesktopWindow, openDesktopWindow } from '../support/desktop-window.ts';
import { PATIENCE } from '../support/patience.ts';

const template = readFileSync('workflows/text-to-video.json', 'utf8');

describe.skipIf(!findBrowser())('the editor in its desktop window', { timeout: 600_000 }, () => {
  let shell: DesktopShell;
  let window: DesktopWindow;
  let page: Page;
  const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, PATIENCE);
  const tabs = async () => (await page.getByRole('tab').allInnerTexts()).map((text) => text.trim());

  beforeAll(async () => {
    shell = await startShell((folder) => [path.join(folder, 'sent by a friend.patchloom.json')]);
    await fs.writeFile(path.join(shell.folder, 'sent by a friend.patchloom.json'), template);
    window = await openDesktopWindow(shell);
    page = window.page;
  }, 300_000);
  afterAll(async () => {
    await window?.close();
    await shell?.close();
  }, 120_000);

  /** The lines of a menu of the system's bar; its label is the editor's. */
  const menu = (label: string) =>
    (done.menus.at(-1)?.find((item) => item.label === label)?.submenu ?? []) as (MenuItemConstructorOptions & {
      click?(): void;
    })[];
  const item = (label: string, name: string) => menu(label).find((line) => line.label === name);

  test('opens the file that the app was started with', async () => {
    await soon(tabs).toContain('sent by a friend');
    await soon(() => page.locator('.react-flow__node').count()).toBeGreaterThan(5);
  });

  test('has the menus of the command table in the system’s bar, and not in the page', async () => {
    await soon(() => menu('File').map(({ label }) => label)).toContain('Save');
    expect(done.menus.at(-1)?.map(({ label }) => label)).toEqual(['File', 'Edit', 'Node', 'View', 'Window']);
    expect(item('File', 'Save')).toMatchObject({ accelerator: 'CmdOrCtrl+S', registerAccelerator: false });
    await soon(() => page.getByRole('navigation').getByRole('button', { name: 'File', exact: true }).count()).toBe(0);
  });

  test('a choice in the bar does what the command does, and the bar shows it', async () => {
    const isOn = () => item('View', 'Settings')?.checked;
    await soon(isOn).toBe(false);
    item('View', 'Settings')?.click?.();
    await page.getByRole('group', { name: 'Theme' }).waitFor(PATIENCE);
    await soon(isOn).toBe(true);
  });

  test('a folder is chosen in the system’s dialog', async () => {
    answers.open = [path.join(shell.folder, 'clips')];
    await page.getByRole('button', { name: 'Choose another folder …' }).click();
    await page.getByText(`From the next start on: ${answers.open[0]}`).waitFor(PATIENCE);
  });

  test('in a text field, Undo means the text', async () => {
    const prompt = page.locator('.react-flow__node[data-id="prompt"]').getByRole('textbox');
    const before = await prompt.inputValue();
    await prompt.click();
    await page.keyboard.press('End');
    await page.keyboard.type('!');
    await soon(() => prompt.inputValue()).toBe(`${before}!`);
    item('Edit', 'Undo')?.click?.();
    await soon(() => prompt.inputValue()).toBe(before);
  });

  test('a file that the system opens later comes into a tab of its own; one that can’t be read is told of', async () => {
    await fs.writeFile(path.join(shell.folder, 'another.patchloom.json'), template);
    app.emit('second-instance', {}, ['patchloom', 'another.patchloom.json'], shell.folder);
    await soon(tabs).toContain('another');
    app.emit('open-file', { preventDefault() {} }, path.join(shell.folder, 'gone.json'));
    await soon(() => page.getByRole('status').allInnerTexts()).toContainEqual(
      expect.stringContaining('gone.json can’t be read'),
    );
  });

  test('a workflow is saved where the system’s dialog says', async () => {
    answers.save = path.join(shell.folder, 'kept.patchloom.json');
    item('File', 'Save to a file …')?.click?.();
    const saved = () => fs.readFile(answers.save, 'utf8').catch(() => '');
    // The file may be looked at while it is written.
    await soon(async () => (await saved()).trimEnd().endsWith('}')).toBe(true);
    expect(parseWorkflow(await saved())).toEqual(parseWorkflow(template));
  });

  test('in Chinese, the bar and the shell’s own words are Chinese', async () => {
    await page.getByRole('radio', { name: '简体中文' }).check();
    await soon(() => done.menus.at(-1)?.map(({ label }) => label)).toEqual(['文件', '编辑', '节点', '视图', '窗口']);
    expect(menu('文件').map(({ label }) => label)).toEqual(expect.arrayContaining(['保存', '退出 Patchloom']));
  });

  test('what was changed a moment before quitting is there again', async () => {
    const prompt = page.locator('.react-flow__node[data-id="prompt"]').getByRole('textbox');
    await prompt.fill('a whale sings');
    const hasQuit = new Promise((resolve) => app.once('quit', resolve));
    app.quit();
    await hasQuit;
    const drafts = path.join(shell.folder, 'documents', 'Patchloom', 'drafts');
    const texts = await Promise.all(
      (await fs.readdir(drafts)).map((file) => fs.readFile(path.join(drafts, file), 'utf8')),
    );
    expect(texts.filter((text) => text.includes('a whale sings')).length).toBe(1);
    expect(window.complaints.filter((text) => !/WebSocket|ERR_CONNECTION/.test(text))).toEqual([]);
  });
});
