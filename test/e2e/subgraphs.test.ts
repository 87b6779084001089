import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../scripts/browser.mjs';
import { definitionOf } from '../../src/core/subgraph.ts';
import { parseWorkflow, portName } from '../../src/core/workflow.ts';
import { boxOf } from '../support/box-of.ts';
import { type EditorPage, startTestEditor, type TestEditor } from '../support/editor-page.ts';

describe.skipIf(!findBrowser())('subgraphs', { timeout: 600_000 }, () => {
  let editor: TestEditor;
  let it: EditorPage;

  beforeAll(async () => {
    editor = await startTestEditor();
    it = await editor.openPage();
    await it.node('sampler').waitFor();
  }, 300_000);
  afterAll(() => editor?.close(), 120_000);

  const inspector = () => it.page.getByRole('region', { name: 'Inspector' });
  const breadcrumbs = () => it.page.getByRole('navigation', { name: 'Where you are' });
  const statusOf = (id: string) => it.node(id).locator('.card').getAttribute('data-status');
  const copyDocument = () => it.copied(() => it.menu('File', 'Copy workflow as JSON'));
  let template = '';

  test('the selected nodes become one, with a port for each wire across, in one step', async () => {
    template = await copyDocument();
    await it.soon(async () => (await it.wireIds()).length).toBe(16);
    const before = await it.wireIds();
    await it.title('expander').click();
    await it.title('positive').click({ modifiers: ['Shift'] });
    await it.page.keyboard.press('Control+Shift+e');
    await it.page.getByRole('dialog').getByLabel('Name').fill('Words');
    await it.page.keyboard.press('Enter');
    await it.soon(it.nodeIds).not.toContain('expander');
    await it
      .soon(async () => (await it.wireIds()).filter((id) => id.includes('words.')))
      .toEqual(['pack.model→words.model', 'prompt.text→words.text', 'words.conditioning→sampler.positive']);
    const wires = await it.wireIds();
    expect(wires).toHaveLength(before.length - 2);
    await it.page.keyboard.press('Control+z');
    await it.soon(it.wireIds).toEqual(before);
    expect(await copyDocument()).toBe(template);
    await it.page.keyboard.press('Control+Shift+z');
    await it.soon(it.wireIds).toEqual(wires);
  });

  test('a double click shows its inside, where its ports are two more cards, and the path leads back', async () => {
    await it.title('words').dblclick();
    await it.soon(it.nodeIds).toEqual(['@inputs', '@outputs', 'expander', 'positive']);
    await it.soon(() => breadcrumbs().getByRole('listitem').allInnerTexts()).toEqual(['text-to-video', 'Words']);
    await breadcrumbs().getByRole('button', { name: 'text-to-video' }).click();
    await it.soon(it.nodeIds).toContain('words');
    // Led by the pointer, Tab goes in and out.
    await it.title('words').click();
    await it.page.keyboard.press('Tab');
    await it.soon(it.nodeIds).toContain('@inputs');
    await it.page.keyboard.press('Tab');
    await it.soon(it.nodeIds).toContain('words');
    await it.page.keyboard.press('Alt+Enter');
    await it.soon(it.nodeIds).toContain('@inputs');
  });

  test('a wire from “+” makes an input, which the instance has under the name that it is given', async () => {
    await it.drag(it.port('@inputs', 'source', '+'), it.port('expander', 'target', 'seed'));
    await it.soon(it.wireIds).toContain('@inputs.seed→expander.seed');
    await it.page.keyboard.press('Control+a');
    await it.page.keyboard.press('Delete');
    await it.soon(it.nodeIds).toEqual(['@inputs', '@outputs']);
    await it.page.keyboard.press('Control+z');
    await it.soon(it.wireIds).toContain('@inputs.seed→expander.seed');
    await it.page.locator('.react-flow__pane').click({ position: { x: 20, y: 400 } });
    await inspector().getByLabel('Name of seed').fill('chance');
    await inspector().getByLabel('Name of the subgraph').fill('From words');
    await it.page.keyboard.press('Alt+Shift+Enter');
    const chance = it.node('words').getByLabel('From words: chance', { exact: true });
    await chance.fill('3');
    await it.page.keyboard.press('Enter');
    const { nodes, ...document } = parseWorkflow(await copyDocument());
    expect(nodes.words?.widgets).toEqual({ seed: 3 });
    const { title, inputs, outputs } = definitionOf(document, 'words') ?? {};
    expect({ title, inputs: inputs?.map(({ to }) => to.map(portName).sort()), outputs }).toEqual({
      title: 'From words',
      inputs: [['expander.model', 'positive.model'], ['expander.text'], ['expander.seed']],
      outputs: [{ name: 'conditioning', from: { node: 'positive', port: 'conditioning' } }],
    });
  });

  test('a port without a fitting type inside is refused, and an input cannot go straight out', async () => {
    await it.title('words').dblclick();
    await it.soon(it.nodeIds).toContain('@inputs');
    const before = await it.wireIds();
    await it.drag(it.port('@inputs', 'source', 'model'), it.port('@outputs', 'target', '+'));
    await it.soon(it.status).toContain('cannot go straight out');
    await it.drag(it.port('@inputs', 'source', 'model'), it.port('positive', 'target', 'text'));
    await it.soon(it.status).toContain('does not fit');
    expect(await it.wireIds()).toEqual(before);
  });

  test('a wire at its border is led past a point, which is dragged and taken back like all others', async () => {
    const wire = it.wire('@inputs.text→expander.text');
    const arrow = await boxOf(wire.locator('.wire-arrow'));
    const middle = { x: arrow.x + arrow.width / 2, y: arrow.y + arrow.height / 2 };
    await it.page.mouse.dblclick(middle.x, middle.y);
    await it.soon(() => wire.locator('.wire-point').count()).toBe(1);
    await it.drag(wire.locator('.wire-point'), { x: middle.x, y: middle.y + 120 });
    const inputs = async () => definitionOf(parseWorkflow(await copyDocument()), 'words')?.inputs;
    await it
      .soon(async () => (await inputs())?.[1]?.via)
      .toEqual({
        'expander.text': [[expect.any(Number), expect.any(Number)]],
      });
    await it.page.keyboard.press('Control+z');
    await it.page.keyboard.press('Control+z');
    await it.soon(() => wire.locator('.wire-point').count()).toBe(0);
  });

  test('a run is seen on the instance and inside it', async () => {
    await it.page.keyboard.press('Alt+Shift+Enter');
    await it.node('sampler').getByLabel('DiT Sampler: steps').fill('2');
    expect(await it.run()).toMatch(/^Done in /);
    await it.soon(() => statusOf('words')).toBe('done');
    await it.title('words').dblclick();
    await it.node('expander').waitFor();
    await it.soon(async () => [await statusOf('expander'), await statusOf('positive')]).toEqual(['done', 'done']);
  });

  test('a problem inside is told of, and leads there', async () => {
    await it.node('expander').waitFor();
    await it.drag(it.port('expander', 'target', 'text'), { x: 500, y: 800 });
    await it.soon(it.wireIds).not.toContain('@inputs.text→expander.text');
    await it.page.keyboard.press('Alt+Shift+Enter');
    await it.node('words').locator('.card-badge').waitFor();
    const problems = it.page.getByRole('region', { name: 'Problems' });
    await problems.getByRole('button', { name: /needs “text”/ }).click();
    await it.soon(it.nodeIds).toContain('@inputs');
    await it.soon(() => it.page.locator('.react-flow__node.selected').getAttribute('data-id')).toBe('expander');
    await it.page.keyboard.press('Control+z');
    await it.soon(it.wireIds).toContain('@inputs.text→expander.text');
    await it.page.keyboard.press('Alt+Shift+Enter');
  });

  test('it is added once more from the search, but not into itself', async () => {
    const search = async (words: string) => {
      await it.page.keyboard.press('Shift+A');
      await it.page.locator('.overlay-search').fill(words);
    };
    await search('From words');
    await it.page.keyboard.press('Enter');
    await it.soon(it.nodeIds).toContain('words-2');
    await it.page.keyboard.press('Control+z');
    await it.soon(it.nodeIds).not.toContain('words-2');
    await it.title('words').dblclick();
    await it.soon(it.nodeIds).toContain('@inputs');
    await search('From words');
    // Something is found for the words, only not this.
    await it.soon(() => it.page.locator('.overlay-search').inputValue()).toBe('From words');
    expect(await it.page.locator('.overlay-title').allInnerTexts()).not.toContain('From words');
    await it.page.keyboard.press('Escape');
    await it.page.keyboard.press('Alt+Shift+Enter');
  });

  test('repeated, it is a loop whose instances say how often, and is not unpacked', async () => {
    await it.title('words').dblclick();
    await it.soon(it.nodeIds).toContain('@inputs');
    await it.page.locator('.react-flow__pane').click({ position: { x: 20, y: 400 } });
    await inspector().getByLabel('Repeat it').check();
    const carried = inspector().getByLabel('What gets conditioning in the next round');
    await it.soon(() => carried.locator('option').allInnerTexts()).toEqual(['next round: nothing']);
    await it.page.keyboard.press('Alt+Shift+Enter');
    await it.node('words').getByLabel('From words: times', { exact: true }).fill('3');
    await it.page.keyboard.press('Enter');
    expect(await it.run()).toMatch(/^Done in /);
    await it.soon(() => statusOf('words')).toBe('cached');
    const document = parseWorkflow(await copyDocument());
    expect(document.nodes.words?.widgets).toEqual({ seed: 3, times: 3 });
    expect(definitionOf(document, 'words')?.repeat).toEqual({ name: 'times', times: 2 });
    await it.title('words').click();
    await it.menu('Node', 'Unpack the subgraph');
    await it.soon(it.status).toContain('can’t be unpacked');
    await it.title('words').dblclick();
    await it.page.locator('.react-flow__pane').click({ position: { x: 20, y: 400 } });
    await inspector().getByLabel('Repeat it').uncheck();
    await it.page.keyboard.press('Alt+Shift+Enter');
    await it.node('words').waitFor();
  });

  test('unpacked, its nodes and wires are there again', async () => {
    await it.title('words').click();
    await it.menu('Node', 'Unpack the subgraph');
    await it.soon(it.nodeIds).not.toContain('words');
    const wires = ({ edges }: ReturnType<typeof parseWorkflow>) =>
      edges.map(({ from, to }) => `${portName(from)} ${portName(to)}`).sort();
    const unpacked = parseWorkflow(await copyDocument());
    expect(wires(unpacked)).toEqual(wires(parseWorkflow(template)));
    expect([unpacked.nodes.expander?.widgets.seed, Object.keys(unpacked.subgraphs)]).toEqual([3, []]);
  });

  test('the browser had nothing to complain about', () => {
    expect(editor.complaints).toEqual([]);
  });
});
