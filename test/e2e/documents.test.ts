import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../scripts/browser.mjs';
import { parseWorkflow, serializeWorkflow } from '../../src/core/workflow.ts';
import { encodeVideo } from '../../src/engine/ffmpeg.ts';
import { dropFile } from '../support/drop-file.ts';
import { type EditorPage, startTestEditor, type TestEditor } from '../support/editor-page.ts';

const WHOLE_TEST = { timeout: 600_000 };

describe.skipIf(!findBrowser())('documents', WHOLE_TEST, () => {
  let editor: TestEditor;
  let it: EditorPage;

  beforeAll(async () => {
    editor = await startTestEditor();
    it = await editor.openPage();
    await it.node('sampler').waitFor();
  }, 300_000);
  afterAll(() => editor?.close(), 120_000);

  const savedFile = (name: string) => path.join(editor.userFolder, 'workflows', `${name}.json`);
  const prompt = (page = it) => page.node('prompt').getByRole('textbox');
  const dialog = (page = it) => page.page.getByRole('dialog');
  const writePrompt = async (text: string, page = it) => {
    await prompt(page).fill(text);
    await page.title('pack').click();
  };
  const drop = (name: string, type: string, content: Buffer) => dropFile(it.page, name, type, content);

  test('a template that is changed is saved under a name, and is the same JSON when it is opened again', async () => {
    await writePrompt('a rocket rises up');
    await it.page.keyboard.press('Control+s');
    await dialog().getByLabel('Name').fill('../rocket');
    await it.soon(() => dialog().getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await dialog().getByLabel('Name').fill('my rocket');
    await it.page.keyboard.press('Enter');
    await it.soon(it.tabs).toEqual(['my rocket']);
    const saved = await fs.readFile(savedFile('my rocket'), 'utf8');
    expect(parseWorkflow(saved).nodes.prompt?.widgets.text).toBe('a rocket rises up');
    await it.menu('File', 'Close workflow');
    await it.soon(it.tabs).toEqual(['untitled']);
    await it.page.keyboard.press('Control+o');
    await it.page.getByRole('option').getByText('my rocket').click();
    await it.node('sampler').waitFor();
    await it.soon(it.tabs).toEqual(['untitled', 'my rocket']);
    const savedAt = async () => (await fs.stat(savedFile('my rocket'))).mtimeMs;
    const before = await savedAt();
    await it.page.keyboard.press('Control+s');
    await it.soon(savedAt).not.toBe(before);
    expect(await fs.readFile(savedFile('my rocket'), 'utf8')).toBe(saved);
  });

  test('a file that somebody else has changed is not overwritten without asking', async () => {
    const theirs = await fs.readFile(path.resolve('workflows/text-to-video.json'), 'utf8');
    await fs.writeFile(savedFile('my rocket'), theirs);
    await writePrompt('a rocket falls');
    await it.page.keyboard.press('Control+s');
    await dialog().getByText('was changed or removed since it was opened').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    expect(await fs.readFile(savedFile('my rocket'), 'utf8')).toBe(theirs);
    await it.page.keyboard.press('Control+s');
    await dialog().getByRole('button', { name: 'Replace it' }).click();
    await it.soon(() => fs.readFile(savedFile('my rocket'), 'utf8')).toContain('a rocket falls');
    await it.soon(it.status).toBe('Saved as my rocket');
  });

  test('closing asks when something is not saved', async () => {
    await writePrompt('never saved');
    await it.page.getByRole('button', { name: 'Close my rocket' }).click();
    await dialog().getByText('Save the changes to “my rocket”?').waitFor();
    await it.page.keyboard.press('Escape');
    await it.soon(it.tabs).toEqual(['untitled', 'my rocket']);
    await it.page.getByRole('button', { name: 'Close my rocket' }).click();
    await dialog().getByRole('button', { name: 'Close without saving' }).click();
    await it.soon(it.tabs).toEqual(['untitled']);
    expect(await fs.readFile(savedFile('my rocket'), 'utf8')).toContain('a rocket falls');
  });

  test('a workflow with nodes that are not known here is shown and written back unchanged', async () => {
    const strange = serializeWorkflow(
      parseWorkflow(
        JSON.stringify({
          format: 'patchloom/workflow',
          version: 1,
          nodes: {
            odd: { type: 'later/odd', version: 9, position: [0, 0], widgets: { deep: { a: [1] } }, extra: true },
          },
          edges: [{ from: 'odd.out', to: 'odd2.in' }],
          future: { x: 1 },
        }),
      ),
    );
    await drop('strange.json', 'application/json', Buffer.from(strange));
    await it.node('odd').waitFor();
    await it.node('odd').getByText('not known here').waitFor();
    await it.page.keyboard.press('Control+s');
    await dialog().getByLabel('Name').press('Enter');
    await it.soon(it.status).toBe('Saved as strange');
    expect(await fs.readFile(savedFile('strange'), 'utf8')).toBe(strange);
  });

  test('a video that is dropped on the window opens the workflow that made it', async () => {
    const patchloom = await fs.readFile(path.resolve('workflows/text-to-video.json'), 'utf8');
    const file = path.join(editor.userFolder, 'clip.mp4');
    const video = { frames: new Uint8Array(2 * 16 * 16 * 3), frameCount: 2, width: 16, height: 16 };
    await encodeVideo({ video, path: file, format: 'mp4', framesPerSecond: 2, quality: 30, metadata: { patchloom } });
    await drop('my clip.mp4', 'video/mp4', await fs.readFile(file));
    await it.soon(it.tabs).toContain('my clip');
    await it.node('sampler').waitFor();
  });

  test('what was dropped is among what can be opened again', async () => {
    const { nodes } = parseWorkflow(await fs.readFile(path.resolve('workflows/four-seeds.json'), 'utf8'));
    await drop('from a friend.patchloom.json', 'application/json', await fs.readFile('workflows/four-seeds.json'));
    await it.soon(it.tabs).toContain('from a friend');
    await it.page.getByRole('button', { name: 'Close from a friend' }).click();
    await it.soon(it.tabs).not.toContain('from a friend');
    await it.page.keyboard.press('Control+o');
    await it.page.getByRole('option', { name: /^from a friend\s*File · opened lately/ }).click();
    await it.soon(it.tabs).toContain('from a friend');
    // It is opened at its beginning: all of it would be too small to be read.
    await it.page.keyboard.press('f');
    await it.soon(it.nodeIds).toEqual(Object.keys(nodes).sort());
    await it.page.getByRole('button', { name: 'Close from a friend' }).click();
    await it.soon(it.tabs).not.toContain('from a friend');
  });

  test('what holds no workflow is refused with what to do', async () => {
    await drop('cat.png', 'image/png', Buffer.from('png'));
    await it.soon(it.status).toContain('cat.png: This file is no video or picture that can be read');
    await drop('notes.txt', 'text/plain', Buffer.from('notes'));
    await it.soon(it.status).toContain('notes.txt holds no workflow');
    await drop('broken.json', 'application/json', Buffer.from('{'));
    await it.soon(it.status).toContain('The workflow is not JSON');
  });

  test('after the page was killed, everything that was open is there again, saved or not', async () => {
    await drop('untouched.json', 'application/json', await fs.readFile('workflows/four-seeds.json'));
    await it.soon(it.tabs).toContain('untouched');
    const before = await it.tabs();
    const drafts = async () => {
      const names = await fs.readdir(path.join(editor.userFolder, 'drafts'));
      const texts = names.map((name) => fs.readFile(path.join(editor.userFolder, 'drafts', name), 'utf8'));
      return (await Promise.all(texts)).join();
    };
    await it.soon(drafts).toContain('"name":"untouched"');
    const shown = () => it.page.getByRole('tab', { selected: true }).innerText();
    await it.page.keyboard.press('Alt+PageUp');
    await it.soon(shown).not.toBe('untouched');
    const edited = await shown();
    await writePrompt('typed just before the crash');
    await it.soon(drafts).toContain('typed just before the crash');
    // A second window, meanwhile, must not take what this one has open.
    const other = await editor.openPage();
    await other.node('sampler').waitFor();
    await other.soon(other.tabs).toEqual(['text-to-video']);
    await other.page.close();
    await it.page.goto('chrome://crash').catch(() => {});
    await it.page.close();
    it = await editor.openPage();
    const kept = before.filter((name) => name !== 'untitled');
    await it.soon(it.tabs).toEqual(kept);
    await it.page.getByRole('tab', { name: edited }).click();
    await it.soon(() => prompt().inputValue()).toBe('typed just before the crash');
  });

  test('the browser had nothing to complain about', () => {
    expect(editor.complaints).toEqual([]);
  });
});
