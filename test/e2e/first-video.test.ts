import fs from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boxOf } from '../support/box-of.ts';
import { type Editor, hasBrowser, openEditor } from '../support/open-editor.ts';
import { PATIENCE, soon } from '../support/patience.ts';

if (!hasBrowser)
  console.warn('End-to-end tests are skipped: no Chromium, Chrome or Edge was found; CHROMIUM_PATH can name one.');

// Here things move on the canvas, as they do for most people.
describe.skipIf(!hasBrowser)('a person’s first video', { timeout: 600_000 }, () => {
  let editor: Editor;
  let page: Page;

  beforeAll(async () => {
    editor = await openEditor();
    page = editor.page;
  }, 300_000);
  afterAll(() => editor?.close(), 120_000);

  const node = (id: string) => editor.node(id);
  const port = (id: string, side: 'source' | 'target', name: string) =>
    node(id).locator(`.react-flow__handle.${side}[data-handleid="${name}"]`);
  const wireCount = () => page.locator('.react-flow__edge').count();
  const problems = () => page.getByRole('region', { name: 'Problems' });

  test('the text-to-video workflow is there, and the token has left the address', async () => {
    await node('sampler').waitFor(PATIENCE);
    await soon(async () => new URL(page.url()).search).toBe('');
    await soon(() => page.locator('.react-flow__node').count()).toBe(12);
    await soon(wireCount).toBe(16);
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
    await soon(editor.status).toBe('“model” does not fit “video” (VAE Decode makes one)');
    await soon(wireCount).toBe(15);
  });

  test('the right one is drawn again', async () => {
    await drag(page, await middle(port('decode', 'source', 'video')), await middle(port('save', 'target', 'video')));
    await soon(wireCount).toBe(16);
    await soon(() => problems().count()).toBe(0);
  });

  test('a run is seen on the sampler and stopped', async () => {
    await node('sampler').getByLabel('DiT Sampler: steps').fill('1000');
    await editor.button('Run').click();
    const progress = node('sampler').getByRole('progressbar');
    await soon(async () => Number(await progress.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
    await soon(() => progress.getAttribute('aria-valuemax')).toBe('1000');
    await soon(editor.status).toMatch(/^DiT Sampler \d+\/1000/);
    await editor.button('Stop').click();
    await soon(editor.status).toBe('Stopped');
    expect(await page.locator('video').count()).toBe(0);
  });

  test('a value that cannot be is said at its row and keeps the run from starting', async () => {
    const steps = node('sampler').getByLabel('DiT Sampler: steps');
    await steps.fill('0');
    await soon(() => steps.getAttribute('aria-invalid')).toBe('true');
    await editor.button('Run').click();
    await soon(editor.status).toBe('One problem keeps the workflow from running');
    await steps.fill('4');
    await soon(() => problems().count()).toBe(0);
  });

  test('the next run makes a video, and it plays', async () => {
    expect(await editor.run()).toMatch(/^Done in /);
    const video = page.getByRole('region', { name: 'Results' }).locator('video');
    await soon(() => videoState(video)).toMatchObject({ width: 64, height: 64, failed: false });
    const { time } = await videoState(video);
    await soon(async () => (await videoState(video)).time).not.toBe(time);
    expect(await fs.readdir(editor.outputFolder)).toEqual([expect.stringMatching(/^text-to-video-.*\.mp4$/)]);
    await soon(() => node('save').locator('video').count()).toBe(1);
  });

  test('a new tab says nothing of it', async () => {
    await page.keyboard.press('Alt+n');
    await soon(editor.status).toBe('Ready');
    await page.keyboard.press('Alt+PageUp');
    await soon(editor.status).toMatch(/^Done in /);
  });

  test('the browser had nothing to complain about', () => {
    expect(editor.complaints).toEqual([]);
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
  const { x, y, width, height } = await boxOf(locator);
  return { x: x + width / 2, y: y + height / 2 };
}

async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 5 });
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await page.mouse.up();
}
