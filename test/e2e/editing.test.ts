import fs from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../scripts/browser.mjs';
import { parseWorkflow } from '../../src/core/workflow.ts';
import { encodePng } from '../../src/engine/picture.ts';
import { writeGifText, writePngText } from '../../src/engine/picture-metadata.ts';
import { boxOf as boxOfLocator } from '../support/box-of.ts';
import { dropFile } from '../support/drop-file.ts';
import { type EditorPage, startTestEditor, type TestEditor } from '../support/editor-page.ts';
import { finishRun } from '../support/finish-run.ts';

const ONE_PIXEL_GIF = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
const WHOLE_TEST = { timeout: 600_000 };

describe.skipIf(!findBrowser())('a window that is opened on a slow host', WHOLE_TEST, () => {
  test('offers Run once there is something to run, and then it runs', async () => {
    const editor = await startTestEditor();
    try {
      const held = holdBackAnswers();
      const it = await editor.openPage(held.prepare);
      const run = it.page.getByRole('button', { name: 'Run', exact: true });
      await run.waitFor();
      expect(await run.isDisabled()).toBe(true);
      await it.page.keyboard.press('Control+Enter');
      held.release();
      // A click waits until the button can be pressed.
      expect(await finishRun(it.page, () => run.click())).toMatch(/^Done in /);
      expect(editor.complaints).toEqual([]);
    } finally {
      await editor.close();
    }
  });
});

