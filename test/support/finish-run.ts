import type { Page } from 'playwright-core';
import { soon } from './patience.ts';

/**
 * Does what starts a run, and waits until that run has ended; how, in the words of the status bar. A run before it has left
 * such words as well: the bar says which run it speaks of.
 */
export async function finishRun(page: Page, start: () => Promise<unknown>): Promise<string> {
  const bar = page.locator('.status-main');
  const run = () => bar.getAttribute('data-run');
  const before = await run();
  await start();
  await soon(run).not.toBe(before);
  await soon(() => bar.innerText()).toMatch(/^(Done in |Stopped|The run failed)/);
  return bar.innerText();
}
