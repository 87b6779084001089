import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Editor, hasBrowser, openEditor } from '../support/open-editor.ts';
import { PATIENCE, soon } from '../support/patience.ts';

describe.skipIf(!hasBrowser)('what a run needs of the machine', { timeout: 600_000 }, () => {
  let editor: Editor;

  beforeAll(async () => {
    editor = await openEditor({ reducedMotion: 'reduce' });
    await editor.node('sampler').waitFor(PATIENCE);
  }, 300_000);
  afterAll(() => editor?.close(), 120_000);

  const field = (id: string, label: string) => editor.node(id).getByLabel(label, { exact: true });
  const fill = async (label: string, value: string) => {
    await field('noise', `Noise Latent: ${label}`).fill(value);
    await field('noise', `Noise Latent: ${label}`).press('Enter');
  };

  test('a video that does not fit into memory is warned of, and can be run all the same', async () => {
    for (const [label, value] of [
      ['width', '4096'],
      ['height', '4096'],
      ['frames', '1025'],
    ] as const)
      await fill(label, value);
    const note = editor.region('Memory');
    await note
      .getByText(/^This may need [\d.]+ GB of memory \(sampling [\d.]+ GB\), and there are [\d.]+ GB$/)
      .waitFor(PATIENCE);
    await note.getByText('Lower width, height or the number of frames.').waitFor(PATIENCE);
    await soon(() => editor.button('Run').isEnabled()).toBe(true);
    for (const [label, value] of [
      ['width', '64'],
      ['height', '64'],
      ['frames', '17'],
    ] as const)
      await fill(label, value);
    await soon(() => note.count()).toBe(0);
  });

  test('what models run on is chosen in the settings, which say what each device is worth', async () => {
    await editor.page
      .getByRole('navigation', { name: 'Panels' })
      .getByRole('button', { name: 'Settings', exact: true })
      .click();
    const devices = editor.region('Models run on');
    await devices.getByRole('combobox').selectOption('cpu');
    await devices.getByRole('button', { name: 'Try them all' }).click();
    await devices.getByText('works', { exact: true }).first().waitFor(PATIENCE);
    await soon(() => devices.getByRole('combobox').inputValue()).toBe('cpu');
    // A run says what it takes.
    expect(await editor.run()).toMatch(/^Done in /);
    await editor.page
      .locator('.status-bar')
      .getByText(/^Processor · [\d.]+ [MG]B$/)
      .waitFor(PATIENCE);
  });

  test('how much memory models may keep is chosen, and is there at the next start', async () => {
    const memory = editor.page.getByRole('group', { name: 'Memory for open models' });
    await soon(() => memory.getByLabel('Half of all').isChecked()).toBe(true);
    await memory.getByLabel('8 GB').check({ force: true });
    await soon(editor.settings).toContain('"modelGigabytes": 8');
    await editor.page.reload();
    await editor.node('sampler').waitFor(PATIENCE);
    await soon(() => memory.getByLabel('8 GB').isChecked()).toBe(true);
    expect(editor.complaints).toEqual([]);
  });
});