describe.skipIf(!findBrowser())('editing with the pointer', WHOLE_TEST, () => {
  let editor: TestEditor;
  let it: EditorPage;

  beforeAll(async () => {
    editor = await startTestEditor();
    it = await editor.openPage();
    await it.node('sampler').waitFor();
  }, 300_000);
  afterAll(() => editor?.close(), 120_000);

  const boxOf = (id: string) => boxOfLocator(it.node(id));
  const selectedIds = () =>
    it.page
      .locator('.react-flow__node.selected')
      .evaluateAll((nodes) => nodes.map((node) => String(node.getAttribute('data-id'))).sort());
  const documentNow = async () => {
    await it.page.keyboard.press('Control+a');
    return parseWorkflow(await it.selectedJson());
  };

  test('a loop around two nodes, drawn with Ctrl held, selects them and leaves the canvas where it is', async () => {
    const [prompt, pack] = [await boxOf('prompt'), await boxOf('pack')];
    const [left, right] = [
      Math.min(prompt.x, pack.x) - 12,
      Math.max(prompt.x + prompt.width, pack.x + pack.width) + 12,
    ];
    const [top, bottom] = [
      Math.min(prompt.y, pack.y) - 12,
      Math.max(prompt.y + prompt.height, pack.y + pack.height) + 12,
    ];
    const { mouse, keyboard } = it.page;
    await keyboard.down('Control');
    await mouse.move(left, top);
    await mouse.down();
    for (const [x, y] of [
      [right, top],
      [right, bottom],
      [left, bottom],
      [left, top + 6],
    ] as const)
      await mouse.move(x, y, { steps: 8 });
    await mouse.up();
    await keyboard.up('Control');
    await it.soon(selectedIds).toEqual(expect.arrayContaining(['pack', 'prompt']));
    expect(await selectedIds()).not.toContain('save');
    expect(await boxOf('prompt')).toEqual(prompt);
  });

  test('a drag with Alt held drags a copy, and one undo takes it back', async () => {
    await it.page.keyboard.press('Escape');
    const before = await boxOf('expander');
    const title = await boxOfLocator(it.title('expander'));
    await it.page.keyboard.down('Alt');
    await it.drag({ x: title.x + 20, y: title.y + 8 }, { x: title.x + 20, y: title.y + 168 });
    await it.page.keyboard.up('Alt');
    await it.soon(it.nodeIds).toContain('expander-2');
    await it.soon(() => boxOf('expander')).toEqual(before);
    await it.soon(async () => (await boxOf('expander-2')).y).toBeGreaterThan(before.y + 100);
    await it.soon(selectedIds).toEqual(['expander-2']);
    await it.page.keyboard.press('Control+z');
    await it.soon(it.nodeIds).not.toContain('expander-2');
  });

  test('a card is made larger by its corner, its text grows with it, and the size is in the document', async () => {
    await it.title('prompt').click();
    const before = await boxOf('prompt');
    const area = it.node('prompt').getByRole('textbox');
    const areaBefore = (await boxOfLocator(area)).height;
    const grip = await boxOfLocator(it.node('prompt').locator('.card-grip'));
    await it.drag({ x: grip.x + 6, y: grip.y + 6 }, { x: grip.x + 86, y: grip.y + 70 });
    await it.soon(async () => (await boxOf('prompt')).width).toBeGreaterThan(before.width + 60);
    await it.soon(async () => (await boxOfLocator(area)).height).toBeGreaterThan(areaBefore + 40);
    const { size } = (await documentNow()).nodes.prompt ?? {};
    expect(size?.map((side) => side % 8)).toEqual([0, 0]);
    await it.page.keyboard.press('Control+z');
    await it.soon(() => boxOf('prompt')).toEqual(before);
  });

  test('deleting a node in the middle offers to join the wires', async () => {
    await it.title('expander').click();
    await it.page.keyboard.press('Delete');
    await it.soon(it.wireIds).not.toContain('prompt.text→expander.text');
    const cut = await it.wireIds();
    await it.page.getByRole('button', { name: 'Join their ends' }).click();
    await it.soon(async () => (await it.wireIds()).length).toBeGreaterThan(cut.length);
    await it.soon(async () => (await it.wireIds()).filter((id) => id.startsWith('prompt.text→'))).not.toEqual([]);
    await it.page.keyboard.press('Control+z');
    await it.page.keyboard.press('Control+z');
    await it.soon(it.nodeIds).toContain('expander');
  });

  test('a double click on a title gives the node a name, and what is written in a node finds it', async () => {
    await it.title('pack').dblclick();
    await it.page.getByRole('dialog').getByLabel('Name').fill('Our model');
    await it.page.keyboard.press('Enter');
    await it.soon(() => it.title('pack').innerText()).toBe('Our model');
    await it.page.keyboard.press('Control+f');
    const found = it.page.locator('.overlay-title');
    for (const [words, name] of [
      ['sprites', 'Our model'],
      ['patchi', 'Patchify'],
    ] as const) {
      await it.page.locator('.overlay-search').fill(words);
      await it.soon(() => found.first().innerText()).toBe(name);
    }
    await it.page.keyboard.press('Enter');
    await it.soon(selectedIds).toEqual(['patchify']);
    await it.page.keyboard.press('Control+z');
    await it.soon(() => it.title('pack').innerText()).toBe('Load Model Pack');
    await it.page.keyboard.press('f');
  });

  test('a frame is fitted to what it holds, and what it holds is selected by it', async () => {
    for (const id of ['noise', 'patchify']) await it.title(id).click({ modifiers: id === 'noise' ? [] : ['Shift'] });
    await it.page.keyboard.press('Control+g');
    const frame = it.page.locator('.group-frame');
    const tight = await boxOfLocator(frame);
    const corner = await boxOfLocator(it.page.locator('.react-flow__resize-control.handle.bottom.right'));
    await it.drag({ x: corner.x + 2, y: corner.y + 2 }, { x: corner.x + 42, y: corner.y + 42 });
    await it.soon(async () => (await boxOfLocator(frame)).width).toBeGreaterThan(tight.width + 20);
    await it.menu('Node', 'Fit the frame to what it holds');
    await it.soon(() => boxOfLocator(frame)).toEqual(tight);
    await it.menu('Node', 'Select what the frame holds');
    await it.soon(selectedIds).toEqual(['noise', 'patchify']);
    for (let step = 0; step < 3; step++) await it.page.keyboard.press('Control+z');
    await it.soon(() => frame.count()).toBe(0);
  });

  test('the difference to the template is shown, node by node', async () => {
    await it.node('sampler').getByLabel('DiT Sampler: steps').fill('4');
    await it.title('pack').click();
    await it.menu('File', 'Compare versions …');
    const dialog = it.page.getByRole('dialog', { name: 'Compare two versions' });
    await dialog.getByText('steps').waitFor();
    await it
      .soon(() => dialog.locator('.change').allInnerTexts())
      .toEqual([expect.stringMatching(/DiT Sampler.*20 → 4/s)]);
    await dialog.getByRole('button', { name: '⇄ Swap' }).click();
    await dialog.getByText('4 → 20').waitFor();
    await dialog.getByLabel('After').selectOption({ label: 'text-to-video (template)' });
    await dialog.getByLabel('Before').selectOption({ label: 'text-to-video (as it was opened)' });
    await dialog.getByText('Both are the same.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
  });

  test('what is selected is saved as a workflow file of its own', async () => {
    await it.title('prompt').click();
    const download = it.page.waitForEvent('download');
    await it.menu('File', 'Save the selection as a file');
    const file = await (await download).path();
    expect(Object.keys(parseWorkflow(await fs.readFile(file, 'utf8')).nodes)).toEqual(['prompt']);
  });

  test.each([
    ['picture.png', 'image/png', encodePng(new Uint8Array(12), 2, 2), writePngText],
    ['loop.gif', 'image/gif', ONE_PIXEL_GIF, writeGifText],
  ])('%s that carries its workflow opens it when it is dropped', async (name, type, bare, write) => {
    const json = await fs.readFile(path.resolve('workflows/text-to-video.json'), 'utf8');
    const picture = write(bare, 'patchloom', json);
    expect(await isDecoded(it.page, type, picture)).toBe(true);
    await dropFile(it.page, name, type, picture);
    await it.soon(it.tabs).toContain(name.split('.')[0]);
    await dropFile(it.page, `bare ${name}`, type, bare);
    await it.soon(it.status).toContain('holds no workflow');
  });

  test('a picture that is dropped on a node’s file is shown small, and the node reads it', async () => {
    await it.newDocument();
    for (const title of ['Load Video', 'Solid Video']) {
      await it.page.keyboard.press('Shift+A');
      await it.page.locator('.overlay-search').fill(title);
      await it.page.keyboard.press('Enter');
    }
    await it.node('solid-video').waitFor();
    const red = it.node('solid-video').getByLabel('Solid Video: color (#rrggbb)');
    await red.fill('#ff0000');
    await it
      .soon(() => it.node('solid-video').getByLabel('Solid Video: color', { exact: true }).inputValue())
      .toBe('#ff0000');
    await it.title('solid-video').click();
    await it.page.keyboard.press('l');
    await it
      .node('load-video')
      .locator('input[type=file]')
      .setInputFiles({
        name: 'dots.png',
        mimeType: 'image/png',
        buffer: encodePng(new Uint8Array(16 * 16 * 3).fill(200), 16, 16),
      });
    const thumbnail = it.node('load-video').locator('.file-thumbnail img');
    await it
      .soon(() => thumbnail.evaluate((image: unknown) => (image as { naturalWidth: number }).naturalWidth))
      .toBe(16);
    const { file } = (await documentNow()).nodes['load-video']?.widgets ?? {};
    expect(file).toBe(path.join(editor.userFolder, 'inputs', 'dots.png'));
    await it.page.keyboard.press('Control+z');
    await it.soon(() => thumbnail.count()).toBe(0);
  });

  test.each([
    ['Save Picture', 'save-picture', 'image/png'],
    ['Save GIF', 'save-gif', 'image/gif'],
  ])('what %s writes opens the workflow that made it when it is dropped', async (title, id, type) => {
    await it.newDocument();
    await it.page.mouse.dblclick(500, 300);
    await it.page.locator('.overlay-search').fill('Solid Video');
    await it.page.keyboard.press('Enter');
    await it.drag(it.port('solid-video', 'source', 'video'), { x: 860, y: 400 });
    await it.page.locator('.overlay-search').fill(title);
    await it.page.keyboard.press('Enter');
    await it.soon(it.wireIds).toEqual([`solid-video.video→${id}.video`]);
    await it.node(id).getByLabel(`${title}: name`).fill(id);
    expect(await it.run()).toMatch(/^Done in /);
    const name = `${id}.${type.split('/')[1]}`;
    const picture = await fs.readFile(path.join(editor.outputFolder, name));
    await dropFile(it.page, name, type, picture);
    await it.soon(async () => (await it.tabs()).at(-1)).toBe(id);
    await it.soon(it.nodeIds).toEqual([id, 'solid-video']);
  });

  test('a picture that carries nothing becomes, where it is dropped on the canvas, the node that reads it', async () => {
    await it.newDocument();
    const bare = encodePng(new Uint8Array(8 * 8 * 3).fill(90), 8, 8);
    await dropFile(it.page, 'bare.png', 'image/png', bare, '.react-flow__pane');
    const thumbnail = it.node('load-video').locator('.file-thumbnail img');
    await it
      .soon(() => thumbnail.evaluate((image: unknown) => (image as { naturalWidth: number }).naturalWidth))
      .toBe(8);
    await it.soon(it.nodeIds).toEqual(['load-video']);
    const { position } = (await documentNow()).nodes['load-video'] ?? {};
    expect(position?.map((value) => value % 8)).toEqual([0, 0]);
    await it.page.keyboard.press('Control+z');
    await it.soon(it.nodeIds).toEqual([]);
  });

  test('the browser had nothing to complain about', () => {
    expect(editor.complaints).toEqual([]);
  });
});

/** Keeps everything that the host says until it is released. */
function holdBackAnswers() {
  let isReleased = false;
  const waiting: (() => void)[] = [];
  return {
    prepare: async (page: Page) => {
      await page.routeWebSocket(/\/api$/, (window) => {
        const host = window.connectToServer();
        host.onMessage((message) => {
          if (isReleased) window.send(message);
          else waiting.push(() => window.send(message));
        });
      });
    },
    release: () => {
      isReleased = true;
      for (const send of waiting) send();
    },
  };
}

/** Whether the browser takes the bytes for a picture: what was written into it has not damaged it. */
function isDecoded(page: Page, type: string, content: Buffer): Promise<unknown> {
  return page.evaluate(
    `new Promise((resolve) => {
      const picture = new Image();
      picture.onload = () => resolve(true);
      picture.onerror = () => resolve(false);
      picture.src = 'data:${type};base64,${content.toString('base64')}';
    })`,
  );
}
