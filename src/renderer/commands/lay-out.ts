import { graphlib, layout } from '@dagrejs/dagre';
import type { Places } from '../../core/arrange.ts';
import { type Box, boundsOf } from '../../core/edits-boxes.ts';
import type { Workflow } from '../../core/workflow.ts';
import { currentWorkflow } from '../state/document.ts';
import { useSession } from '../state/session.ts';
import { place, selection } from './selection.ts';

const GRID = 8;
const GAP_ACROSS = 72;
const GAP_DOWN = 32;

/** Lays the selected nodes out from left to right; when fewer than two are selected, all of them. */
export function arrangeAll(): void {
  const { nodes } = selection();
  const boxes = useSession.getState().view?.boxes() ?? {};
  place(layOut(currentWorkflow(), boxes, nodes.length > 1 ? nodes : undefined), 'layOut');
  if (nodes.length <= 1) requestAnimationFrame(() => useSession.getState().view?.fit());
}

/** New places for nodes, sources left of readers and no wire longer than it has to be; the upper left corner stays. */
export function layOut(
  workflow: Workflow,
  boxes: Readonly<Record<string, Box>>,
  ids: readonly string[] = Object.keys(workflow.nodes),
): Places {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: GAP_DOWN, ranksep: GAP_ACROSS, ranker: 'network-simplex' });
  graph.setDefaultEdgeLabel(() => ({}));
  const wanted = new Set(ids.filter((id) => boxes[id]));
  for (const id of wanted) {
    const [width = 0, height = 0] = boxes[id]?.size ?? [];
    graph.setNode(id, { width, height });
  }
  for (const { from, to } of workflow.edges) {
    if (wanted.has(from.node) && wanted.has(to.node)) graph.setEdge(from.node, to.node, {}, `${from.port} ${to.port}`);
  }
  layout(graph);
  const laidOut = [...wanted].map((id) => {
    const { x, y, width, height } = graph.node(id) as { x: number; y: number; width: number; height: number };
    return { id, position: [x - width / 2, y - height / 2] as const, size: [width, height] as const };
  });
  const before = boundsOf([...wanted].flatMap((id) => boxes[id] ?? []));
  const after = boundsOf(laidOut);
  if (!before || !after) return {};
  const by = [before.position[0] - after.position[0], before.position[1] - after.position[1]] as const;
  const toGrid = (value: number) => Math.round(value / GRID) * GRID;
  return Object.fromEntries(
    laidOut.map(({ id, position: [x, y] }) => [id, [toGrid(x + by[0]), toGrid(y + by[1])] as const]),
  );
}
