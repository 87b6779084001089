import type { KeyboardEvent, UIEvent } from 'react';
import { isWritingText } from '../commands/keyboard.ts';
import { useSession } from '../state/session.ts';

/** Pixels between the edge of the canvas and what is brought into sight. */
const MARGIN = 24;

/**
 * What the keyboard is used on comes into sight. A browser would scroll to it, but React Flow takes every scroll back (what is typed at the
 * edge stays out of sight, with a jump to and fro at each letter), and above and to the left there is nothing to scroll.
 */
export const FOLLOW_FOCUS = {
  onKeyDownCapture({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): void {
    if (isWritingText(target) && !ctrlKey && !metaKey && !altKey) bringIntoSight(target as Element);
  },
  onKeyUpCapture({ target, key }: KeyboardEvent): void {
    if (key === 'Tab') bringIntoSight(target as Element);
  },
  /** A text that is larger than the canvas: the view goes along with the caret. */
  onScrollCapture({ target, currentTarget: canvas }: UIEvent<HTMLElement>): void {
    if (target === canvas) pan(-canvas.scrollLeft, -canvas.scrollTop);
  },
} as const;

/** As a whole where there is room, so that the view stands still while the caret goes on. */
function bringIntoSight(element: Element): void {
  const canvas = element.closest('.react-flow__viewport')?.closest('.react-flow');
  if (!canvas) return;
  // The browser may have begun to scroll to it.
  canvas.scrollTo(0, 0);
  const frame = canvas.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  pan(
    intoSight([box.left, box.right], [frame.left, frame.right]),
    intoSight([box.top, box.bottom], [frame.top, frame.bottom]),
  );
}

/** How far a stretch has to move to lie within another, its beginning first where it is too long. */
function intoSight([from, to]: readonly [number, number], [least, most]: readonly [number, number]): number {
  if (from < least) return least + MARGIN - from;
  if (to > most) return Math.max(most - MARGIN - to, least + MARGIN - from);
  return 0;
}

function pan(dx: number, dy: number): void {
  const { view } = useSession.getState();
  if (!view || (dx === 0 && dy === 0)) return;
  const { x, y, zoom } = view.viewport();
  view.setViewport({ x: x + dx, y: y + dy, zoom });
}
