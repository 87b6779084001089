import { useStore, ViewportPortal } from '@xyflow/react';
import { memo, useMemo } from 'react';
import { useSession } from '../state/session.ts';
import type { CanvasNode, CardNode, WireEdge } from './canvas-node.ts';
import { wirePath } from './wire-path.ts';

/** Below this zoom nobody can read a control: of a card only header and ports are drawn. */
const FAR_ZOOM = 0.45;
/** Below this one a title is less than two pixels high: cards are boxes, and wires of one kind are one line. */
export const OVERVIEW_ZOOM = 0.15;

/** How much of a card is drawn. */
export type Detail = 'all' | 'ports' | 'box';

/** How near the canvas is looked at. */
export function useDetail(): Detail {
  const isFar = useStore(({ transform }) => transform[2] < FAR_ZOOM);
  return useIsOverview() ? 'box' : isFar ? 'ports' : 'all';
}

export function useIsOverview(): boolean {
  return useSession((state) => state.zoom < OVERVIEW_ZOOM);
}

interface OverviewWiresProps {
  readonly nodes: readonly CanvasNode[];
  readonly edges: readonly WireEdge[];
}

/**
 * All wires as a few lines, one for each look. A wire of its own costs React Flow some work at every step of a pan, and from so far none of them
 * can be pointed at.
 */
export const OverviewWires = memo(function OverviewWires({ nodes, edges }: OverviewWiresProps) {
  const lines = useMemo(() => overviewLines(nodes, edges), [nodes, edges]);
  return (
    <ViewportPortal>
      <svg className="overview-wires" aria-hidden="true">
        {lines.map(([look, d]) => (
          <path key={look} className={`overview-wire ${look}`} d={d} />
        ))}
      </svg>
    </ViewportPortal>
  );
});

/** The wires of each look (its classes) as one path. */
export function overviewLines(
  nodes: readonly CanvasNode[],
  edges: readonly WireEdge[],
): readonly (readonly [look: string, d: string])[] {
  const cards = new Map(nodes.flatMap((node) => (node.type === 'card' ? [[node.id, node] as const] : [])));
  const lines = new Map<string, string[]>();
  for (const { source, sourceHandle, target, targetHandle, className = '', selected, data } of edges) {
    const from = portOf(cards.get(source), 'source', sourceHandle);
    const to = portOf(cards.get(target), 'target', targetHandle);
    if (!from || !to) continue;
    const look = selected ? `${className} selected` : className;
    const { d } = wirePath(from, to, data?.via ?? []);
    const line = lines.get(look);
    if (line) line.push(d);
    else lines.set(look, [d]);
  }
  return [...lines].map(([look, parts]) => [look, parts.join('')]);
}

/** Where React Flow would end a wire: at the outer side of its port. */
function portOf(
  node: CardNode | undefined,
  side: 'source' | 'target',
  name: string | null | undefined,
): [number, number] | undefined {
  const handle = node?.handles?.find(({ id, type }) => id === name && type === side);
  if (!node || !handle) return undefined;
  const { width = 0, height = 0 } = handle;
  return [node.position.x + handle.x + (side === 'source' ? width : 0), node.position.y + handle.y + height / 2];
}
