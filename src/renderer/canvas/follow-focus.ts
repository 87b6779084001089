import type { UIEvent } from 'react';
import { useSession } from '../state/session.ts';

/** Pixels between the edge of the canvas and what is brought into sight. */
const MARGIN = 24;

/**
 * Where the browser would scroll the canvas, to show a field that is typed in or that the keyboard came to, the view moves: React Flow takes
 * every scroll back, and what is typed would stay out of sight, with a jump to and fro at each letter. The field comes into sight as a
 * whole, so that the view stands still while the caret goes on.
 */
export function followFocus({ target, currentTarget: canvas }: UIEvent<HTMLElement>): void {
  const { view } = useSession.getState();
  if (target !== canvas || !view) return;
  const { scrollLeft, scrollTop } = canvas;
  canvas.scrollTo(0, 0);
  const focused = document.activeElement;
  const isInside = focused !== null && focused !== canvas && canvas.contains(focused);
  const field = isInside ? focused.getBoundingClientRect() : undefined;
  const frame = canvas.getBoundingClientRect();
  const { x, y, zoom } = view.viewport();
  view.setViewport({
    x: x + (field ? intoSight([field.left, field.right], [frame.left, frame.right]) : -scrollLeft),
    y: y + (field ? intoSight([field.top, field.bottom], [frame.top, frame.bottom]) : -scrollTop),
    zoom,
  });
}

/** How far a stretch has to move to lie within another, its beginning first where it is too long. */
function intoSight([from, to]: readonly [number, number], [least, most]: readonly [number, number]): number {
  if (from < least) return least + MARGIN - from;
  if (to > most) return Math.max(most - MARGIN - to, least + MARGIN - from);
  return 0;
}
