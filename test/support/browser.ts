import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { openBrowser } from '../../scripts/browser.mjs';
import { PATIENCE } from './patience.ts';

let shared: Promise<Browser> | undefined;

/** Windows of their own in the browser that all tests of this process share, and which ends with it: starting one takes as long as many a test. */
export async function openWindows(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  shared ??= openBrowser();
  const browser = await shared;
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, locale: 'en-GB', ...options });
  context.setDefaultTimeout(PATIENCE.timeout);
  return context;
}
