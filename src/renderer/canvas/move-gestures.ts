import type { EdgeChange, NodeChange, OnNodeDrag } from '@xyflow/react';
import type { Places } from '../../core/arrange.ts';
import { insideOf } from '../../core/edits-boxes.ts';
import { fitInto, insertInto } from '../../core/edits-nodes.ts';
import type { Edge, Point } from '../../core/workflow.ts';
import { copyInPlace } from '../commands/clipboard.ts';
import { placeAll } from '../commands/selection.ts';
import { boxOf } from '../state/box-keys.ts';
import { currentWorkflow, useDocument } from '../state/document.ts';
import { currentSpecs } from '../state/document-specs.ts';
import { edgeId } from '../state/edge-id.ts';
import { useSession } from '../state/session.ts';
import type { CanvasNode, WireEdge } from './canvas-node.ts';
import { useDrag } from './drag.ts';

/** What the frames that are being dragged carry: by frame, where it and they were. */
let carried: readonly { readonly frame: string; readonly start: Point; readonly places: Places }[] = [];

/** With Alt held, copies are dragged: by what is below the pointer, what moves instead. */
let copies: ReadonlyMap<string, string> = new Map();
const COPYING = { label: 'duplicate', gesture: 'duplicate by dragging' };

/** Moves and selects nodes, groups and notes. Sizes are known from the document, and deleting is a command: other changes are not taken. */
export function changeNodes(changes: NodeChange<CanvasNode>[]): void {
  const moved: Record<string, Point> = {};
  let hasEnded = false;
  for (const change of changes) {
    if (change.type !== 'position') continue;
    const { position } = change;
    const id = copies.get(change.id) ?? change.id;
    const [x, y] = placeOf(id) ?? [];
    if (position && (position.x !== x || position.y !== y)) moved[id] = [position.x, position.y];
    if (change.dragging === false) hasEnded = true;
  }
  const { edit, endGesture } = useDocument.getState();
  if (Object.keys(moved).length > 0)
    edit((workflow) => placeAll(workflow, withCarried(moved)), copies.size > 0 ? COPYING : 'move');
  if (hasEnded) endGesture();
  if (changes.some(({ type }) => type === 'select')) selectNodes(changes);
}

/** Selects wires. */
export function changeEdges(changes: EdgeChange<WireEdge>[]): void {
  const { select, selectedNodes, selectedEdges, selectedBoxes } = useSession.getState();
  const selected = new Set(selectedEdges);
  for (const change of changes) {
    if (change.type !== 'select') continue;
    if (change.selected) selected.add(change.id);
    else selected.delete(change.id);
  }
  select(selectedNodes, [...selected], selectedBoxes);
}

/** Notes what each frame carries when it is taken up; later on other nodes may come to lie below it. */
export const startDrag: OnNodeDrag<CanvasNode> = (event, _node, dragged) => {
  if (event.altKey)
    copies = copyInPlace(
      dragged.map(({ id }) => id),
      COPYING,
    );
  const frames = dragged.filter(({ type }) => type === 'group-frame');
  const boxes = frames.length > 0 ? (useSession.getState().view?.boxes() ?? {}) : {};
  carried = frames.flatMap(({ id }) => {
    const frame = boxes[id];
    if (!frame) return [];
    const others = Object.fromEntries(
      Object.entries(boxes).filter(([key]) => !dragged.some((node) => node.id === key)),
    );
    const places = insideOf(frame, others).map((key) => [key, others[key]?.position ?? [0, 0]] as const);
    return [{ frame: id, start: frame.position, places: Object.fromEntries(places) }];
  });
};

/** Shows the wire that the node would be put into. */
export const continueDrag: OnNodeDrag<CanvasNode> = (event, node, dragged) => {
  const wire = dragged.length === 1 && node.type === 'card' ? wireBelow(event, movedId(node.id)) : undefined;
  const overWire = wire && edgeId(wire);
  if (useDrag.getState().overWire !== overWire) useDrag.setState({ overWire });
};

/** Puts the node into the wire that it is dropped on. */
export const endDrag: OnNodeDrag<CanvasNode> = (event, node, dragged) => {
  const id = movedId(node.id);
  if (copies.size > 0) selectKeys([...copies.values()]);
  carried = [];
  copies = new Map();
  useDrag.setState({ overWire: undefined });
  const wire = dragged.length === 1 && node.type === 'card' ? wireBelow(event, id) : undefined;
  if (!wire) return;
  const specs = currentSpecs();
  useDocument.getState().edit((workflow) => insertInto(workflow, specs, id, wire), { label: 'insert' });
};

/** The wire below the pointer that a node without wires of its own fits into. */
function wireBelow(event: { readonly target: unknown }, id: string): Edge | undefined {
  const workflow = currentWorkflow();
  const isWired = workflow.edges.some(({ from, to }) => from.node === id || to.node === id);
  if (isWired || !('clientX' in event) || !('clientY' in event)) return undefined;
  const wire = wireAt([Number(event.clientX), Number(event.clientY)]);
  return wire && fitInto(workflow, currentSpecs(), id, wire) ? wire : undefined;
}

/** The wire at a place of the window. */
export function wireAt([x, y]: Point): Edge | undefined {
  const ids = document.elementsFromPoint(x, y).flatMap((element) => {
    const wire = element.closest('.react-flow__edge');
    return wire ? [wire.getAttribute('data-id')] : [];
  });
  return ids.length === 0 ? undefined : currentWorkflow().edges.find((edge) => ids.includes(edgeId(edge)));
}

function selectNodes(changes: readonly NodeChange<CanvasNode>[]): void {
  const { selectedNodes, selectedBoxes } = useSession.getState();
  const selected = new Set([...selectedNodes, ...selectedBoxes]);
  for (const change of changes) {
    if (change.type !== 'select') continue;
    if (change.selected) selected.add(change.id);
    else selected.delete(change.id);
  }
  selectKeys([...selected]);
}

function selectKeys(keys: readonly string[]): void {
  const { select, selectedEdges } = useSession.getState();
  select(
    keys.filter((key) => !boxOf(key)),
    selectedEdges,
    keys.filter((key) => boxOf(key)),
  );
}

function movedId(id: string): string {
  return copies.get(id) ?? id;
}

function withCarried(moved: Places): Places {
  const all = { ...moved };
  for (const { frame, start, places } of carried) {
    const now = moved[frame];
    if (!now) continue;
    for (const [key, [x, y]] of Object.entries(places)) all[key] = [x + now[0] - start[0], y + now[1] - start[1]];
  }
  return all;
}

function placeOf(key: string): Point | undefined {
  const box = boxOf(key);
  const workflow = currentWorkflow();
  return box ? workflow[box.kind].find(({ id }) => id === box.id)?.position : workflow.nodes[key]?.position;
}
