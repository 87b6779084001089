import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../scripts/browser.mjs';
import { moveNodes } from '../../src/core/edits.ts';
import { parseWorkflow, portName, serializeWorkflow } from '../../src/core/workflow.ts';
import { boxOf } from '../support/box-of.ts';
import { type EditorPage, startTestEditor, type TestEditor } from '../support/editor-page.ts';

const WHOLE_TEST = { timeout: 600_000 };

describe.skipIf(!findBrowser())('on the canvas', WHOLE_TEST, () => {
  let editor: TestEditor;
  let it: EditorPage;

  beforeAll(async () => {
    editor = await startTestEditor();
    it = await editor.openPage();
    await it.node('sampler').waitFor();
  }, 300_000);
  afterAll(() => editor?.close(), 120_000);

  /** The document as it stands: everything is selected and copied, which changes nothing. */
  const documentNow = async () => {
    await it.page.keyboard.press('Control+a');
    return it.selectedJson();
  };
  const search = () => it.page.locator('.overlay-search');
  const addBySearch = async (words: string) => {
    await search().fill(words);
    await it.page.keyboard.press('Enter');
  };

  test('from far away cards are boxes and wires a few lines; nearer again, all wires are where they were', async () => {
    const routes = () =>
      it.page
        .locator('.react-flow__edge-path')
        .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')).toSorted());
    const count = (selector: string) => it.page.locator(selector).count();
    // All wires are drawn once all cards are measured.
    await it.soon(async () => (await it.wireIds()).length).toBe(16);
    const [near, cards] = [await routes(), await count('.card')];
    await it.page.mouse.move(700, 500);
    await it.page.mouse.wheel(0, 4000);
    await it.soon(() => count('.card-box')).toBe(cards);
    await it.soon(async () => [await count('.react-flow__handle'), await it.wireIds()]).toEqual([0, []]);
    const drawn = () =>
      it.page.locator('.overview-wire').evaluateAll((paths) => paths.map((path) => path.getAttribute('d') ?? ''));
    const segments = (lines: readonly (string | null)[]) =>
      lines.flatMap((line) => (line ?? '').split('M')).filter(Boolean);
    await it.soon(async () => segments(await drawn()).toSorted()).toEqual(segments(near).toSorted());
    await it.page.keyboard.press('f');
    await it.soon(routes).toEqual(near);
    await it.soon(() => count('.card-box')).toBe(0);
  });

  test('a click on the minimap brings what is there to the middle of the canvas, and the wheel goes nearer', async () => {
    const numbers = (text: string | null) => (text?.match(/-?[\d.]+/g) ?? []).map(Number);
    const styleOf = (selector: string) => it.page.locator(selector).evaluate(({ style }) => style.transform);
    const zoom = async () => numbers(await styleOf('.react-flow__viewport'))[2];
    await it.page.keyboard.press('f');
    const [x = 0, y = 0] = numbers(await styleOf('.react-flow__node[data-id="save"]'));
    await it.page.keyboard.press('1');
    await it.soon(zoom).toBe(1);
    const map = it.page.locator('.minimap svg');
    const [left = 0, top = 0, width = 1] = numbers(await map.getAttribute('viewBox'));
    const box = await boxOf(map);
    await it.page.mouse.click(box.x + ((x - left) * box.width) / width, box.y + ((y - top) * box.width) / width);
    await it
      .soon(async () => {
        const [canvas, save] = [await boxOf(it.page.locator('.canvas')), await boxOf(it.node('save'))];
        return Math.hypot(save.x - canvas.x - canvas.width / 2, save.y - canvas.y - canvas.height / 2);
      })
      .toBeLessThan(20);
    await it.page.mouse.wheel(0, -100);
    await it.soon(zoom).toBeGreaterThan(1);
  });

  test('a text at the edge of the canvas comes into sight as a whole when one types in it, and the view stands still from then on', async () => {
    await it.page.keyboard.press('f');
    const text = it.node('prompt').locator('textarea');
    const canvas = await boxOf(it.page.locator('.canvas'));
    const [left, right] = [canvas.x, canvas.x + canvas.width];
    const panBy = async (distance: number) => {
      await it.page.keyboard.down('Space');
      await it.drag({ x: left + canvas.width / 2, y: 60 }, { x: left + canvas.width / 2 + distance, y: 60 });
      await it.page.keyboard.up('Space');
    };
    const sides = async () => {
      const { x, width } = await boxOf(text);
      return [Math.round(x), Math.round(x + width)];
    };
    for (const [seen, inside, side] of [
      [right - 40, right - 24, 1],
      [left + 40, left + 24, 0],
    ] as const) {
      const before = (await sides())[1 - side] ?? 0;
      await panBy(seen - before);
      await it.soon(async () => (await sides())[1 - side]).toBe(Math.round(seen));
      await it.page.mouse.click(seen + (side ? 20 : -20), (await boxOf(text)).y + 10);
      expect((await sides())[1 - side]).toBe(Math.round(seen));
      for (const key of ['a', 'End', 'b']) {
        await it.page.keyboard.press(key);
        await it.soon(async () => (await sides())[side]).toBe(Math.round(inside));
      }
      await it.page.locator('.react-flow__pane').click({ position: { x: canvas.width / 2, y: 10 } });
      await it.page.keyboard.press('Control+z');
    }
  });

  test('what is too large to be read as a whole is opened at its beginning; seen whole as boxes, it has its wires when one comes nearer', async () => {
    const template = parseWorkflow(readFileSync('workflows/text-to-video.json', 'utf8'));
    const places = Object.entries(template.nodes).map(
      ([
        id,
        {
          position: [x, y],
        },
      ]) => [id, [x * 6, y * 6]],
    );
    const text = serializeWorkflow(moveNodes(template, Object.fromEntries(places)));
    await it.page.evaluate(`(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([${JSON.stringify(text)}], 'wide.json', { type: 'application/json' }));
      document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    })()`);
    await it.soon(it.tabs).toContain('wide');
    const zoom = () => it.page.locator('.zoom').innerText();
    await it.soon(zoom).toBe('70 %');
    await it.soon(it.nodeIds).toContain('prompt');
    const canvas = await boxOf(it.page.locator('.canvas'));
    await it
      .soon(async () => [(await boxOf(it.node('prompt'))).x, await it.node('save').count()])
      .toEqual([canvas.x + 32, 0]);
    const boxes = () => it.page.locator('.card-box').count();
    await it.page.keyboard.press('f');
    await it.soon(boxes).toBe(places.length);
    await it.page.mouse.move(700, 500);
    for (let turn = 0; turn < 20 && (await boxes()) > 0; turn++) {
      const before = await zoom();
      await it.page.mouse.wheel(0, -60);
      // No turn before the one before it is seen: otherwise it comes too near.
      await it.soon(zoom).not.toBe(before);
    }
    await it.soon(boxes).toBe(0);
    const seen = await it.nodeIds();
    const between = template.edges.filter(({ from, to }) => seen.includes(from.node) && seen.includes(to.node));
    expect(between.length).toBeGreaterThan(2);
    const names = between.map(({ from, to }) => `${portName(from)}→${portName(to)}`);
    await it.soon(it.wireIds).toEqual(expect.arrayContaining(names));
  });

  test('a pipeline is wired from an empty canvas: a wire that is dropped on nothing offers what fits', async () => {
    await it.newDocument();
    await it.page.mouse.dblclick(400, 300);
    await addBySearch('load mod');
    await it.node('load-model-pack').waitFor();
    // From here on each node is offered at the end of the wire before it.
    const grow = async (from: string, port: string, at: number, words: string) => {
      await it.drag(it.port(from, 'source', port), { x: at, y: 340 });
      await addBySearch(words);
    };
    await grow('load-model-pack', 'model', 680, 'noise lat');
    await it.soon(it.wireIds).toEqual(['load-model-pack.model→noise-latent.model']);
    await grow('noise-latent', 'latent', 960, 'patchi');
    await it.soon(async () => (await it.wireIds()).length).toBe(2);
    await it.drag(it.port('patchify', 'source', 'patches'), { x: 1000, y: 700 });
    const offered = async () => (await it.page.locator('.overlay-title').allInnerTexts()).toSorted();
    // Those for patches, and those that take whatever comes.
    await it.soon(offered).toEqual(['Collect', 'DiT Sampler', 'If', 'Pick Item', 'Switch', 'Unpatchify']);
    await addBySearch('dit');
    await it.soon(it.wireIds).toContain('patchify.patches→dit-sampler.patches');
    await it.page.keyboard.press('Control+z');
    await it.soon(it.nodeIds).toEqual(['load-model-pack', 'noise-latent', 'patchify']);
  });

  test('a node that is dropped on a wire goes into it, and deleting it heals the wire', async () => {
    await it.newDocument();
    await it.page.mouse.dblclick(400, 250);
    await addBySearch('prompt');
    await it.drag(it.port('prompt', 'source', 'text'), { x: 960, y: 262 });
    await addBySearch('text enc');
    await it.soon(it.wireIds).toEqual(['prompt.text→text-encoder.text']);
    await it.page.mouse.dblclick(500, 700);
    await addBySearch('prompt exp');
    const wire = await boxOf(it.wire('prompt.text→text-encoder.text').locator('.wire-arrow'));
    await it.drag(it.title('prompt-expander'), { x: wire.x + 3, y: wire.y + 4 });
    await it.soon(it.wireIds).toEqual(['prompt-expander.text→text-encoder.text', 'prompt.text→prompt-expander.text']);
    await it.page.keyboard.press('Control+Delete');
    await it.soon(it.wireIds).toEqual(['prompt.text→text-encoder.text']);
    await it.page.keyboard.press('Control+z');
    await it.soon(it.nodeIds).toContain('prompt-expander');
  });

  test('nodes are copied with their wires into another document', async () => {
    await it.page.keyboard.press('Control+a');
    await it.copied(() => it.page.keyboard.press('Control+c'));
    await it.newDocument();
    await it.page.mouse.move(400, 300);
    await it.page.keyboard.press('Control+v');
    await it.soon(it.nodeIds).toEqual(['prompt', 'prompt-expander', 'text-encoder']);
    await it.soon(it.wireIds).toHaveLength(2);
    await it.page.keyboard.press('Control+d');
    await it.soon(it.nodeIds).toHaveLength(6);
    await it.soon(it.wireIds).toHaveLength(4);
    await it.page.keyboard.press('Delete');
    await it.soon(it.nodeIds).toHaveLength(3);
  });

  test('a frame carries its nodes, and one drag is one step', async () => {
    await it.page.keyboard.press('Control+a');
    await it.page.keyboard.press('Control+g');
    const header = it.page.locator('.group-header');
    await header.waitFor();
    const before = parseWorkflow(await documentNow());
    await it.page.keyboard.press('Escape');
    await it.page.mouse.click(1100, 900);
    const box = await boxOf(header);
    await it.drag({ x: box.x + 60, y: box.y + 10 }, { x: box.x + 140, y: box.y + 90 });
    await it.soon(async () => parseWorkflow(await documentNow())).not.toEqual(before);
    const after = parseWorkflow(await documentNow());
    const moved = (id: string) => {
      const [from, to] = [before.nodes[id]?.position, after.nodes[id]?.position];
      return [(to?.[0] ?? 0) - (from?.[0] ?? 0), (to?.[1] ?? 0) - (from?.[1] ?? 0)];
    };
    const distances = Object.keys(before.nodes).map(moved);
    expect(new Set(distances.map(String)).size).toBe(1);
    expect(distances[0]?.[0]).toBeGreaterThan(0);
    await it.page.keyboard.press('Control+z');
    await it.soon(async () => parseWorkflow(await documentNow())).toEqual(before);
  });

  test('bypass, mute, collapse, a note and a bend of a wire are in the document', async () => {
    await it.title('prompt-expander').click();
    await it.page.keyboard.press('Control+b');
    const tall = (await boxOf(it.node('prompt'))).height;
    await it.title('prompt').click();
    await it.page.keyboard.press('Alt+c');
    await it.soon(async () => (await boxOf(it.node('prompt'))).height).toBeLessThan(tall / 2);
    const arrow = await boxOf(it.wire('prompt.text→prompt-expander.text').locator('.wire-arrow'));
    await it.page.mouse.dblclick(arrow.x + 3, arrow.y + 4);
    await it.wire('prompt.text→prompt-expander.text').locator('.wire-point').waitFor();
    await it.page.mouse.move(500, 850);
    const writing = it.page.getByLabel('Text of the note');
    await it.page.keyboard.press('n');
    await writing.waitFor();
    await it.page.keyboard.type('Remember');
    await it.page.keyboard.press('Escape');
    await it.soon(() => it.page.locator('.note').innerText()).toBe('Remember');
    await it.page.keyboard.press('F2');
    await it.soon(() => writing.inputValue()).toBe('Remember');
    await it.page.keyboard.press('Escape');
    await it.page.locator('.note').dblclick();
    await writing.fill('# Try\n\n- <b>this</b> [link](javascript:alert)');
    await it.page.mouse.click(1100, 900);
    await it.page.locator('.note li').waitFor();
    expect(await it.page.locator('.note b, .note a').count()).toBe(0);
    const { nodes, notes, edges } = parseWorkflow(await documentNow());
    expect(nodes['prompt-expander']?.mode).toBe('bypass');
    expect(nodes.prompt?.collapsed).toBe(true);
    expect(notes).toHaveLength(1);
    expect(edges.map((edge) => [portName(edge.to), edge.via?.length])).toContainEqual(['prompt-expander.text', 1]);
  });

  test('any edits are undone and redone, step by step, to exactly the same documents', async () => {
    const keys = ['Control+b', 'Alt+c', 'Control+d', 'Control+g', 'n', 'Control+m', 'l'];
    const documents = [await documentNow()];
    let seed = 7;
    for (let edit = 0; edit < 30; edit++) {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      const key = keys[(seed >> 8) % keys.length] ?? 'n';
      const isLarge = documents.at(-1)?.includes('-12"');
      // The last edit takes everything away, so that there is something to bring back.
      const pressed = edit === 29 ? 'Delete' : isLarge && key === 'Control+d' ? 'n' : key;
      await it.page.keyboard.press(pressed);
      // A new note is written in at once.
      if (pressed === 'n') await it.page.keyboard.press('Escape');
      const next = await documentNow();
      if (next !== documents.at(-1)) documents.push(next);
    }
    expect(documents.length).toBeGreaterThan(20);
    for (const earlier of documents.slice(0, -1).reverse()) {
      await it.page.keyboard.press('Control+z');
      expect(await documentNow()).toBe(earlier);
    }
    for (const later of documents.slice(1)) {
      await it.page.keyboard.press('Control+Shift+z');
      expect(await documentNow()).toBe(later);
    }
  });

  test('the command palette finds a command by a few letters and does it', async () => {
    await it.page.keyboard.press('Control+k');
    await search().fill('minim');
    await it.page.keyboard.press('Enter');
    await it.soon(() => it.page.locator('.minimap').count()).toBe(0);
  });

  test('the browser had nothing to complain about', () => {
    expect(editor.complaints).toEqual([]);
  });
});
