// Makes the pictures of the template browser from the running app: npm run build && node scripts/make-template-pictures.mjs
// One per file in workflows/; a template that can't run here (its pack is not there) is shown as it is opened.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumPath, holdFilm, root, startApp } from './app.mjs';

const pictures = path.join(root, 'src/renderer/templates');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'patchloom-templates-'));
const names = fs.readdirSync(path.join(root, 'workflows')).map((file) => file.replace(/\.json$/, ''));
const app = await startApp(folder);
const browser = await chromium.launch({ executablePath: chromiumPath });
try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 0.6,
    colorScheme: 'dark',
    reducedMotion: 'reduce',
    locale: 'en',
  });
  await page.goto(app.url);
  for (const name of names) {
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
    await page.getByRole('button', { name: 'File', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Templates …' }).click();
    await page.locator('.template').nth(names.indexOf(name)).click();
    await page.locator('.react-flow__node').first().waitFor();
    await run(page);
    await page.locator('.side-panel').evaluate((panel) => panel.remove());
    await page.keyboard.press('m');
    await page.keyboard.press('f');
    await page.waitForTimeout(300);
    // The graph goes up, the result below it.
    await page.mouse.move(640, 700);
    await page.keyboard.down('Space');
    await page.mouse.down();
    await page.mouse.move(640, 640, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Space');
    const { x, y, width, height } = await page.locator('.canvas').boundingBox();
    const high = Math.min(height, (width * 9) / 16);
    await showLarge(page);
    const target = path.join(pictures, `${name}.jpg`);
    const clip = { x, y: y + (height - high) / 2, width, height: high };
    await page.screenshot({ path: target, type: 'jpeg', quality: 72, clip });
    console.log(target, fs.statSync(target).size);
    await page.reload();
  }
} finally {
  await browser.close();
  app.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}

/** The result once more, large, in a corner of the canvas: in the small picture the one on its card can't be seen. */
function showLarge(page) {
  return page.evaluate(() => {
    const film = document.querySelector('.react-flow__node video');
    const canvas = document.querySelector('.canvas');
    if (!film || !canvas) return;
    const still = document.createElement('canvas');
    [still.width, still.height] = [film.videoWidth, film.videoHeight];
    still.getContext('2d').drawImage(film, 0, 0);
    const { style } = still;
    [style.position, style.left, style.bottom, style.zIndex] = ['absolute', '24px', '48px', '30'];
    [style.height, style.borderRadius] = ['34%', '8px'];
    if (film.videoWidth <= 160) style.imageRendering = 'pixelated';
    canvas.append(still);
  });
}

async function run(page) {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const status = page.getByRole('status');
  await status.getByText(/^(Done in|The run failed|.*keep)/).waitFor({ timeout: 300_000 });
  const film = page.locator('.react-flow__node video').first();
  if ((await film.count()) > 0) await holdFilm(film, 1.2);
}
