import { useEffect, useRef, useState } from 'react';
import { boxesInLoop } from '../../core/arrange.ts';
import type { Point } from '../../core/workflow.ts';
import { hasMod } from '../commands/keyboard.ts';
import { boxOf } from '../state/box-keys.ts';
import { useSession } from '../state/session.ts';

/** Points nearer than this, in pixels, tell nothing new. */
const SHORTEST_STEP = 4;

/** Selects what a loop is drawn around: a drag on the empty canvas with Ctrl or ⌘ held, with Shift in addition to what is selected. */
export function Lasso() {
  const frame = useRef<SVGSVGElement>(null);
  const [loop, setLoop] = useState<readonly Point[]>([]);
  useEffect(() => {
    const canvas = frame.current?.parentElement;
    if (!canvas) return;
    const press = (event: PointerEvent) => {
      const isOnNothing = event.target instanceof Element && event.target.matches('.react-flow__pane');
      if (event.button !== 0 || !hasMod(event) || !isOnNothing) return;
      // Otherwise the canvas would be moved.
      event.preventDefault();
      event.stopPropagation();
      followLoop(canvas, event, setLoop);
    };
    canvas.addEventListener('pointerdown', press, true);
    return () => canvas.removeEventListener('pointerdown', press, true);
  }, []);
  const { left = 0, top = 0 } = loop.length > 0 ? (frame.current?.getBoundingClientRect() ?? {}) : {};
  return (
    <svg ref={frame} className="lasso" aria-hidden="true">
      {loop.length > 1 && <polygon points={loop.map(([x, y]) => `${x - left},${y - top}`).join(' ')} />}
    </svg>
  );
}

function followLoop(canvas: HTMLElement, start: PointerEvent, show: (loop: readonly Point[]) => void): void {
  let loop: readonly Point[] = [[start.clientX, start.clientY]];
  const move = ({ clientX, clientY }: PointerEvent) => {
    const [x, y] = loop.at(-1) ?? [clientX, clientY];
    if (Math.hypot(clientX - x, clientY - y) < SHORTEST_STEP) return;
    loop = [...loop, [clientX, clientY]];
    show(loop);
  };
  const end = () => {
    canvas.removeEventListener('pointermove', move);
    show([]);
    selectInside(loop, start.shiftKey);
    ignoreClick(canvas);
  };
  canvas.setPointerCapture(start.pointerId);
  canvas.addEventListener('pointermove', move);
  canvas.addEventListener('lostpointercapture', end, { once: true });
}

function selectInside(loop: readonly Point[], isMore: boolean): void {
  const { view, select, selectedNodes, selectedBoxes } = useSession.getState();
  if (!view || loop.length < 3) return;
  const found = boxesInLoop(
    loop.map((point) => view.fromScreen(point)),
    view.boxes(),
  );
  const keys = [...new Set([...(isMore ? [...selectedNodes, ...selectedBoxes] : []), ...found])];
  select(
    keys.filter((key) => !boxOf(key)),
    [],
    keys.filter((key) => boxOf(key)),
  );
}

/** The click that ends the drag would take the selection away. */
function ignoreClick(canvas: HTMLElement): void {
  const swallow = (event: Event) => event.stopPropagation();
  canvas.addEventListener('click', swallow, true);
  setTimeout(() => canvas.removeEventListener('click', swallow, true));
}
