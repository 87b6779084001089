import type { Page } from 'playwright-core';

/** After as many frames as the editor takes to show a document where it was last looked at: what is placed before lies elsewhere. */
export async function afterFrames(page: Page): Promise<void> {
  await page.evaluate(
    'new Promise((done) => { let left = 4; (function next() { left-- ? requestAnimationFrame(next) : done(); })(); })',
  );
}
