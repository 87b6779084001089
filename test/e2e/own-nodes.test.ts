import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../scripts/browser.mjs';
import { exampleNode } from '../../src/cli/example-node.ts';
import { type EditorPage, startTestEditor, type TestEditor } from '../support/editor-page.ts';

describe.skipIf(!findBrowser())('nodes of one’s own', { timeout: 600_000 }, () => {
  let editor: TestEditor;
  let it: EditorPage;
  let folder: string;

  beforeAll(async () => {
    editor = await startTestEditor({ executor: 'child' });
    folder = path.join(editor.userFolder, 'nodes');
    await fs.mkdir(folder, { recursive: true });
    await fs.writeFile(path.join(folder, 'film-grain.ts'), exampleNode('film-grain'));
    it = await editor.openPage();
    await it.node('sampler').waitFor();
  }, 300_000);
  afterAll(() => editor?.close(), 120_000);

  const palette = () => it.page.getByRole('complementary', { name: 'Nodes', exact: true });
  const own = () => palette().getByRole('region', { name: 'Your own nodes' });
  const entry = (title: string) => palette().getByRole('button', { name: new RegExp(`^Add ${title}`) });

  test('wait to be allowed, and nothing of them is loaded before', async () => {
    await own().getByText('1 file is not loaded:').waitFor();
    await own().getByText('It is code, and runs with your rights.', { exact: false }).waitFor();
    expect(await entry('Film Grain').count()).toBe(0);
    await own().getByRole('button', { name: 'Allow this folder' }).click();
    await entry('Film Grain').waitFor();
    await own().getByText(`1 node from ${folder}`).waitFor();
  });

  test('are put on the canvas like others', async () => {
    await entry('Film Grain').click();
    await it.page.locator('.react-flow__node', { hasText: 'Film Grain' }).waitFor();
  });

  test('follow their file: an error is shown with its line, and goes when it is mended', async () => {
    const file = path.join(folder, 'film-grain.ts');
    await fs.writeFile(file, `${exampleNode('film-grain')}\nconst = 1;\n`);
    const lines = exampleNode('film-grain').split('\n').length + 1;
    await own().getByText(`film-grain.ts, line ${lines}`).waitFor();
    await fs.writeFile(file, exampleNode('film-grain').replace("title: 'Film Grain'", "title: 'Old Film'"));
    await entry('Old Film').waitFor();
    await it.soon(() => own().getByText('film-grain.ts, line', { exact: false }).count()).toBe(0);
  });

  test('are loaded no longer when one says so', async () => {
    await own().getByRole('button', { name: 'Load it no longer' }).click();
    await own().getByText('1 file is not loaded:').waitFor();
    await it.soon(() => entry('Old Film').count()).toBe(0);
    expect(editor.complaints).toEqual([]);
  });
});
