import type { Point } from '../../core/workflow.ts';

const MARGIN = 8;

/** Where something of that size goes, so that it starts at a point and stays inside the window. */
export function placeInside([x, y]: Point, [width, height]: Point): [left: number, top: number] {
  const within = (start: number, size: number, space: number) =>
    Math.max(MARGIN, Math.min(start, space - size - MARGIN));
  return [within(x, width, window.innerWidth), within(y, height, window.innerHeight)];
}
