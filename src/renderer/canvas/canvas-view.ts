import type { FitViewOptions, ReactFlowInstance } from '@xyflow/react';
import type { CanvasView } from '../state/session.ts';
import { prefersReducedMotion } from '../state/settings.ts';
import { boxOf, type CanvasNode, type WireEdge } from './canvas-node.ts';
import { openingView, SMALLEST_READABLE_ZOOM } from './opening-view.ts';

export const LEAST_ZOOM = 0.05;
export const MOST_ZOOM = 2;
const MOTION_MILLISECONDS = 120;
/** How much longer a motion may take where frames come late. */
const GRACE_MILLISECONDS = 800;

/** What the rest of the window may ask of the canvas. */
export function canvasView(
  flow: ReactFlowInstance<CanvasNode, WireEdge>,
  fit: FitViewOptions<CanvasNode>,
): CanvasView & { dispose(): void } {
  const duration = () => (prefersReducedMotion() ? 0 : MOTION_MILLISECONDS);
  const frame = () => document.querySelector('.canvas')?.getBoundingClientRect() ?? new DOMRect();
  const fromScreen: CanvasView['fromScreen'] = ([x, y]) => {
    const point = flow.screenToFlowPosition({ x, y }, { snapToGrid: false });
    return [point.x, point.y];
  };
  const centre: CanvasView['centre'] = () => {
    const { left, top, width, height } = frame();
    return fromScreen([left + width / 2, top + height / 2]);
  };

  /** Where the last zoom by a key is to end: keys may be quicker than it. Turning the wheel ends it elsewhere. */
  let aim = { zoom: 1, until: 0 };
  const forgetAim = () => {
    aim = { zoom: 1, until: 0 };
  };
  window.addEventListener('wheel', forgetAim, { passive: true });
  let pointer: [number, number] | undefined;
  const follow = (event: PointerEvent) => {
    const isOver = event.target instanceof Element && event.target.closest('.canvas');
    pointer = isOver ? [event.clientX, event.clientY] : undefined;
  };
  window.addEventListener('pointermove', follow, { passive: true });

  const boxes: CanvasView['boxes'] = () => Object.fromEntries(flow.getNodes().map((node) => [node.id, boxOf(node)]));

  return {
    centre,
    fromScreen,
    pointer: () => (pointer ? fromScreen(pointer) : centre()),
    toScreen([x, y]) {
      const point = flow.flowToScreenPosition({ x, y });
      return [point.x, point.y];
    },
    fit() {
      forgetAim();
      void flow.fitView({ ...fit, duration: duration() });
    },
    open() {
      forgetAim();
      const beginning = openingView(Object.values(boxes()), frame());
      if (beginning) void flow.setViewport(beginning);
      else void flow.fitView(fit);
    },
    fitTo(keys) {
      if (keys.length > 0) void flow.fitView({ ...fit, nodes: keys.map((id) => ({ id })), duration: duration() });
    },
    zoomTo(zoom) {
      forgetAim();
      void flow.zoomTo(zoom, { duration: duration() });
    },
    zoomBy(factor) {
      const now = performance.now();
      const wanted = (now < aim.until ? aim.zoom : flow.getZoom()) * factor;
      const zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, wanted));
      aim = { zoom, until: now + duration() + GRACE_MILLISECONDS };
      void flow.zoomTo(zoom, { duration: duration() });
    },
    reveal(id) {
      const node = flow.getNode(id);
      if (!node) return;
      const { position, width = 0, height = 0 } = node;
      const zoom = Math.max(flow.getZoom(), SMALLEST_READABLE_ZOOM);
      void flow.setCenter(position.x + width / 2, position.y + height / 2, { zoom, duration: duration() });
    },
    boxes,
    viewport: () => flow.getViewport(),
    setViewport(viewport) {
      forgetAim();
      void flow.setViewport(viewport);
    },
    dispose() {
      window.removeEventListener('pointermove', follow);
      window.removeEventListener('wheel', forgetAim);
    },
  };
}
