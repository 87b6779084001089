import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../src/engine/create-engine.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { type Host, startHost } from '../../src/server/start-host.ts';
import { findBrowser } from '../support/browser.ts';

const executablePath = findBrowser();
if (!executablePath)
  console.warn('End-to-end tests are skipped: no Chromium, Chrome or Edge was found; CHROMIUM_PATH can name one.');

const rendererFolder = path.resolve('out/renderer');
/** Everything takes its time on a machine that is busy with something else. */
const PATIENCE = { timeout: 60_000 };
const WHOLE_TEST = { timeout: 180_000 };

describe.skipIf(!executablePath)('a person’s first video', WHOLE_TEST, () => {
  let outputFolder: string;
  let engine: Engine;
  let host: Host;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    if (!existsSync(path.join(rendererFolder, 'index.html')))
      throw new Error('The editor is not built: run “npm run build” first');
    outputFolder = await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-e2e-'));
    engine = createEngine({ outputFolder, packFolders: [path.resolve('models')] });
    host = await startHost({
      engine,
      outputFolder,
      rendererFolder,
      workflowsFolder: path.resolve('workflows'),
      userFolder: path.join(outputFolder, 'user'),
    });
    browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), headless: true });
    page = await browser.newPage({ viewport: { width: 1600, height: 1000 }, locale: 'en-GB' });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(host.url);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await host?.close();
    await engine?.close();
    await fs.rm(outputFolder, { recursive: true, force: true });
  });

  const soon = <T>(read: () => Promise<T>) => expect.poll(read, PATIENCE);
  const node = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
  const port = (id: string, side: 'source' | 'target', name: string) =>
    node(id).locator(`.react-flow__handle.${side}[data-handleid="${name}"]`);
  const wireCount = () => page.locator('.react-flow__edge').count();
  const status = () => page.getByRole('status').innerText();
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const problems = () => page.getByRole('region', { name: 'Problems' });

  test('the text-to-video workflow is there, and the token has left the address', async () => {
    await node('sampler').waitFor(PATIENCE);
    expect(new URL(page.url()).search).toBe('');
    expect(await page.locator('.react-flow__node').count()).toBe(12);
    expect(await wireCount()).toBe(16);
  });

  test('the prompt is changed, undone and redone', async () => {
    const prompt = node('prompt').getByRole('textbox');
    await prompt.fill('a dog spins in the forest');
    await node('pack').locator('.card-title').click();
    await page.keyboard.press('Control+z');
    await soon(() => prompt.inputValue()).not.toContain('a dog');
    await page.keyboard.press('Control+Shift+z');
    await soon(() => prompt.inputValue()).toBe('a dog spins in the forest');
  });

  test('a wire is pulled off, and the editor says what is missing', async () => {
    const { x, y } = await middle(port('save', 'target', 'video'));
    await drag(page, { x: x - 16, y }, { x: x - 60, y: y + 260 });
    await soon(wireCount).toBe(15);
    await problems().getByText('needs “video”').waitFor(PATIENCE);
  });

  test('a wire of the wrong type is refused, with the reason', async () => {
    await drag(page, await middle(port('pack', 'source', 'model')), await middle(port('save', 'target', 'video')));
    await soon(status).toBe('“model” does not fit “video” (VAE Decode makes one)');
    expect(await wireCount()).toBe(15);
  });

  test('the right one is drawn again', async () => {
    await drag(page, await middle(port('decode', 'source', 'video')), await middle(port('save', 'target', 'video')));
    await soon(wireCount).toBe(16);
    await soon(() => problems().count()).toBe(0);
  });

  test('a run is seen on the sampler and stopped', async () => {
    await node('sampler').getByLabel('DiT Sampler: steps').fill('1000');
    await button('Run').click();
    const progress = node('sampler').getByRole('progressbar');
    await soon(async () => Number(await progress.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
    expect(await progress.getAttribute('aria-valuemax')).toBe('1000');
    expect(await status()).toMatch(/^DiT Sampler \d+\/1000/);
    await button('Stop').click();
    await soon(status).toBe('Stopped');
    expect(await page.locator('video').count()).toBe(0);
  });

  test('a value that cannot be is said at its row and keeps the run from starting', async () => {
    const steps = node('sampler').getByLabel('DiT Sampler: steps');
    await steps.fill('0');
    await soon(() => steps.getAttribute('aria-invalid')).toBe('true');
    await button('Run').click();
    await soon(status).toBe('One problem keeps the workflow from running');
    await steps.fill('4');
    await soon(() => problems().count()).toBe(0);
  });

  test('the next run makes a video, and it plays', async () => {
    await button('Run').click();
    await soon(status).toMatch(/^Done in /);
    const video = page.getByRole('region', { name: 'Results' }).locator('video');
    await soon(() => videoState(video)).toMatchObject({ width: 64, height: 64, failed: false });
    const { time } = await videoState(video);
    await soon(async () => (await videoState(video)).time).not.toBe(time);
    const files = (await fs.readdir(outputFolder)).filter((name) => name !== 'user');
    expect(files).toEqual([expect.stringMatching(/^text-to-video-.*\.mp4$/)]);
    expect(await node('save').locator('video').count()).toBe(1);
  });

  test('a new tab says nothing of it', async () => {
    await page.keyboard.press('Alt+n');
    await soon(status).toBe('Ready');
    await page.keyboard.press('Alt+PageUp');
    await soon(status).toMatch(/^Done in /);
  });

  test('the browser had nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});

interface VideoState {
  readonly width: number;
  readonly height: number;
  readonly time: number;
  readonly failed: boolean;
}

/** What is used here of an HTMLVideoElement; this file's types know no browser. */
interface VideoElement {
  readonly videoWidth: number;
  readonly videoHeight: number;
  readonly currentTime: number;
  readonly error: unknown;
}

function videoState(locator: Locator): Promise<VideoState> {
  return locator.evaluate((element: unknown) => {
    const { videoWidth, videoHeight, currentTime, error } = element as VideoElement;
    return { width: videoWidth, height: videoHeight, time: currentTime, failed: error !== null };
  });
}

async function middle(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`${locator} is not to be seen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 5 });
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await page.mouse.up();
}
