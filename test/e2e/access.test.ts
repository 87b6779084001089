import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { afterFrames } from '../support/after-frames.ts';
import { type Editor, hasBrowser, openEditor } from '../support/open-editor.ts';
import { PATIENCE, soon } from '../support/patience.ts';

/** A part of what axe answers with. */
interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
}

const axe = readAxe();
if (axe === undefined) console.warn('The check by axe is skipped: axe-core is not installed.');

describe.skipIf(!hasBrowser)('access', { timeout: 600_000 }, () => {
  let editor: Editor;

  beforeAll(async () => {
    editor = await openEditor({ reducedMotion: 'reduce', colorScheme: 'dark' });
    await editor.node('sampler').waitFor(PATIENCE);
  }, 300_000);
  afterAll(() => editor?.close());

  const rail = (name: string) =>
    editor.page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name, exact: true });

  describe.skipIf(axe === undefined)('axe finds nothing serious', () => {
    beforeAll(() => editor.page.evaluate(axe ?? ''));
    const findings = async () => {
      const violations = (await editor.page.evaluate(
        'axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }).then((found) => found.violations)',
      )) as readonly Finding[];
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => [id, nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary}`)]);
    };

    test.each(['Dark', 'Light'])('in the %s theme, in every panel and in the form', async (theme) => {
      await rail('Settings').click();
      await editor.page.getByLabel(theme, { exact: true }).check({ force: true });
      expect(await findings()).toEqual([]);
      for (const name of ['Nodes', 'Outputs', 'Model packs', 'Runs', 'Shortcuts']) {
        await rail(name).click();
        await editor.page.getByRole('complementary', { name, exact: true }).waitFor(PATIENCE);
        expect(await findings()).toEqual([]);
      }
      await rail('Shortcuts').click();
      await editor.node('noise').locator('.card-title').click();
      expect(await findings()).toEqual([]);
      for (const command of ['Templates …', 'Compare versions …', 'Open …']) {
        await editor.button('File').click();
        await editor.page.getByRole('menu').getByText(command, { exact: true }).click();
        await editor.page.getByRole('dialog').waitFor(PATIENCE);
        expect(await findings()).toEqual([]);
        await editor.page.keyboard.press('Escape');
      }
      await editor.page.getByLabel('App', { exact: true }).check({ force: true });
      expect(await findings()).toEqual([]);
      await editor.page.getByLabel('Graph', { exact: true }).check({ force: true });
      await editor.node('sampler').waitFor(PATIENCE);
    });

    test('with problems, a failure and a result on the screen', async () => {
      await editor.node('sampler').getByLabel('DiT Sampler: steps').fill('4');
      expect(await editor.run()).toMatch(/^Done in /);
      await editor.node('pack').getByLabel('Load Model Pack: name').fill('nothing');
      expect(await editor.run()).toBe('The run failed');
      await editor.node('sampler').getByLabel('DiT Sampler: steps').fill('0');
      await editor.region('Problems').waitFor(PATIENCE);
      expect(await findings()).toEqual([]);
      await editor.page.keyboard.press('Control+z');
      await editor.node('pack').getByLabel('Load Model Pack: name').fill('sprites');
    });
  });

  describe('with the keyboard alone', () => {
    test('a node is found with Tab, a wire is taken off and put back, and the workflow runs', async () => {
      const { keyboard } = editor.page;
      const wires = () => editor.page.locator('.react-flow__edge').count();
      await editor.node('sampler').getByLabel('DiT Sampler: steps').fill('2');
      await editor.button('Undo').focus();
      await tabTo(editor.node('save'));
      await keyboard.press('Enter');
      const source = editor.region('Inspector').getByLabel('Where video comes from');
      await source.waitFor(PATIENCE);
      const before = await wires();
      await tabTo(source);
      await keyboard.press('ArrowUp');
      await soon(wires).toBe(before - 1);
      await editor.region('Problems').getByText('needs “video”').waitFor(PATIENCE);
      await keyboard.press('ArrowDown');
      await soon(wires).toBe(before);
      expect(await editor.run(() => keyboard.press('Control+Enter'))).toMatch(/^Done in /);
    });

    test('an output is connected to one more input', async () => {
      const { keyboard } = editor.page;
      const targets = () => editor.region('Inspector').locator('.port-target').count();
      await tabTo(editor.node('prompt'));
      await keyboard.press('Enter');
      const target = editor.region('Inspector').getByLabel('Where text goes');
      await tabTo(target);
      expect(await targets()).toBe(1);
      await keyboard.press('ArrowDown');
      await soon(targets).toBe(2);
    });

    test('numbers are stepped, ten at a time with Shift', async () => {
      const steps = editor.node('sampler').getByLabel('DiT Sampler: steps');
      await steps.focus();
      await editor.page.keyboard.press('ArrowUp');
      await soon(() => steps.inputValue()).toBe('3');
      await editor.page.keyboard.press('Shift+ArrowUp');
      await soon(() => steps.inputValue()).toBe('13');
    });

    test('a node or control that Tab leads to comes into sight as a whole', async () => {
      await editor.page.locator('.react-flow__pane').click({ position: { x: 300, y: 10 } });
      await editor.page.keyboard.press('1');
      await soon(() => editor.page.locator('.zoom').innerText()).toBe('100 %');
      await editor.node('sampler').focus();
      const seen: unknown[] = [];
      for (let press = 0; press < 25; press++) {
        await editor.page.keyboard.press('Tab');
        await afterFrames(editor.page);
        seen.push(await editor.page.evaluate(WHOLLY_IN_SIGHT));
      }
      expect(new Set(seen)).toEqual(new Set([true]));
    });

    test('what has the focus is seen to have it', async () => {
      await editor.button('Run').focus();
      await editor.page.keyboard.press('Tab');
      await editor.page.keyboard.press('Shift+Tab');
      await soon(() => editor.page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    });
  });

  /** Presses Tab until something has the focus. */
  async function tabTo(target: Locator): Promise<void> {
    for (let presses = 0; presses < 400; presses++) {
      if (await target.evaluate(isFocused)) return;
      await editor.page.keyboard.press('Tab');
    }
    throw new Error(`${target} is not reached with Tab`);
  }
});

/** Runs in the page; this file's types know no browser. */
function isFocused(element: unknown): boolean {
  const { ownerDocument } = element as { ownerDocument: { activeElement: unknown } };
  return ownerDocument.activeElement === element;
}

/** Runs in the page: whether the whole of what has the focus is in sight, where it is on the canvas and has room there. */
const WHOLLY_IN_SIGHT = `(() => {
  const focused = document.activeElement;
  if (!focused.closest('.react-flow__viewport')) return true;
  const [inner, outer] = [focused, document.querySelector('.canvas')].map((one) => one.getBoundingClientRect());
  const lies = (from, to, least, most) => to - from > most - least || (from >= least && to <= most);
  return lies(inner.left, inner.right, outer.left, outer.right) && lies(inner.top, inner.bottom, outer.top, outer.bottom)
    ? true
    : focused.getAttribute('aria-label') ?? focused.outerHTML;
})()`;

function readAxe(): string | undefined {
  try {
    return readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    return undefined;
  }
}
