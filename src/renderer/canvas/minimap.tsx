import { Panel, type ReactFlowState, useReactFlow, useStore } from '@xyflow/react';
import { memo, type PointerEvent, useMemo, type WheelEvent } from 'react';
import { type Box, boundsOf } from '../../core/edits-boxes.ts';
import { useWords } from '../words/use-words.ts';
import { boxOf, type CanvasNode } from './canvas-node.ts';

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
  const bounds = useMemo(() => boundsOf(nodes.map(boxOf)), [nodes]);
  const seen = useStore(seenPart, isSame);
  const whole = frameAround((bounds && boundsOf([bounds, seen])) ?? seen);

  const goTo = ({ currentTarget, clientX, clientY }: PointerEvent<SVGSVGElement>) => {
    const { left, top } = currentTarget.getBoundingClientRect();
    const x = whole.position[0] + ((clientX - left) * whole.size[0]) / WIDTH;
    const y = whole.position[1] + ((clientY - top) * whole.size[1]) / HEIGHT;
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
        viewBox={[...whole.position, ...whole.size].join(' ')}
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
    if (shape) shape.push(outline(boxOf(node)));
    else shapes.set(look, [outline(boxOf(node))]);
  }
  return [...shapes].map(([look, parts]) => [look, parts.join('')]);
}

/** What the window shows of the graph, in its coordinates. */
function seenPart({ transform: [x, y, zoom], width, height }: ReactFlowState): Box {
  return { position: [-x / zoom, -y / zoom], size: [width / zoom, height / zoom] };
}

function isSame(one: Box, other: Box): boolean {
  const isEqual = (axis: 0 | 1) => one.position[axis] === other.position[axis] && one.size[axis] === other.size[axis];
  return isEqual(0) && isEqual(1);
}

/** The box of the map's own shape that has this one in its middle, with a margin. */
function frameAround({ position: [x, y], size: [width, height] }: Box): Box {
  const scale = Math.max(width / (WIDTH - 2 * MARGIN), height / (HEIGHT - 2 * MARGIN));
  const [outerWidth, outerHeight] = [WIDTH * scale, HEIGHT * scale];
  return { position: [x - (outerWidth - width) / 2, y - (outerHeight - height) / 2], size: [outerWidth, outerHeight] };
}

function outline({ position: [x, y], size: [width, height] }: Box): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`;
}
