import { Panel, type ReactFlowState, useReactFlow, useStore } from '@xyflow/react';
import { memo, type PointerEvent, useMemo, type WheelEvent } from 'react';
import { useWords } from '../words/use-words.ts';
import type { CanvasNode } from './canvas-node.ts';

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels of the window. */
const WIDTH = 152;
const HEIGHT = 104;
const MARGIN = 5;
/** What a notch of the wheel, a hundred pixels, makes of the size. */
const ZOOM_PER_PIXEL = 0.002;

/**
 * The whole graph in small, with what is seen of it; a click or a drag moves there, the wheel zooms. Not React Flow's own, which is an element per
 * node: a thousand of them were painted again with every letter that is typed anywhere, and looked through at every step of a pan.
 */
export const Minimap = memo(function Minimap({ nodes }: { readonly nodes: readonly CanvasNode[] }) {
  const words = useWords();
  const flow = useReactFlow();
  const shapes = useMemo(() => minimapShapes(nodes), [nodes]);
  const bounds = useMemo(() => boundsOf(nodes), [nodes]);
  const seen = useStore(seenPart, isSame);
  const whole = frameAround(union(bounds, seen));

  const goTo = ({ currentTarget, clientX, clientY }: PointerEvent<SVGSVGElement>) => {
    const { left, top } = currentTarget.getBoundingClientRect();
    const x = whole.x + ((clientX - left) * whole.width) / WIDTH;
    const y = whole.y + ((clientY - top) * whole.height) / HEIGHT;
    void flow.setCenter(x, y, { zoom: flow.getZoom() });
  };
  const grasp = (event: PointerEvent<SVGSVGElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    goTo(event);
  };
  const follow = (event: PointerEvent<SVGSVGElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) goTo(event);
  };
  const zoom = ({ deltaY }: WheelEvent) => void flow.zoomTo(flow.getZoom() * 2 ** (-deltaY * ZOOM_PER_PIXEL));

  return (
    <Panel position="bottom-right" className="minimap">
      <svg
        role="img"
        aria-label={words.commands.minimap}
        width={WIDTH}
        height={HEIGHT}
        viewBox={`${whole.x} ${whole.y} ${whole.width} ${whole.height}`}
        onPointerDown={grasp}
        onPointerMove={follow}
        onWheel={zoom}
      >
        {shapes.map(([look, d]) => (
          <path key={look} className={look} d={d} />
        ))}
        <path className="minimap-unseen" d={outline(whole) + outline(seen)} />
        <path className="minimap-seen" d={outline(seen)} />
      </svg>
    </Panel>
  );
});

/** The boxes of each look (its classes) as one path; frames and notes lie below the cards. */
export function minimapShapes(nodes: readonly CanvasNode[]): readonly (readonly [look: string, d: string])[] {
  const shapes = new Map<string, string[]>([['minimap-box', []]]);
  for (const node of nodes) {
    const look = node.type === 'card' ? `minimap-node socket-${node.data.card.tint ?? 'unknown'}` : 'minimap-box';
    const shape = shapes.get(look);
    if (shape) shape.push(outline(rectangleOf(node)));
    else shapes.set(look, [outline(rectangleOf(node))]);
  }
  return [...shapes].map(([look, parts]) => [look, parts.join('')]);
}

/** What the window shows of the graph, in its coordinates. */
function seenPart({ transform: [x, y, zoom], width, height }: ReactFlowState): Rectangle {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
}

function isSame(one: Rectangle, other: Rectangle): boolean {
  return one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;
}

function rectangleOf({ position: { x, y }, width = 0, height = 0 }: CanvasNode): Rectangle {
  return { x, y, width, height };
}

/** Of at least one node. */
function boundsOf([first, ...others]: readonly CanvasNode[]): Rectangle {
  if (!first) throw new Error('Nothing has no bounds');
  return others.reduce((bounds, node) => union(bounds, rectangleOf(node)), rectangleOf(first));
}

function union(one: Rectangle, other: Rectangle): Rectangle {
  const x = Math.min(one.x, other.x);
  const y = Math.min(one.y, other.y);
  const right = Math.max(one.x + one.width, other.x + other.width);
  const bottom = Math.max(one.y + one.height, other.y + other.height);
  return { x, y, width: right - x, height: bottom - y };
}

/** The rectangle of the map's own shape that has this one in its middle, with a margin. */
function frameAround({ x, y, width, height }: Rectangle): Rectangle {
  const scale = Math.max(width / (WIDTH - 2 * MARGIN), height / (HEIGHT - 2 * MARGIN));
  const [outerWidth, outerHeight] = [WIDTH * scale, HEIGHT * scale];
  return { x: x - (outerWidth - width) / 2, y: y - (outerHeight - height) / 2, width: outerWidth, height: outerHeight };
}

function outline({ x, y, width, height }: Rectangle): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`;
}
