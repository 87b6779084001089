import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { done } from '../fakes/electron.ts';
import { openWindows } from './browser.ts';
import type { DesktopShell } from './desktop-shell.ts';

/** The built preload and editor in a real browser, joined to the real shell: what only Electron itself could still get wrong is left out. */
export interface DesktopWindow {
  readonly page: Page;
  readonly complaints: string[];
  close(): Promise<void>;
}

export async function openDesktopWindow(shell: DesktopShell): Promise<DesktopWindow> {
  const context = await openWindows();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.exposeFunction('askShell', async (channel: string, ...args: unknown[]) => {
    const answer = await done.handlers.get(channel)?.(
      { senderFrame: { origin: new URL(page.url()).origin, parent: null } } as never,
      ...args,
    );
    return structuredClone(answer);
  });
  shell.window.webContents.on('fake-sent', (channel: string, ...args: unknown[]) => {
    void page.evaluate(`tellPage(${JSON.stringify([channel, ...args]).slice(1, -1)})`);
  });
  await page.addInitScript(withShell(readFileSync(path.resolve('out/preload/index.cjs'), 'utf8')));
  await page.goto(shell.window.loaded[0] ?? '');
  await page.locator('.react-flow__node').first().waitFor({ timeout: 60_000 });
  return { page, complaints, close: () => context.close() };
}

/** The preload as Electron runs it: beside the page, with `electron` and `process` given to it. */
function withShell(preload: string): string {
  return `(() => {
    const listeners = {};
    globalThis.tellPage = (channel, ...args) => (listeners[channel] ?? []).forEach((listener) => listener({}, ...args));
    const electron = {
      contextBridge: { exposeInMainWorld: (name, api) => { globalThis[name] = api; } },
      ipcRenderer: {
        invoke: (channel, ...args) => askShell(channel, ...args),
        on: (channel, listener) => { (listeners[channel] ??= []).push(listener); },
      },
    };
    const require = (name) => {
      if (name !== 'electron') throw new Error('A sandboxed preload can load electron alone, not ' + name);
      return electron;
    };
    (function (require, process, module, exports) {
      ${preload}
    })(require, { platform: 'linux' }, { exports: {} }, {});
  })();`;
}
