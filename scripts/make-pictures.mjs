// Makes the README's pictures from the running app: npm run build && node scripts/make-pictures.mjs
// Wants ffmpeg on the PATH and a Chromium (CHROMIUM_PATH, or one that `browser.mjs` finds).
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { holdFilm, root, startApp } from './app.mjs';
import { openBrowser } from './browser.mjs';

const SEED = '7';
const PROMPTS = [
  'a lemon shrinks on a black background',
  'a balloon rises up in a blue sky',
  'a pig moves right on green grass',
  'a red heart grows bigger on green grass',
];

const cli = path.join(root, 'dist/cli.js');
const pictures = path.join(root, 'docs/pictures');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'patchloom-pictures-'));
fs.mkdirSync(pictures, { recursive: true });
try {
  makeClips();
  await makeScreenshots();
} finally {
  fs.rmSync(folder, { recursive: true });
}

/** One clip per prompt, side by side, three times the size with hard pixels: the model makes 64 by 64. */
function makeClips() {
  const clips = PROMPTS.map((prompt) =>
    execFileSync(process.execPath, [cli, 'demo', prompt, '--seed', SEED, '--out', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim(),
  );
  const inputs = clips.map((_, index) => `[${index}]`).join('');
  const scaled = `hstack=${clips.length},scale=iw*3:-1:flags=neighbor`;
  const filter = `${inputs}${scaled},split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none`;
  const target = path.join(pictures, 'clip.gif');
  const files = clips.flatMap((clip) => ['-i', clip]);
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...files, '-filter_complex', filter, target]);
  console.log(target);
}

/** The editor after a run, dark and light. */
async function makeScreenshots() {
  const browser = await openBrowser();
  for (const colorScheme of ['dark', 'light']) {
    // A host admits one browser: each picture has its own.
    const app = await startApp(fs.mkdtempSync(path.join(folder, 'app-')));
    const page = await browser.newPage({ viewport: { width: 1440, height: 860 }, colorScheme, locale: 'en' });
    page.setDefaultTimeout(120_000);
    await page.goto(app.url);
    await page.locator('.react-flow__node').first().waitFor();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    for (const place of ['.results', '.react-flow__node']) await holdFilm(page.locator(`${place} video`).first(), 1.5);
    // Until the player knows how many frames there are, it counts one.
    await page.waitForFunction(() => !/\b1 \/ 1\b/.test(document.querySelector('.results').innerText));
    const target = path.join(pictures, `editor-${colorScheme}.png`);
    await page.screenshot({ path: target });
    console.log(target);
    await app.stop();
  }
  await browser.close();
}
