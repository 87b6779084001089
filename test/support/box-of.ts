import type { Locator } from 'playwright-core';
import { afterFrames } from './after-frames.ts';
import { PATIENCE } from './patience.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where something is, once it is to be seen and has come to rest. */
export async function boxOf(target: Locator): Promise<Box> {
  await afterFrames(target.page());
  for (;;) {
    const element = await target.elementHandle(PATIENCE);
    try {
      await element?.waitForElementState('visible', PATIENCE);
      await element?.waitForElementState('stable', PATIENCE);
      const box = await element?.boundingBox();
      if (box) return box;
    } catch (error) {
      // Drawn anew meanwhile: the one that is there now is meant.
      if (!/not attached/.test(String(error))) throw error;
    } finally {
      await element?.dispose();
    }
  }
}
