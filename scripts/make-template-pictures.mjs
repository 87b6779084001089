// Makes the pictures of the template browser from the running app: npm run build && node scripts/make-template-pictures.mjs [name …]
// One per file in workflows/; a template that can't run here (its pack is not there) is shown as it is opened.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { holdFilm, root, startApp } from './app.mjs';
import { openBrowser } from './browser.mjs';

const pictures = path.join(root, 'src/renderer/templates');
const all = fs
  .readdirSync(path.join(root, 'workflows'))
  .map((file) => file.replace(/\.json$/, ''))
  .sort();
const asked = process.argv.slice(2);
/** A graph of many nodes is shown no smaller than this, in percent: then it is the part around its result that is seen. Below 45 cards show no pictures. */
const LEAST_ZOOM = 46;

const browser = await openBrowser();
try {
  for (const name of all.filter((known) => asked.length === 0 || asked.includes(known))) await picture(name);
} finally {
  await browser.close();
}

/** Each on a host of its own: what is seen of a run is of this one. */
async function picture(name) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'patchloom-templates-'));
  const app = await startApp(folder);
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 0.6,
    colorScheme: 'dark',
    reducedMotion: 'reduce',
    locale: 'en',
  });
  try {
    await page.goto(app.url);
    await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
    await page.getByRole('button', { name: 'File', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Templates …' }).click();
    const { title } = JSON.parse(fs.readFileSync(path.join(root, 'workflows', `${name}.json`), 'utf8')).meta;
    await page.locator('.template-title').getByText(title, { exact: true }).click();
    await page.getByRole('tab', { name, selected: true }).waitFor();
    await page.locator('.react-flow__node').first().waitFor();
    const hasFilm = await run(page);
    await page.locator('.side-panel').evaluate((panel) => panel.remove());
    await page.keyboard.press('m');
    await page.keyboard.press('f');
    await page.waitForTimeout(300);
    await comeNearer(page);
    if (hasFilm) await holdFilm(page.locator('.react-flow__node video').last(), 1.2);
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
  } finally {
    await page.close();
    await app.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** From far away cards show no pictures: of a large graph its right end is shown, where its result is. */
async function comeNearer(page) {
  const zoom = async () => Number.parseInt(await page.locator('.zoom').innerText(), 10);
  if ((await zoom()) >= LEAST_ZOOM) return;
  const boxes = await Promise.all(
    (await page.locator('.react-flow__node .card').all()).map((card) => card.boundingBox()),
  );
  const last = boxes.reduce((right, box) => (box.x + box.width > right.x + right.width ? box : right));
  await page.mouse.move(last.x + last.width / 2, last.y + last.height / 2);
  while ((await zoom()) < LEAST_ZOOM) {
    await page.mouse.wheel(0, -60);
    await page.waitForTimeout(100);
  }
}

/** The result once more, large, in a corner of the canvas: in the small picture the one on its card can't be seen. */
function showLarge(page) {
  return page.evaluate(() => {
    const film = [...document.querySelectorAll('.react-flow__node video')].at(-1);
    const canvas = document.querySelector('.canvas');
    if (!film || !canvas) return;
    const still = document.createElement('canvas');
    [still.width, still.height] = [film.videoWidth, film.videoHeight];
    still.getContext('2d').drawImage(film, 0, 0);
    const { style } = still;
    [style.position, style.left, style.bottom, style.zIndex] = ['absolute', '24px', '48px', '30'];
    style.boxShadow = '0 0 0 10px #14161a';
    [style.height, style.borderRadius] = ['52%', '8px'];
    if (film.videoWidth <= 160) style.imageRendering = 'pixelated';
    canvas.append(still);
  });
}

/** Whether it has made a video. */
async function run(page) {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const status = page.getByRole('status');
  await status.getByText(/^(Done in|The run failed|.*keep)/).waitFor({ timeout: 300_000 });
  return (await page.locator('.results video').count()) > 0;
}
