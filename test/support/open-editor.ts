import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { findBrowser } from '../../scripts/browser.mjs';
import { createEngine } from '../../src/engine/create-engine.ts';
import { startHost } from '../../src/server/start-host.ts';
import { openWindows } from './browser.ts';
import { finishRun } from './finish-run.ts';

/** The built editor in a real browser, on a host of its own. */
export interface Editor {
  readonly page: Page;
  readonly outputFolder: string;
  /** What the browser had to complain about. */
  readonly complaints: string[];
  node(id: string): Locator;
  button(name: string): Locator;
  region(name: string): Locator;
  status(): Promise<string>;
  /** What the host has kept of what was chosen, as JSON: a window that is loaded again before that comes up without it. */
  settings(): Promise<string>;
  /** Starts a run, with the button if nothing else is said, and waits for its end; how it ended, in the words of the status bar. */
  run(start?: () => Promise<unknown>): Promise<string>;
  close(): Promise<void>;
}

export const hasBrowser = findBrowser() !== undefined;

export async function openEditor(options: BrowserContextOptions = {}): Promise<Editor> {
  const rendererFolder = path.resolve('out/renderer');
  if (!existsSync(path.join(rendererFolder, 'index.html')))
    throw new Error('The editor is not built: run “npm run build” first');
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-e2e-'));
  const outputFolder = path.join(folder, 'output');
  const settingsFile = path.join(folder, 'settings.json');
  const engine = createEngine({ outputFolder, packFolders: [path.resolve('models')] });
  const host = await startHost({
    engine,
    outputFolder,
    rendererFolder,
    workflowsFolder: path.resolve('workflows'),
    packFolders: [path.resolve('models')],
    userFolder: path.join(folder, 'user'),
    settingsFile,
  });
  const context = await openWindows(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(host.url);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  return {
    page,
    outputFolder,
    complaints,
    node: (id) => page.locator(`.react-flow__node[data-id="${id}"]`),
    button,
    run: (start = () => button('Run').click()) => finishRun(page, start),
    region: (name) => page.getByRole('region', { name, exact: true }),
    settings: () => fs.readFile(settingsFile, 'utf8').catch(() => ''),
    status: () => page.getByRole('status').innerText(),
    async close() {
      await context.close();
      await host.close();
      await engine.close();
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}
