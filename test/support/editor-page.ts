import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { createEngine } from '../../src/engine/create-engine.ts';
import type { Engine, EngineOptions } from '../../src/engine/engine.ts';
import type { HubSettings } from '../../src/engine/hub/hub-settings.ts';
import { type Host, startHost } from '../../src/server/start-host.ts';
import { findBrowser } from './browser.ts';

/** Everything takes its time on a machine that is busy with something else. */
const PATIENCE = { timeout: 60_000 };

/** A real browser on a real host, in folders of its own. */
export interface TestEditor {
  readonly host: Host;
  readonly context: BrowserContext;
  readonly userFolder: string;
  readonly outputFolder: string;
  /** What the pages had to complain about. */
  readonly complaints: string[];
  /** Opens one more window; the first with the token, the others with the cookie. One that was prepared is not waited for. */
  openPage(prepare?: (page: Page) => Promise<void>): Promise<EditorPage>;
  close(): Promise<void>;
}

/** A window of the editor, with what tests look at. */
export interface EditorPage {
  readonly page: Page;
  soon<T>(read: () => Promise<T>): ReturnType<typeof expect.poll<T>>;
  node(id: string): Locator;
  title(id: string): Locator;
  port(id: string, side: 'source' | 'target', name: string): Locator;
  wire(id: string): Locator;
  nodeIds(): Promise<string[]>;
  wireIds(): Promise<string[]>;
  status(): Promise<string>;
  tabs(): Promise<string[]>;
  menu(menu: string, item: string): Promise<void>;
  drag(from: Locator | Place, to: Locator | Place): Promise<void>;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

export async function startTestEditor(
  hubSettings?: () => HubSettings,
  executor: NonNullable<EngineOptions['executor']> = 'in-process',
): Promise<TestEditor> {
  const rendererFolder = path.resolve('out/renderer');
  if (!existsSync(path.join(rendererFolder, 'index.html')))
    throw new Error('The editor is not built: run “npm run build” first');
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-editor-'));
  const outputFolder = path.join(folder, 'output');
  const userFolder = path.join(folder, 'user');
  const fetchedPacksFolder = path.join(folder, 'packs');
  const packFolders = [path.resolve('models'), fetchedPacksFolder];
  const engine: Engine = createEngine({ outputFolder, packFolders, readFolders: [userFolder], executor });
  const workflowsFolder = path.resolve('workflows');
  const host = await startHost({
    engine,
    outputFolder,
    rendererFolder,
    workflowsFolder,
    userFolder,
    packFolders,
    fetchedPacksFolder,
    ownNodes: { allowed: path.join(folder, 'own-nodes.json'), folder: path.join(userFolder, 'nodes') },
    ...(hubSettings ? { hubSettings } : {}),
  });
  const executablePath = findBrowser();
  const browser: Browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), headless: true });
  const context = await browser.newContext({
    viewport: { width: 1600, height: 1000 },
    locale: 'en-GB',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const complaints: string[] = [];
  let isFirst = true;
  return {
    host,
    context,
    userFolder,
    outputFolder,
    complaints,
    async openPage(prepare) {
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      await prepare?.(page);
      await page.goto(isFirst ? host.url : new URL(host.url).origin);
      isFirst = false;
      if (!prepare) await page.locator('.react-flow__pane').waitFor(PATIENCE);
      return editorPage(page);
    },
    async close() {
      await browser.close();
      await host.close();
      await engine.close();
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}

function editorPage(page: Page): EditorPage {
  const node = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
  const ids = async (selector: string) => {
    const found = await page.locator(selector).all();
    return (await Promise.all(found.map((element) => element.getAttribute('data-id')))).map(String).sort();
  };
  return {
    page,
    soon: (read) => expect.poll(read, PATIENCE),
    node,
    title: (id) => node(id).locator('.card-title'),
    port: (id, side, name) => node(id).locator(`.react-flow__handle.${side}[data-handleid="${name}"]`),
    wire: (id) => page.locator(`.react-flow__edge[data-id="${id}"]`),
    nodeIds: () => ids('.react-flow__node'),
    wireIds: () => ids('.react-flow__edge'),
    status: () => page.getByRole('status').innerText(),
    tabs: async () => (await page.getByRole('tab').allInnerTexts()).map((text) => text.trim()),
    async menu(menu, item) {
      await page.getByRole('button', { name: menu, exact: true }).click();
      await page.getByRole('menu').getByText(item, { exact: true }).click();
    },
    async drag(from, to) {
      const [start, end] = [await placeOf(from), await placeOf(to)];
      await page.mouse.move(start.x, start.y);
      await page.mouse.down();
      await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
      await page.mouse.move(end.x, end.y, { steps: 4 });
      await page.mouse.up();
    },
  };
}

async function placeOf(target: Locator | Place): Promise<Place> {
  if (!('boundingBox' in target)) return target;
  const box = await target.boundingBox();
  if (!box) throw new Error(`${target} is not to be seen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
