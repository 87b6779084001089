import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../scripts/browser.mjs';
import { type EditorPage, startTestEditor, type TestEditor } from '../support/editor-page.ts';
import { type FakeHub, startFakeHub } from '../support/fake-hub.ts';

describe.skipIf(!findBrowser())('model packs', { timeout: 600_000 }, () => {
  let hub: FakeHub;
  let editor: TestEditor;
  let it: EditorPage;

  beforeAll(async () => {
    hub = await startFakeHub(await builtInPack());
    editor = await startTestEditor({
      hubSettings: () => ({ endpoint: hub.endpoint, offline: false, cacheFolder: '/nowhere' }),
    });
    it = await editor.openPage();
    await it.node('sampler').waitFor();
  }, 300_000);
  afterAll(async () => {
    await editor?.close();
    await hub?.close();
  }, 120_000);

  const rail = (name: string) => it.page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name });
  const panel = () => it.page.getByRole('complementary', { name: 'Model packs' });
  const missing = () =>
    it.page
      .getByRole('complementary', { name: 'Inspector and results' })
      .getByRole('region', { name: 'Missing model packs' });
  const packName = () => it.node('pack').getByLabel('Load Model Pack: name');

  test('the built-in pack is listed with its size, what it makes and where it is', async () => {
    await rail('Model packs').click();
    const entry = panel().getByRole('listitem', { name: 'sprites' });
    await entry.getByText(/^64 × 64, 17 frames · multiples of \d+ px$/).waitFor();
    await it.soon(() => entry.getByText('text to video').count()).toBe(1);
    await panel().getByText(path.resolve('models'), { exact: true }).first().waitFor();
  });

  test('a pack that is not here is named, with another that would do', async () => {
    await packName().fill('model');
    await missing().getByText('“model” is not here').waitFor();
    await missing().getByText('The workflow does not say where it comes from').waitFor();
    await it
      .soon(() =>
        missing()
          .getByRole('button', { name: /^Use .* instead$/ })
          .count(),
      )
      .toBe(1);
  });

  test('it is fetched from the Hub, paused, gone on with, and the workflow runs with it', async () => {
    hub.misbehave = ({ kind }) => (kind === 'cdn' ? { pace: 30_000 } : undefined);
    await panel().getByPlaceholder('hf:owner/name').fill('someone/model');
    await it.page.keyboard.press('Enter');
    const download = panel().getByRole('region', { name: 'Download of model' });
    await it
      .soon(async () => Number(await download.getByRole('progressbar').getAttribute('aria-valuenow')))
      .toBeGreaterThan(3);
    await download.getByRole('button', { name: 'Pause' }).click();
    await download.getByText('paused').waitFor();
    hub.misbehave = () => undefined;
    await download.getByRole('button', { name: 'Go on' }).click();
    await download.getByText('here, checksums right').waitFor();
    await it.soon(() => missing().count()).toBe(0);
    await panel().getByRole('listitem', { name: 'model' }).getByRole('button', { name: 'Use in the workflow' }).click();
    await it.node('sampler').getByLabel('DiT Sampler: steps').fill('2');
    expect(await it.run()).toMatch(/^Done in /);
  });

  test('the workflow now says where its pack comes from, and another machine offers to fetch it', async () => {
    await panel().getByRole('listitem', { name: 'model' }).getByRole('button', { name: 'Check its files' }).click();
    await it.soon(it.status).toBe('All files of model are right.');
    await panel().getByRole('listitem', { name: 'model' }).getByRole('button', { name: 'Remove' }).click();
    await it.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await missing().getByText('It can be had from hf:someone/model.').waitFor();
    await missing().getByRole('button', { name: 'Fetch' }).click();
    await it.soon(() => missing().count()).toBe(0);
  });

  test('the shapes of a size are multiples of what the pack takes', async () => {
    await it.title('noise').click();
    await it.page
      .getByRole('region', { name: 'Inspector' })
      .getByText(/^× \d+$/)
      .waitFor();
  });

  test('the browser had nothing to complain about', () => {
    expect(editor.complaints).toEqual([]);
  });
});

/** The built-in pack as a Hub would have it. */
async function builtInPack() {
  const folder = path.resolve('models/sprites');
  const names = (await fs.readdir(folder)).filter((name) => name !== 'README.md');
  return Promise.all(
    names.map(async (name) => ({
      path: name,
      content: await fs.readFile(path.join(folder, name)),
      lfs: name.endsWith('.onnx'),
    })),
  );
}
