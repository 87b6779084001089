import fs from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boxOf } from '../support/box-of.ts';
import { dropFile } from '../support/drop-file.ts';
import { type Editor, hasBrowser, openEditor } from '../support/open-editor.ts';
import { PATIENCE, soon } from '../support/patience.ts';

describe.skipIf(!hasBrowser)('working with settings, runs and results', { timeout: 600_000 }, () => {
  let editor: Editor;

  beforeAll(async () => {
    editor = await openEditor({ reducedMotion: 'reduce' });
    await editor.node('sampler').waitFor(PATIENCE);
  }, 300_000);
  afterAll(() => editor?.close());

  const { rail, field } = {
    rail: (name: string) =>
      editor.page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name, exact: true }),
    field: (id: string, label: string) => editor.node(id).getByLabel(label, { exact: true }),
  };
  const results = () => editor.region('Results');
  const runs = () => editor.page.getByRole('complementary', { name: 'Runs' });

  test('a number is dragged, and one undo takes the whole drag back', async () => {
    const steps = field('sampler', 'DiT Sampler: steps');
    const box = await boxOf(steps);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const { mouse, keyboard } = editor.page;
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(x - 40, y, { steps: 4 });
    await mouse.move(x - 80, y, { steps: 4 });
    await mouse.up();
    await soon(() => steps.inputValue()).toBe('4');
    await editor.node('pack').locator('.card-title').click();
    await keyboard.press('Control+z');
    await soon(() => steps.inputValue()).toBe('20');
    await keyboard.press('Control+Shift+z');
    await soon(() => steps.inputValue()).toBe('4');
  });

  test('three runs with seeds that count on make three videos, each with its own seed', async () => {
    await editor.node('noise').getByLabel('After a run (Noise Latent: seed)').selectOption('increment');
    await editor.page.getByLabel('How many runs').fill('3');
    await editor.button('Run').click();
    await soon(async () =>
      (await fs.readdir(editor.outputFolder)).filter((name) => name.endsWith('.mp4')).sort(),
    ).toEqual([
      expect.stringMatching(/^text-to-video-7-/),
      expect.stringMatching(/^text-to-video-8-/),
      expect.stringMatching(/^text-to-video-9-/),
    ]);
    await soon(() => field('noise', 'Noise Latent: seed').inputValue()).toBe('10');
    // The last file is there a moment before its run has ended.
    await rail('Runs').click();
    await soon(() => runs().getByRole('listitem').count()).toBe(3);
    await editor.page.getByLabel('How many runs').fill('1');
  });

  test('a video is stepped through frame by frame and compared with another', async () => {
    await soon(() => results().locator('video').count()).toBe(1);
    await results().getByRole('button', { name: 'Play', exact: true }).click();
    await soon(() => results().locator('.player-frame').innerText()).toMatch(/^([2-9]|1\d) \/ 17$/);
    await results().getByRole('button', { name: 'Pause', exact: true }).click();
    await results().getByLabel('Position').fill('3');
    await soon(() => results().locator('.player-frame').innerText()).toBe('4 / 17');
    await results().getByRole('button', { name: 'One frame on', exact: true }).click();
    await soon(() => results().locator('.player-frame').innerText()).toBe('5 / 17');
    await results().getByLabel('Compare with').selectOption({ index: 1 });
    await soon(() => results().locator('video').count()).toBe(2);
    await results().getByLabel('Where one ends and the other begins').fill('20');
    await results().getByRole('button', { name: 'Side by side' }).click();
    await soon(() => results().locator('.player-side').count()).toBe(1);
  });

  test('the history has the runs, and opens one as it was', async () => {
    await soon(() => runs().getByRole('listitem').count()).toBe(3);
    await runs().getByRole('button', { name: 'Open as it was' }).last().click();
    await soon(() => field('noise', 'Noise Latent: seed').inputValue()).toBe('7');
    await soon(() => editor.page.getByRole('tab').count()).toBe(2);
  });

  test('the outputs are listed and filtered, and one is shown', async () => {
    await rail('Outputs').click();
    const panel = editor.page.getByRole('complementary', { name: 'Outputs' });
    await soon(() => panel.getByRole('listitem').count()).toBe(3);
    await panel.getByLabel('Filter by name').fill('-8-');
    await soon(() => panel.getByRole('listitem').count()).toBe(1);
    await panel.getByRole('button', { name: /^text-to-video-8-/ }).click();
    await soon(() => results().locator('.file-name').innerText()).toMatch(/^text-to-video-8-/);
    await panel.getByLabel('Filter by name').fill('');
    await soon(() => panel.getByRole('listitem').count()).toBe(3);
  });

  test('saved with its results, a workflow is one file that opens again with all of them', async () => {
    const saved = editor.page.waitForEvent('download');
    await editor.page.getByRole('tab').first().click();
    await soon(() => field('noise', 'Noise Latent: seed').inputValue()).toBe('10');
    await editor.button('File').click();
    await editor.page.getByRole('menu').getByText('Save with results', { exact: true }).click();
    const file = await saved;
    const bytes = await fs.readFile(await file.path());
    const names = Object.keys(unzipSync(bytes)).map((name) => name.replace(/-\d+-[^/]*\.mp4$/, '.mp4'));
    const result = 'results/text-to-video.mp4';
    expect([file.suggestedFilename(), ...names]).toEqual([
      'text-to-video.patchloom.zip',
      'text-to-video.patchloom.json',
      ...[result, result, result],
    ]);
    const open = await editor.page.getByRole('tab').count();
    await dropFile(editor.page, 'from a friend.patchloom.zip', 'application/zip', bytes);
    await soon(() => editor.page.getByRole('tab', { selected: true }).innerText()).toContain('from a friend');
    await soon(() => results().locator('.earlier-entry').count()).toBe(3);
    await soon(() => results().locator('video').count()).toBe(1);
    await editor.page.keyboard.press('Alt+w');
    await soon(() => editor.page.getByRole('tab').count()).toBe(open);
  });

  test('a failure leads to the input it speaks of, and the run goes through once that is put right', async () => {
    await field('pack', 'Load Model Pack: name').fill('nothing');
    await editor.button('Run').click();
    const failure = results().getByRole('alert');
    await failure.getByText('There is no model pack “nothing”').waitFor(PATIENCE);
    await failure.getByRole('button', { name: 'Show where: name' }).click();
    await soon(() => editor.page.locator(':focus').getAttribute('aria-label')).toBe('Load Model Pack: name');
    await editor.page.keyboard.press('Control+a');
    await editor.page.keyboard.type('sprites');
    expect(await editor.run(() => editor.page.keyboard.press('Control+Enter'))).toMatch(/^Done in /);
    await editor.page.locator('.status-button').click();
  });

  test('a run goes only as far as the node that is asked for', async () => {
    await editor.node('expander').locator('.card-title').click();
    expect(await editor.run(() => editor.button('Run to here').click())).toMatch(/^Done in /);
    const statusOf = (id: string) => editor.node(id).locator('.card').getAttribute('data-status');
    await soon(() => statusOf('expander')).toMatch(/^(done|cached)$/);
    await soon(() => statusOf('sampler')).toBe('idle');
  });

  test('the workflow is a form too: what is pinned in the graph is asked for, and the video is there', async () => {
    await editor.node('sampler').locator('.card-title').click();
    await editor.button('Show steps in the app view').click();
    const seen = () => editor.page.locator('.react-flow__viewport').getAttribute('style');
    const left = await seen();
    await editor.page.getByLabel('App', { exact: true }).check({ force: true });
    const form = editor.page.getByRole('main', { name: 'App' });
    await soon(() => form.locator('.app-label').allTextContents()).toEqual(['text', 'seed', 'frames', 'steps']);
    await form.getByLabel('Prompt: text').fill('a dog spins in the forest');
    await form.getByLabel('Noise Latent: frames').fill('9');
    await form.getByText('= 1.1 s').waitFor(PATIENCE);
    await form.getByRole('button', { name: 'Run' }).click();
    await soon(() => form.locator('.player-frame').innerText()).toMatch(/ \/ 9$/);
    await editor.page.locator('.player-frame').first().click();
    await editor.page.keyboard.press('Delete');
    await editor.page.keyboard.press('n');
    await editor.page.getByLabel('Graph', { exact: true }).check({ force: true });
    await editor.node('sampler').waitFor(PATIENCE);
    await soon(seen).toBe(left);
    expect(await editor.page.locator('.note').count()).toBe(0);
    await soon(() => field('prompt', 'Prompt: text').inputValue()).toBe('a dog spins in the forest');
  });

  test('a text that a node has made stands on its card and among the results; one that is written there does not', async () => {
    const nodes = {
      first: { type: 'text/prompt', version: 1, position: [0, 0], widgets: { text: 'a panda' } },
      words: { type: 'text/join-texts', version: 1, position: [400, 0], widgets: { between: ', ' } },
      shown: { type: 'text/show-text', version: 1, position: [800, 0] },
    };
    const edges = [
      { from: 'first.text', to: 'words.texts' },
      { from: 'words.text', to: 'shown.text' },
    ];
    const json = JSON.stringify({ format: 'patchloom/workflow', version: 1, nodes, edges });
    const finished = () => editor.page.locator('.card:is([data-status=done], [data-status=cached])').count();
    // That the run before this one is over is seen on the last node to tell.
    await soon(() => editor.node('save').locator('.card').getAttribute('data-status')).toBe('done');
    const before = await finished();
    expect(before).toBeGreaterThan(4);
    await dropFile(editor.page, 'words.json', 'application/json', Buffer.from(json));
    await editor.node('shown').waitFor(PATIENCE);
    expect(await editor.run()).toMatch(/^Done in /);
    const textOn = (id: string) => editor.node(id).locator('.card-text p').allInnerTexts();
    await soon(() => textOn('shown')).toEqual(['a panda']);
    await soon(async () => [await textOn('first'), await textOn('words')]).toEqual([[], ['a panda']]);
    await soon(() => results().locator('.text-result p').allInnerTexts()).toEqual(['a panda']);
    // The other document still shows what its own last run made.
    await editor.page.keyboard.press('Alt+w');
    await soon(finished).toBe(before);
  });

  test('a command is given other keys: what has them is named first, and they are kept', async () => {
    const { keyboard } = editor.page;
    await keyboard.press('?');
    const keysOf = (name: string) => editor.page.getByRole('button', { name: new RegExp(`^${name}: `) });
    await keysOf('Settings').click();
    await keyboard.press('F');
    await editor.page.getByText('F is “Show everything”.').waitFor(PATIENCE);
    await editor.button('Use it here').click();
    await soon(() => keysOf('Settings').innerText()).toBe('F');
    await soon(() => keysOf('Show everything').innerText()).toBe('Home');
    await soon(editor.settings).toContain('"F"');
    await editor.page.reload();
    await editor.node('sampler').waitFor(PATIENCE);
    await keyboard.press('F');
    await editor.page.getByRole('complementary', { name: 'Settings' }).waitFor(PATIENCE);
    await editor.button('Change keyboard shortcuts …').click();
    await editor.button('Reset all').click();
    await soon(() => keysOf('Settings').innerText()).toBe('Ctrl+,');
    await rail('Shortcuts').click();
  });

  test('theme and language are chosen, all is in Chinese, and both are there after the window was loaded again', async () => {
    await rail('Settings').click();
    await editor.page.getByLabel('Light', { exact: true }).check({ force: true });
    await editor.page.getByLabel('简体中文').check({ force: true });
    const lookAt = async () => {
      await editor.node('sampler').getByText('DiT 采样器').waitFor(PATIENCE);
      await soon(() => editor.page.locator('html').getAttribute('lang')).toBe('zh-CN');
      await soon(() => editor.page.locator('html').getAttribute('data-theme')).toBe('light');
      await soon(() => editor.node('noise').locator('.port-label').allInnerTexts()).toEqual(
        expect.arrayContaining(['宽度', '高度', '帧数', '种子']),
      );
    };
    await lookAt();
    await editor.page.locator('.rail-button').first().click();
    const folder = editor.page.locator('.palette-fold').first();
    await folder.click();
    await soon(editor.settings).toMatch(/"foldedFolders": \[\s*"/);
    await editor.page.reload();
    await lookAt();
    await soon(() => folder.getAttribute('aria-expanded')).toBe('false');
    await dropFile(editor.page, 'broken.mp4', 'video/mp4', Buffer.from('no video'));
    await soon(editor.status).toBe(
      'broken.mp4: 这个文件不是可读取的视频或图片。请选择由 Patchloom 生成的视频或图片，或工作流文件。',
    );
    await editor.page.locator('.react-flow__pane').click({ position: { x: 20, y: 20 } });
    for (const words of ['潜变', 'noise lat']) {
      await editor.page.keyboard.press('Shift+A');
      await editor.page.locator('.overlay-search').fill(words);
      await soon(() => editor.page.locator('.overlay-title').first().innerText()).toBe('噪声潜变量');
      await editor.page.keyboard.press('Escape');
    }
    await field('sampler', 'DiT 采样器: 步数').fill('0');
    await editor.region('问题').getByText('0 太小：最小为 1 步').waitFor(PATIENCE);
  });

  test('the browser had nothing to complain about', () => {
    expect(editor.complaints).toEqual([]);
  });
});
