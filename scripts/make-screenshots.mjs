// Shows every state of the editor, to be looked at: npm run build && node scripts/make-screenshots.mjs [folder] [part of a name]
// Both themes, both languages; empty, running, failed, done, app view, panels and dialogs. Default folder: output/screenshots
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { holdFilm, startApp } from './app.mjs';
import { openBrowser } from './browser.mjs';

const [target = 'output/screenshots', part = ''] = process.argv.slice(2);
fs.mkdirSync(target, { recursive: true });

const WORDS = {
  en: { run: 'Run', newTab: 'New workflow', file: 'File', app: 'App', stop: 'Stop' },
  'zh-CN': { run: '运行', newTab: '新建工作流', file: '文件', app: '应用', stop: '停止' },
};

const browser = await openBrowser();
try {
  for (const locale of Object.keys(WORDS)) {
    for (const colorScheme of ['dark', 'light']) await lookAround(locale, colorScheme);
  }
} finally {
  await browser.close();
}

async function lookAround(locale, colorScheme) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'patchloom-screens-'));
  const app = await startApp(folder);
  const words = WORDS[locale];
  const page = await browser.newPage({ viewport: { width: 1440, height: 860 }, colorScheme, locale });
  page.setDefaultTimeout(180_000);
  const shoot = async (state) => {
    const name = `${state}-${locale}-${colorScheme}.png`;
    if (!name.includes(part)) return;
    await page.mouse.move(720, 850);
    await page.waitForTimeout(250);
    await page.screenshot({ path: path.join(target, name) });
    console.log(path.join(target, name));
  };
  const button = (name) => page.getByRole('button', { name, exact: true });
  const node = (id) => page.locator(`.react-flow__node[data-id="${id}"]`);
  try {
    await page.goto(app.url);
    await page.locator('.react-flow__node').first().waitFor();
    await shoot('opened');
    const steps = node('sampler').locator('input[role=spinbutton]').first();
    await steps.fill('1000');
    await button(words.run).click();
    await node('sampler').locator('.card-progress').waitFor();
    await page.waitForTimeout(1500);
    await shoot('running');
    // It may be through by now.
    if (await button(words.stop).isEnabled()) await button(words.stop).click({ timeout: 10_000 });
    await page.locator('.card-running').waitFor({ state: 'detached' });
    await steps.fill('20');
    await button(words.run).click();
    await holdFilm(page.locator('.results video').first(), 1.5);
    await holdFilm(page.locator('.react-flow__node video').first(), 1.5);
    await node('sampler').locator('.card-title').click();
    await shoot('done');
    await page.getByLabel(words.app, { exact: true }).check({ force: true });
    await holdFilm(page.locator('.app-result video').first(), 1.5);
    await shoot('app-view');
    await page.keyboard.press('Alt+a');
    await node('pack').locator('input').first().fill('nothing');
    await button(words.run).click();
    await page.locator('.failure').waitFor();
    await shoot('failed');
    for (const [index, panel] of ['nodes', 'outputs', 'packs', 'runs'].entries()) {
      await page.locator('.rail button').nth(index).click();
      await shoot(`panel-${panel}`);
    }
    await page.keyboard.press('?');
    await page.locator('.key-list').first().waitFor();
    await shoot('panel-shortcuts');
    await page.keyboard.press('Control+,');
    await page.locator('.settings .folders').waitFor();
    await shoot('panel-settings');
    await page.keyboard.press('Control+,');
    for (const [name, command] of [
      ['templates', 'Templates'],
      ['compare', 'Compare'],
    ]) {
      await page.keyboard.press('Control+k');
      await page.locator('.overlay-search').fill(command);
      await page.keyboard.press('Enter');
      await page.locator('dialog').waitFor();
      await page.waitForTimeout(300);
      await shoot(name);
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('Control+k');
    await shoot('commands');
    await page.keyboard.press('Escape');
    await node('expander').locator('.card-title').click();
    await node('positive')
      .locator('.card-title')
      .click({ modifiers: ['Shift'] });
    await page.keyboard.press('Control+Shift+E');
    await page.keyboard.press('Enter');
    await page.locator('.card-instance .card-title').dblclick();
    await node('@inputs').waitFor();
    await shoot('subgraph');
    await page.keyboard.press('Alt+Shift+Enter');
    await button(words.newTab).click();
    await shoot('empty');
  } finally {
    await page.close();
    await app.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
