import type { Box } from '../../core/edits-boxes.ts';
import type { Viewport } from '../state/session.ts';

/** Nearer than this, what stands on a card can be read. */
export const SMALLEST_READABLE_ZOOM = 0.7;
/** Below this, words can hardly be made out any more. */
const SMALLEST_LEGIBLE_ZOOM = 0.4;
const MARGIN = 32;

/**
 * Where to look at a document that has just been opened: nothing where all of it can be shown legibly, else its beginning. That is what stands
 * furthest left, as large as it can be read; from top to bottom in the middle if it fits, else from its top on.
 */
export function openingView(boxes: readonly Box[], frame: { width: number; height: number }): Viewport | undefined {
  if (boxes.length === 0) return undefined;
  const left = Math.min(...boxes.map(({ position }) => position[0]));
  const right = Math.max(...boxes.map(({ position, size }) => position[0] + size[0]));
  const [top, bottom] = verticalRange(boxes);
  const wholeZoom = Math.min((frame.width - 2 * MARGIN) / (right - left), (frame.height - 2 * MARGIN) / (bottom - top));
  if (wholeZoom >= SMALLEST_LEGIBLE_ZOOM) return undefined;
  const zoom = SMALLEST_READABLE_ZOOM;
  const seenUntil = left + (frame.width - MARGIN) / zoom;
  const [first, last] = verticalRange(boxes.filter(({ position }) => position[0] < seenUntil));
  const spare = frame.height - (last - first) * zoom;
  return { x: MARGIN - left * zoom, y: Math.max(MARGIN, spare / 2) - first * zoom, zoom };
}

function verticalRange(boxes: readonly Box[]): [top: number, bottom: number] {
  return [
    Math.min(...boxes.map(({ position }) => position[1])),
    Math.max(...boxes.map(({ position, size }) => position[1] + size[1])),
  ];
}
