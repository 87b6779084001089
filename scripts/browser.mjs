// Which browser scripts, benches and tests drive.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'msedge',
  'microsoft-edge',
];

/** Opens it without a window. */
export function openBrowser() {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('There is no Chromium, Chrome or Edge; CHROMIUM_PATH can name one');
  return chromium.launch({ executablePath });
}

/** A Chromium, Chrome or Edge of this machine: `CHROMIUM_PATH`, what is on the PATH, then the usual places. */
export function findBrowser() {
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
