import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { createEngine } from '../../src/engine/create-engine.ts';
import { startHost } from '../../src/server/start-host.ts';
import { findBrowser } from './browser.ts';

/** Everything takes its time on a machine that is busy with something else. */
export const PATIENCE = { timeout: 60_000 };

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
  close(): Promise<void>;
}

export const hasBrowser = findBrowser() !== undefined;

/** Waits until what is read is as expected. */
export const soon = <T>(read: () => Promise<T>) => expect.poll(read, PATIENCE);

export async function openEditor(options: BrowserContextOptions = {}): Promise<Editor> {
  const rendererFolder = path.resolve('out/renderer');
  if (!existsSync(path.join(rendererFolder, 'index.html')))
    throw new Error('The editor is not built: run “npm run build” first');
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-e2e-'));
  const outputFolder = path.join(folder, 'output');
  const engine = createEngine({ outputFolder, packFolders: [path.resolve('models')] });
  const host = await startHost({
    engine,
    outputFolder,
    rendererFolder,
    workflowsFolder: path.resolve('workflows'),
    packFolders: [path.resolve('models')],
    userFolder: path.join(folder, 'user'),
  });
  const executablePath = findBrowser();
  const browser: Browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), headless: true });
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 }, locale: 'en-GB', ...options });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(host.url);
  return {
    page,
    outputFolder,
    complaints,
    node: (id) => page.locator(`.react-flow__node[data-id="${id}"]`),
    button: (name) => page.getByRole('button', { name, exact: true }),
    region: (name) => page.getByRole('region', { name, exact: true }),
    status: () => page.getByRole('status').innerText(),
    async close() {
      await browser.close();
      await host.close();
      await engine.close();
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}
