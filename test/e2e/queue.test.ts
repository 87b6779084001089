import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWindows } from '../support/browser.ts';
import { type Editor, hasBrowser, openEditor } from '../support/open-editor.ts';
import { PATIENCE, soon } from '../support/patience.ts';
import { type ServedEditor, serveEditor } from '../support/served-editor.ts';

const panelOf = (page: Page) => page.getByRole('complementary', { name: 'Runs' });
const waitingIn = (page: Page) => panelOf(page).getByRole('list', { name: 'Waiting runs' }).getByRole('listitem');
const historyIn = (page: Page) => panelOf(page).getByRole('list', { name: 'History' }).getByRole('listitem');
/** The seeds of the noise of the runs in a list, from top to bottom; the prompt expander has one as well. */
const seedsOf = async (entries: Locator) =>
  (await entries.locator('.entry-facts').allInnerTexts()).map((text) => Number(/seeds 0, (\d+)/.exec(text)?.[1]));
const openPanel = async (page: Page) => {
  const button = page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Runs', exact: true });
  // After a restart the panel may be open already: the window comes back as it was left.
  if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click();
  await panelOf(page).waitFor(PATIENCE);
};

describe.skipIf(!hasBrowser)('the queue', { timeout: 600_000 }, () => {
  let editor: Editor;
  let page: Page;
  const inPanel = (name: string | RegExp) => panelOf(page).getByRole('button', { name, exact: true });
  const field = (id: string, label: string) => editor.node(id).getByLabel(label, { exact: true });

  beforeAll(async () => {
    editor = await openEditor({ reducedMotion: 'reduce' });
    page = editor.page;
    await editor.node('sampler').waitFor(PATIENCE);
    await openPanel(page);
  }, 300_000);
  afterAll(() => editor?.close());

  test('a batch of three waits while the queue is paused, each with the seed after the one before', async () => {
    await field('sampler', 'DiT Sampler: steps').fill('2');
    await editor.node('noise').getByLabel('After a run (Noise Latent: seed)').selectOption('increment');
    await inPanel('Pause').click();
    await inPanel('Resume').waitFor(PATIENCE);
    await page.getByLabel('How many runs').fill('3');
    await editor.button('Run').click();
    await soon(() => seedsOf(waitingIn(page))).toEqual([7, 8, 9]);
    await soon(() => field('noise', 'Noise Latent: seed').inputValue()).toBe('10');
    await page.getByRole('button', { name: 'Paused · 3 queued' }).waitFor(PATIENCE);
    await panelOf(page).getByText('Batch of 3 · 3 waiting').waitFor(PATIENCE);
    await waitingIn(page).nth(1).getByText('2 of 3').waitFor(PATIENCE);
  });

  test('its order is changed by buttons, with the keyboard alone, and by dragging', async () => {
    await inPanel('Move down: text-to-video, seeds 0, 7').focus();
    await page.keyboard.press('Enter');
    await soon(() => seedsOf(waitingIn(page))).toEqual([8, 7, 9]);
    await page.keyboard.press('Enter');
    await soon(() => seedsOf(waitingIn(page))).toEqual([8, 9, 7]);
    await inPanel('Run next: text-to-video, seeds 0, 9').click();
    await soon(() => seedsOf(waitingIn(page))).toEqual([9, 8, 7]);
    await waitingIn(page).nth(2).dragTo(waitingIn(page).nth(0));
    await soon(() => seedsOf(waitingIn(page))).toEqual([7, 9, 8]);
    await waitingIn(page).nth(0).dragTo(waitingIn(page).nth(1));
    await soon(() => seedsOf(waitingIn(page))).toEqual([9, 7, 8]);
  });

  test('one is taken out, one is put before the others, and they run in that order', async () => {
    await inPanel('Remove: text-to-video, seeds 0, 7').click();
    await soon(() => seedsOf(waitingIn(page))).toEqual([9, 8]);
    await page.getByLabel('How many runs').fill('1');
    await page.keyboard.press('Control+Shift+Enter');
    await soon(() => seedsOf(waitingIn(page))).toEqual([10, 9, 8]);
    await inPanel('Resume').click();
    await soon(() => seedsOf(historyIn(page))).toEqual([10, 9, 8]);
    const files = await fs.readdir(editor.outputFolder);
    const written = files.filter((name) => name.endsWith('.mp4'));
    const times = await Promise.all(
      written.map(async (name) => ({ name, at: (await fs.stat(path.join(editor.outputFolder, name))).mtimeMs })),
    );
    expect(times.sort((a, b) => a.at - b.at).map(({ name }) => name)).toEqual([
      expect.stringMatching(/^text-to-video-10-/),
      expect.stringMatching(/^text-to-video-9-/),
      expect.stringMatching(/^text-to-video-8-/),
    ]);
  });

  test('a run of the history says how long its nodes took, is run again as it was, found and forgotten', async () => {
    const entry = historyIn(page).filter({ hasText: 'seeds 0, 9' });
    await entry.getByText('Times').click();
    await entry.getByText('DiT Sampler').waitFor(PATIENCE);
    await entry.getByRole('button', { name: 'Run again' }).click();
    await soon(() => seedsOf(historyIn(page))).toEqual([9, 10, 9, 8]);
    await panelOf(page).getByLabel('Search the history').fill('BALLOON 10');
    await soon(() => seedsOf(historyIn(page))).toEqual([10]);
    await panelOf(page).getByLabel('Search the history').fill('giraffe');
    await panelOf(page).getByText('No run matches.').waitFor(PATIENCE);
    await panelOf(page).getByLabel('Search the history').fill('');
    await soon(() => seedsOf(historyIn(page))).toEqual([9, 10, 9, 8]);
    await historyIn(page).first().getByRole('button', { name: 'Forget' }).click();
    await soon(() => seedsOf(historyIn(page))).toEqual([10, 9, 8]);
    await panelOf(page).getByRole('region', { name: 'History' }).getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Clear the history' }).click();
    await soon(() => historyIn(page).count()).toBe(0);
  });

  test('a batch is moved and taken out as one', async () => {
    await inPanel('Pause').click();
    await inPanel('Resume').waitFor(PATIENCE);
    await editor.button('Run').click();
    await soon(() => waitingIn(page).count()).toBe(1);
    await page.getByLabel('How many runs').fill('2');
    await editor.button('Run').click();
    await soon(() => waitingIn(page).count()).toBe(3);
    const seeds = await seedsOf(waitingIn(page));
    await inPanel('Run next: the batch text-to-video').click();
    await soon(() => seedsOf(waitingIn(page))).toEqual([seeds[1], seeds[2], seeds[0]]);
    await inPanel('Move down: the batch text-to-video').click();
    await soon(() => seedsOf(waitingIn(page))).toEqual(seeds);
    await inPanel('Remove: the batch text-to-video').click();
    await soon(() => seedsOf(waitingIn(page))).toEqual([seeds[0]]);
  });

  test('the browser had nothing to complain about', () => {
    expect(editor.complaints).toEqual([]);
  });
});

