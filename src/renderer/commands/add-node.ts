import { addNode, connect } from '../../core/edits.ts';
import { insertInto } from '../../core/edits-nodes.ts';
import { isBorder, mayWire, NEW_PORT } from '../../core/subgraph-border.ts';
import type { Edge, Workflow } from '../../core/workflow.ts';
import { currentWorkflow, useDocument } from '../state/document.ts';
import { currentSpecs } from '../state/document-specs.ts';
import { type LooseWire, useOverlay } from '../state/overlays.ts';
import { useSession } from '../state/session.ts';

/** What the palette puts into a drag, and the canvas takes out: the node's type. */
export const NODE_DRAG_TYPE = 'application/x-patchloom-node';

const GRID = 8;
/** From where the pointer is to a new node's corner: the pointer ends up in its header. */
const POINTER_OFFSET = [40, 14] as const;

/** What a new node is wired to. */
export interface NewNodeWiring {
  /** The loose end of a wire that goes to the first port that fits. */
  readonly wire?: LooseWire;
  /** A wire that it is put into. */
  readonly into?: Edge;
}

/** Adds a node of that type below the pointer, wires it and selects it, all in one step. */
export function addNodeAt(type: string, [x, y]: [number, number], { wire, into }: NewNodeWiring = {}): void {
  const specs = currentSpecs();
  const spec = specs.get(type);
  if (!spec) throw new Error(`There is no node type ${type}`);
  const place = freePlace([x - POINTER_OFFSET[0], y - POINTER_OFFSET[1]]);
  let added = '';
  useDocument.getState().edit(
    (workflow) => {
      const { workflow: next, id } = addNode(workflow, spec, place);
      added = id;
      if (into) return insertInto(next, specs, id, into);
      return wire ? connectLoose(next, id, wire) : next;
    },
    { label: 'add' },
  );
  useSession.getState().select([added]);
}

/** Adds a node of that type in the middle of what is seen. */
export function addNodeInView(type: string): void {
  addNodeAt(type, useSession.getState().view?.centre() ?? [0, 0]);
}

/** Opens the search for nodes below the pointer, or at a place of the window; with a loose wire, for those alone that fit it. */
export function searchNodesAt(at?: readonly [number, number], place?: [number, number], wire?: LooseWire): void {
  const { view } = useSession.getState();
  const where = place ?? view?.pointer() ?? [0, 0];
  const screen = at ?? view?.toScreen(where) ?? [0, 0];
  useOverlay.getState().show({ kind: 'nodes', at: screen, place: where, ...(wire ? { wire } : {}) });
}

/** Draws the loose wire to the first port of a node that takes it. */
export function connectLoose(workflow: Workflow, id: string, wire: LooseWire): Workflow {
  const specs = currentSpecs();
  const spec = specs.get(workflow.nodes[id]?.type ?? '');
  const known = Object.keys((wire.side === 'source' ? spec?.inputs : spec?.outputs) ?? {});
  const ports = isBorder(id) ? [...known, NEW_PORT] : known;
  for (const port of ports) {
    const [from, to] = wire.side === 'source' ? [wire, { node: id, port }] : [{ node: id, port }, wire];
    if (mayWire(workflow, specs, from, to).ok)
      return connect(workflow, { node: from.node, port: from.port }, { node: to.node, port: to.port });
  }
  return workflow;
}

/** A place on the grid, near to what is wanted: nodes that are added one after the other don't hide each other. */
export function freePlace([wantedX, wantedY]: readonly [number, number]): [number, number] {
  const taken = Object.values(currentWorkflow().nodes).map(({ position }) => position);
  const place: [number, number] = [toGrid(wantedX), toGrid(wantedY)];
  while (taken.some(([x, y]) => x === place[0] && y === place[1])) {
    place[0] += 3 * GRID;
    place[1] += 3 * GRID;
  }
  return place;
}

function toGrid(value: number): number {
  return Math.round(value / GRID) * GRID;
}
