import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../scripts/browser.mjs';
import { type Edge, parseWorkflow, type Workflow } from '../../src/core/workflow.ts';
import { nodeSpecs } from '../../src/engine/catalogue.ts';
import { type EditorPage, startTestEditor, type TestEditor } from '../support/editor-page.ts';

/** Everything is built half as large as it is, so that the whole pipeline is in sight. */
const ZOOM_STEPS = 3;

describe.skipIf(!findBrowser())('a person builds a pipeline from nothing', { timeout: 600_000 }, () => {
  let editor: TestEditor;
  let it: EditorPage;
  let template: Workflow;
  /** The ids that the nodes of the template have in what was built. */
  const idOf = new Map<string, string>();

  beforeAll(async () => {
    template = parseWorkflow(await fs.readFile(path.resolve('workflows/text-to-video.json'), 'utf8'));
    editor = await startTestEditor();
    it = await editor.openPage();
    await it.node(Object.keys(template.nodes)[0] ?? '').waitFor();
  }, 300_000);
  afterAll(() => editor?.close(), 120_000);

  const titleOf = (id: string) => nodeSpecs.get(template.nodes[id]?.type ?? '')?.title ?? '';
  const searchFor = async (words: string) => {
    await it.page.locator('.overlay-search').fill(words);
    await it.page.keyboard.press('Enter');
  };
  const documentNow = async () => {
    await it.page.mouse.click(1240, 960);
    await it.page.keyboard.press('Control+a');
    return parseWorkflow(await it.selectedJson());
  };
  /** Types and wires alone, with the template's names. */
  const shapeOf = ({ nodes, edges }: Workflow, nameOf: (id: string) => string) => ({
    nodes: Object.fromEntries(Object.entries(nodes).map(([id, { type }]) => [nameOf(id), type])),
    wires: edges
      .map((edge: Edge) => `${nameOf(edge.from.node)}.${edge.from.port} → ${nameOf(edge.to.node)}.${edge.to.port}`)
      .sort(),
  });

  test('every node of the mission is added to an empty canvas, found by its title', async () => {
    await it.newDocument();
    await it.page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Nodes' }).click();
    await it.page.keyboard.press('m');
    for (let step = 0; step < ZOOM_STEPS; step++) await it.page.keyboard.press('-');
    await it.soon(() => it.page.locator('.zoom').innerText()).toBe('51 %');
    const left = Math.min(...Object.values(template.nodes).map(({ position }) => position[0]));
    const top = Math.min(...Object.values(template.nodes).map(({ position }) => position[1]));
    for (const [id, { type, position }] of Object.entries(template.nodes)) {
      const before = await it.nodeIds();
      await it.page.mouse.dblclick(110 + (position[0] - left) * 0.56, 120 + (position[1] - top) * 0.56);
      await searchFor(titleOf(id));
      const base = type.split('/').at(-1) ?? '';
      const isNew = async () => (await it.nodeIds()).filter((other) => !before.includes(other));
      await it.soon(isNew).toEqual([expect.stringMatching(new RegExp(`^${base}(-\\d+)?$`))]);
      idOf.set(id, (await isNew())[0] ?? '');
    }
    const mission = [
      'Prompt Expander',
      'Text Encoder',
      'Noise Latent',
      'Patchify',
      'DiT Sampler',
      'VAE Decode',
      'Save Video',
    ];
    expect([...idOf.keys()].map(titleOf)).toEqual(expect.arrayContaining(mission));
  });

  test('every wire is drawn from port to port, and the graph is the template’s', async () => {
    for (const { from, to } of template.edges) {
      const [source, target] = [idOf.get(from.node) ?? '', idOf.get(to.node) ?? ''];
      await it.drag(it.port(source, 'source', from.port), it.port(target, 'target', to.port));
      await it.soon(it.wireIds).toContain(`${source}.${from.port}→${target}.${to.port}`);
    }
    const names = new Map([...idOf].map(([id, built]) => [built, id]));
    const built = shapeOf(await documentNow(), (id) => names.get(id) ?? id);
    expect(built).toEqual(shapeOf(template, (id) => id));
  });

  test('it runs and makes a video', async () => {
    await it.page.keyboard.press('f');
    const steps = it.page.getByRole('spinbutton', { name: /: steps$/ }).first();
    await steps.fill('2');
    const prompt = it.node(idOf.get('prompt') ?? '').getByRole('textbox');
    await prompt.fill('a balloon rises up in a blue sky');
    expect(await it.run()).toMatch(/^Done in /);
    await it.page.getByRole('region', { name: 'Results' }).locator('video').waitFor();
  });

  test('it is saved, closed and opened again: the same JSON, to the letter', async () => {
    await it.page.keyboard.press('Control+s');
    await it.page.getByRole('dialog').getByLabel('Name').fill('by hand');
    await it.page.keyboard.press('Enter');
    await it.soon(it.status).toBe('Saved as by hand');
    const file = path.join(editor.userFolder, 'workflows', 'by hand.json');
    const saved = await fs.readFile(file, 'utf8');
    await it.page.getByRole('button', { name: 'Close by hand' }).click();
    await it.soon(it.tabs).not.toContain('by hand');
    await it.page.keyboard.press('Control+o');
    await it.page.getByRole('option').getByText('by hand').waitFor();
    await searchFor('by hand');
    await it.soon(it.tabs).toContain('by hand');
    await it.title(idOf.get('save') ?? '').waitFor();
    await it.page.keyboard.press('Control+Shift+s');
    await it.page.getByRole('dialog').getByLabel('Name').fill('again');
    await it.page.keyboard.press('Enter');
    await it.soon(it.status).toBe('Saved as again');
    expect(await fs.readFile(path.join(editor.userFolder, 'workflows', 'again.json'), 'utf8')).toBe(saved);
  });

  test('the template browser shows every example with its picture, and opens one', async () => {
    await it.menu('File', 'Templates …');
    const dialog = it.page.getByRole('dialog', { name: 'Templates' });
    const files = (await fs.readdir(path.resolve('workflows'))).filter((name) => name.endsWith('.json'));
    await it.soon(() => dialog.locator('.template').count()).toBe(files.length);
    const picture = dialog.getByRole('button', { name: /^Text to video A sentence/ }).locator('img');
    await it
      .soon(() => picture.evaluate((image: unknown) => (image as { naturalWidth: number }).naturalWidth))
      .toBeGreaterThan(100);
    await dialog.getByRole('button', { name: /^Text to video A sentence/ }).click();
    await it.soon(it.tabs).toContain('text-to-video');
    // What was opened or saved last stands first where one opens something.
    await it.page.keyboard.press('Control+o');
    const lately = it.page.getByRole('option').filter({ hasText: 'opened lately' });
    await it
      .soon(async () => (await lately.allInnerTexts()).map((text) => text.split('\n')[0]))
      .toEqual(['text-to-video', 'again', 'by hand']);
    await it.page.keyboard.press('Escape');
  });

  test('tabs are gone through with the arrow keys', async () => {
    const shown = () => it.page.locator('[role=tab][aria-selected=true]').innerText();
    const names = await it.tabs();
    await it.page.locator('[role=tab][aria-selected=true]').focus();
    await it.page.keyboard.press('Home');
    await it.soon(shown).toBe(names[0]);
    await it.page.keyboard.press('ArrowRight');
    await it.soon(shown).toBe(names[1]);
    await it.page.keyboard.press('End');
    await it.soon(shown).toBe(names.at(-1));
    await it.soon(() => it.page.locator(':focus').getAttribute('role')).toBe('tab');
  });

  test('a pipeline is begun with the keyboard alone: nodes are searched, wires chosen from lists', async () => {
    const { keyboard } = it.page;
    await keyboard.press('Alt+n');
    await it.soon(it.nodeIds).toEqual([]);
    for (const title of ['Prompt', 'Prompt Expander', 'Text Encoder']) {
      await keyboard.press('Shift+A');
      await it.page.locator('.overlay-search:focus').waitFor();
      await it.page.keyboard.type(title);
      await keyboard.press('Enter');
    }
    await it.soon(it.nodeIds).toEqual(['prompt', 'prompt-expander', 'text-encoder']);
    const inspector = it.page.getByRole('region', { name: 'Inspector' });
    const source = inspector.getByLabel('Where text comes from');
    for (let presses = 0; presses < 200; presses++) {
      if (await source.evaluate((element: unknown) => (element as Focusable).ownerDocument.activeElement === element))
        break;
      await keyboard.press('Tab');
    }
    await keyboard.press('ArrowDown');
    await it.soon(it.wireIds).toEqual(['prompt.text→text-encoder.text']);
    await keyboard.press('ArrowDown');
    await it.soon(it.wireIds).toEqual(['prompt-expander.text→text-encoder.text']);
    await keyboard.press('Control+z');
    await it.soon(it.wireIds).toEqual(['prompt.text→text-encoder.text']);
  });

  test('the browser had nothing to complain about', () => {
    expect(editor.complaints).toEqual([]);
  });
});

/** What is used here of an element; this file's types know no browser. */
interface Focusable {
  readonly ownerDocument: { readonly activeElement: unknown };
}