describe.skipIf(!hasBrowser)('killed and started again', { timeout: 600_000 }, () => {
  let folder: string;
  let context: BrowserContext;
  let served: ServedEditor | undefined;

  beforeAll(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-killed-'));
    context = await openWindows();
  });
  afterAll(async () => {
    await context?.close();
    await served?.kill();
    await fs.rm(folder, { recursive: true, force: true });
  });

  async function open(): Promise<Page> {
    served = await serveEditor(folder);
    const page = await context.newPage();
    await page.goto(served.url);
    await page.locator('.react-flow__node[data-id="sampler"]').waitFor(PATIENCE);
    await openPanel(page);
    return page;
  }

  test('E50: the queue waits, what ran is marked interrupted and can be run again, the document is as it was', async () => {
    const page = await open();
    const steps = page.getByLabel('DiT Sampler: steps', { exact: true });
    await steps.fill('900');
    // A run that cannot end before the host is killed, however busy the machine is.
    await page.getByLabel('Noise Latent: frames', { exact: true }).fill('65');
    await page.getByLabel('After a run (Noise Latent: seed)').selectOption('increment');
    await page.getByLabel('How many runs').fill('3');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await soon(() => seedsOf(waitingIn(page))).toEqual([8, 9]);
    await page
      .getByRole('status')
      .getByText(/DiT Sampler \d+\/900/)
      .waitFor(PATIENCE);
    // The editor hands the document over a moment after each change.
    const drafts = path.join(folder, 'data', 'drafts');
    const draft = async () => {
      const [name] = await fs.readdir(drafts).catch(() => []);
      return name === undefined ? '' : fs.readFile(path.join(drafts, name), 'utf8').catch(() => '');
    };
    await soon(draft).toMatch(/\\"seed\\": 10/);
    await served?.kill();
    await page.close();

    const again = await open();
    await soon(() => seedsOf(waitingIn(again))).toEqual([8, 9]);
    await again.getByRole('status').getByText('2 runs wait from last time.').waitFor(PATIENCE);
    await soon(() => historyIn(again).locator('.entry-facts').allInnerTexts()).toEqual([
      expect.stringMatching(/^interrupted · .* · seeds 0, 7$/),
    ]);
    await soon(() => again.getByLabel('DiT Sampler: steps', { exact: true }).inputValue()).toBe('900');
    await soon(() => again.getByLabel('Noise Latent: seed', { exact: true }).inputValue()).toBe('10');
    await historyIn(again).getByRole('button', { name: 'Run again' }).click();
    await soon(() => seedsOf(waitingIn(again))).toEqual([8, 9, 7]);
    await again.getByRole('button', { name: 'Run next: text-to-video, seeds 0, 7' }).click();
    await panelOf(again).getByRole('button', { name: 'Resume' }).click();
    await again
      .getByRole('status')
      .getByText(/DiT Sampler \d+\/900/)
      .waitFor(PATIENCE);
    await soon(() => seedsOf(waitingIn(again))).toEqual([8, 9]);
  });
});
