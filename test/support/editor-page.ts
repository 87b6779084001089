import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { expect } from 'vitest';
import { createEngine } from '../../src/engine/create-engine.ts';
import type { Engine, EngineOptions } from '../../src/engine/engine.ts';
import type { HubSettings } from '../../src/engine/hub/hub-settings.ts';
import { type Host, startHost } from '../../src/server/start-host.ts';
import { afterFrames } from './after-frames.ts';
import { boxOf } from './box-of.ts';
import { openWindows } from './browser.ts';
import { finishRun } from './finish-run.ts';
import { PATIENCE, soon } from './patience.ts';

/** A real browser on a real host, in folders of its own. */
export interface TestEditor {
  readonly host: Host;
  readonly context: BrowserContext;
  readonly userFolder: string;
  readonly outputFolder: string;
  readonly settingsFile: string;
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
  /** Starts a run, with its keys if nothing else is said, and waits for its end; how it ended, in the words of the status bar. */
  run(start?: () => Promise<unknown>): Promise<string>;
  /** An empty document in a tab of its own. */
  newDocument(): Promise<void>;
  /** What is selected, as JSON; of nothing, nothing. */
  selectedJson(): Promise<string>;
  /** What `copy` puts on the clipboard. */
  copied(copy: () => Promise<void>): Promise<string>;
  drag(from: Locator | Place, to: Locator | Place): Promise<void>;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

interface TestEditorOptions {
  readonly hubSettings?: () => HubSettings;
  readonly executor?: NonNullable<EngineOptions['executor']>;
  readonly windows?: BrowserContextOptions;
}

export async function startTestEditor({
  hubSettings,
  executor = 'in-process',
  windows,
}: TestEditorOptions = {}): Promise<TestEditor> {
  const rendererFolder = path.resolve('out/renderer');
  if (!existsSync(path.join(rendererFolder, 'index.html')))
    throw new Error('The editor is not built: run “npm run build” first');
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-editor-'));
  const outputFolder = path.join(folder, 'output');
  const userFolder = path.join(folder, 'user');
  const settingsFile = path.join(folder, 'settings.json');
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
    settingsFile,
    packFolders,
    fetchedPacksFolder,
    ownNodes: { allowed: path.join(folder, 'own-nodes.json'), folder: path.join(userFolder, 'nodes') },
    ...(hubSettings ? { hubSettings } : {}),
  });
  const context = await openWindows({
    // A canvas that moves by itself is tested in “a person’s first video”.
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...windows,
  });
  const complaints: string[] = [];
  let isFirst = true;
  return {
    host,
    context,
    userFolder,
    outputFolder,
    settingsFile,
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
      await context.close();
      await host.close();
      await engine.close();
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}

function editorPage(page: Page): EditorPage {
  const node = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
  const ids = (selector: string) =>
    page
      .locator(selector)
      .evaluateAll((found) => found.map((element) => String(element.getAttribute('data-id'))).sort());
  const clipboard = () => page.evaluate('navigator.clipboard.readText()') as Promise<string>;
  const nodeIds = () => ids('.react-flow__node');
  return {
    page,
    soon,
    node,
    title: (id) => node(id).locator('.card-title'),
    port: (id, side, name) => node(id).locator(`.react-flow__handle.${side}[data-handleid="${name}"]`),
    wire: (id) => page.locator(`.react-flow__edge[data-id="${id}"]`),
    nodeIds,
    wireIds: () => ids('.react-flow__edge'),
    status: () => page.getByRole('status').innerText(),
    tabs: async () => (await page.getByRole('tab').allInnerTexts()).map((text) => text.trim()),
    async menu(menu, item) {
      await page.getByRole('button', { name: menu, exact: true }).click();
      await page.getByRole('menu').getByText(item, { exact: true }).click();
    },
    run: (start = () => page.keyboard.press('Control+Enter')) => finishRun(page, start),
    async newDocument() {
      const before = await page.getByRole('tab').count();
      await page.getByRole('button', { name: 'New workflow' }).click();
      await soon(() => page.getByRole('tab').count()).toBe(before + 1);
      await soon(nodeIds).toEqual([]);
      await afterFrames(page);
    },
    selectedJson: () => page.evaluate(COPY) as Promise<string>,
    async copied(copy) {
      await page.evaluate("navigator.clipboard.writeText('')");
      await copy();
      await soon(clipboard).not.toBe('');
      return clipboard();
    },
    async drag(from, to) {
      // What is pointed at is under the pointer, and rests.
      if ('hover' in from) await from.hover();
      const [start, end] = [await placeOf(from), await placeOf(to)];
      await page.mouse.move(start.x, start.y);
      await page.mouse.down();
      await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
      await page.mouse.move(end.x, end.y, { steps: 4 });
      await page.mouse.up();
    },
  };
}

/** The canvas answers the browser's own event; the clipboard of the system would answer later. */
const COPY = `(() => {
  const clipboardData = new DataTransfer();
  document.body.dispatchEvent(new ClipboardEvent('copy', { bubbles: true, cancelable: true, clipboardData }));
  return clipboardData.getData('text/plain');
})()`;

async function placeOf(target: Locator | Place): Promise<Place> {
  if (!('hover' in target)) return target;
  const { x, y, width, height } = await boxOf(target);
  return { x: x + width / 2, y: y + height / 2 };
}
