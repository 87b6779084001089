import { BaseEdge, type EdgeProps } from '@xyflow/react';
import { memo, type PointerEvent } from 'react';
import { routeWire } from '../../core/edits-nodes.ts';
import type { Point } from '../../core/workflow.ts';
import { useDocument } from '../state/document.ts';
import { useSession } from '../state/session.ts';
import { useOutputValue } from '../state/shown-run.ts';
import type { WireEdge } from './canvas-node.ts';
import { useDrag } from './drag.ts';
import { wirePath } from './wire-path.ts';

const POINT_RADIUS = 5;
const GRID = 8;

/** A wire: coloured by what goes through it, with the direction at its middle. The points it passes can be dragged. */
export const Wire = memo(function Wire(props: EdgeProps<WireEdge>) {
  const {
    id,
    sourceX,
    sourceY,
    targetX,
    targetY,
    source,
    sourceHandleId,
    target,
    targetHandleId,
    data,
    selected,
    interactionWidth,
  } = props;
  const isTarget = useDrag((state) => state.overWire === id);
  const value = useOutputValue(source, sourceHandleId ?? '')?.text;
  const via = data?.via ?? [];
  const { d, middle, degrees } = wirePath([sourceX, sourceY], [targetX, targetY], via);
  const to = { node: target, port: targetHandleId ?? '' };
  return (
    <g className={isTarget ? 'wire-target' : undefined}>
      {value !== undefined && <title>{value}</title>}
      <BaseEdge id={id} path={d} {...(interactionWidth === undefined ? {} : { interactionWidth })} />
      <path
        className="wire-arrow"
        d="M-3.5 -4 L3.5 0 L-3.5 4"
        transform={`translate(${middle[0]} ${middle[1]}) rotate(${degrees})`}
      />
      {via.map(([x, y], index) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: a wire can be led by its menu as well.
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: points of a wire are told apart by their order alone.
          key={index}
          className={`wire-point nopan nodrag${selected ? ' wire-point-selected' : ''}`}
          cx={x}
          cy={y}
          r={POINT_RADIUS}
          onPointerDown={(event) => dragPoint(event, to, via, index)}
          onDoubleClick={(event) => {
            event.stopPropagation();
            route(
              to,
              via.filter((_, other) => other !== index),
            );
          }}
        />
      ))}
    </g>
  );
});

function dragPoint(
  event: PointerEvent,
  to: { node: string; port: string },
  via: readonly Point[],
  index: number,
): void {
  const { view } = useSession.getState();
  if (event.button !== 0 || !view) return;
  event.stopPropagation();
  const grip = event.currentTarget;
  grip.setPointerCapture(event.pointerId);
  const move = (moved: globalThis.PointerEvent) => {
    const [x, y] = view.fromScreen([moved.clientX, moved.clientY]);
    const point: Point = [Math.round(x / GRID) * GRID, Math.round(y / GRID) * GRID];
    route(
      to,
      via.map((present, other) => (other === index ? point : present)),
      'route',
    );
  };
  const end = () => {
    grip.removeEventListener('pointermove', move as EventListener);
    useDocument.getState().endGesture();
  };
  grip.addEventListener('pointermove', move as EventListener);
  grip.addEventListener('lostpointercapture', end, { once: true });
}

/** Leads a wire past points. */
export function route(to: { node: string; port: string }, via: readonly Point[], gesture?: string): void {
  useDocument.getState().edit((workflow) => routeWire(workflow, to, via), { label: 'route', gesture });
}
