import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { PATIENCE } from './patience.ts';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'msedge',
  'microsoft-edge',
];

let shared: Promise<Browser> | undefined;

/** Windows of their own in the browser that all tests of this process share, and which ends with it: starting one takes as long as many a test. */
export async function openWindows(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const executablePath = findBrowser();
  shared ??= chromium.launch({ ...(executablePath ? { executablePath } : {}), headless: true });
  const browser = await shared;
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, locale: 'en-GB', ...options });
  context.setDefaultTimeout(PATIENCE.timeout);
  return context;
}

/** A Chromium, Chrome or Edge of this machine: `CHROMIUM_PATH`, what is on the PATH, then the usual places. */
export function findBrowser(): string | undefined {
  const { CHROMIUM_PATH, PATH = '', PROGRAMFILES, LOCALAPPDATA } = process.env;
  const programFiles = [PROGRAMFILES, process.env['PROGRAMFILES(X86)'], LOCALAPPDATA].filter(
    (folder) => folder !== undefined,
  );
  const ending = process.platform === 'win32' ? '.exe' : '';
  const candidates = [
    CHROMIUM_PATH ?? '',
    '/usr/bin/chromium',
    ...PATH.split(path.delimiter).flatMap((folder) => NAMES.map((name) => path.join(folder, name + ending))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ...programFiles.flatMap((folder) => [
      path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      path.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]),
  ];
  return candidates.find((candidate) => candidate !== '' && existsSync(candidate));
}
