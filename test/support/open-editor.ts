import fs from 'node:fs/promises';
import type { BrowserContextOptions, Locator } from 'playwright-core';
import { findBrowser } from '../../scripts/browser.mjs';
import { type EditorPage, startTestEditor } from './editor-page.ts';

/** One window of the editor, on a host of its own that ends with it. */
export interface Editor extends EditorPage {
  readonly outputFolder: string;
  /** What the browser had to complain about. */
  readonly complaints: string[];
  button(name: string): Locator;
  region(name: string): Locator;
  /** What the host has kept of what was chosen, as JSON: a window that is loaded again before that comes up without it. */
  settings(): Promise<string>;
  close(): Promise<void>;
}

export const hasBrowser = findBrowser() !== undefined;

export async function openEditor(windows: BrowserContextOptions = {}): Promise<Editor> {
  const editor = await startTestEditor({ windows: { reducedMotion: 'no-preference', ...windows } });
  const window = await editor.openPage();
  const button = (name: string) => window.page.getByRole('button', { name, exact: true });
  return {
    ...window,
    outputFolder: editor.outputFolder,
    complaints: editor.complaints,
    button,
    region: (name) => window.page.getByRole('region', { name, exact: true }),
    run: (start = () => button('Run').click()) => window.run(start),
    settings: () => fs.readFile(editor.settingsFile, 'utf8').catch(() => ''),
    close: editor.close,
  };
}
