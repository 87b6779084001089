import type { Connection, OnConnectEnd, OnConnectStart, OnMove, OnReconnect } from '@xyflow/react';
import type { DragEvent } from 'react';
import { connect, disconnect } from '../../core/edits.ts';
import { mayWire } from '../../core/subgraph-border.ts';
import type { Edge, PortRef, Workflow } from '../../core/workflow.ts';
import { connectLoose, NODE_DRAG_TYPE, searchNodesAt } from '../commands/add-node.ts';
import { currentWorkflow, useDocument } from '../state/document.ts';
import { currentSpecs } from '../state/document-specs.ts';
import { edgeId } from '../state/edge-id.ts';
import { useSession } from '../state/session.ts';
import type { WireEdge } from './canvas-node.ts';
import { judgeDrop, useDrag } from './drag.ts';

export function isValidConnection(connection: Connection | WireEdge): boolean {
  const wire = endsOf(connection);
  return wire !== undefined && mayWire(currentWorkflow(), currentSpecs(), wire.from, wire.to).ok;
}

export const startWire: OnConnectStart = (_event, { nodeId, handleId, handleType }) => {
  useSession.getState().say(undefined);
  if (nodeId && handleId && handleType) useDrag.setState({ start: { node: nodeId, port: handleId, side: handleType } });
};

/** Draws a wire in place of the one that ended there. */
export function drawWire(connection: Connection): void {
  const wire = endsOf(connection);
  if (wire) useDocument.getState().edit((workflow) => connect(workflow, wire.from, wire.to), { label: 'connect' });
}

/**
 * After a refusal, says why. Dropped on a node, the wire goes to its first port that fits; dropped on nothing, nodes that fit are offered. A wire that
 * is pulled off its input and dropped on nothing is removed.
 */
export const endWire: OnConnectEnd = (event, { toHandle, isValid }) => {
  const { start } = useDrag.getState();
  useDrag.setState({ start: undefined });
  if (!start || isValid) return;
  if (toHandle) {
    const end = { node: toHandle.nodeId, port: toHandle.id ?? '' };
    const verdict = judgeDrop(currentWorkflow(), currentSpecs(), start, toHandle.type, end);
    if (verdict && !verdict.ok) useSession.getState().say({ tone: 'error', text: verdict.reason });
    return;
  }
  const isAtStart = (edge: Edge) => edge.to.node === start.node && edge.to.port === start.port;
  if (start.side === 'target' && currentWorkflow().edges.some(isAtStart)) return removeWires(isAtStart);
  const { clientX, clientY } = 'changedTouches' in event ? (event.changedTouches[0] ?? NOWHERE) : event;
  const below = document.elementFromPoint(clientX, clientY);
  const node = below?.closest('.react-flow__node')?.getAttribute('data-id');
  if (node && node in currentWorkflow().nodes) {
    useDocument.getState().edit((workflow) => connectLoose(workflow, node, start), { label: 'connect' });
  } else if (below?.closest('.react-flow__pane')) {
    searchNodesAt([clientX, clientY], useSession.getState().view?.fromScreen([clientX, clientY]), start);
  }
};

const NOWHERE = { clientX: -1, clientY: -1 };

/** Moves one end of a wire to another port, in one step. */
export const moveWire: OnReconnect<WireEdge> = (old, connection) => {
  const wire = endsOf(connection);
  const earlier = endsOf(old);
  if (!wire || !earlier) return;
  useDocument
    .getState()
    .edit((workflow) => connect(disconnect(workflow, earlier.to), wire.from, wire.to), { label: 'connect' });
};

/** Removes a wire whose end was dropped on nothing. */
export function dropWire(
  _event: unknown,
  old: WireEdge,
  _side: unknown,
  { toHandle }: { readonly toHandle: unknown },
): void {
  if (!toHandle) removeWires((edge) => edgeId(edge) === old.id);
}

export const rememberZoom: OnMove = (_event, { zoom }) => {
  if (useSession.getState().zoom !== zoom) useSession.getState().set({ zoom });
};

export function allowNodeDrop(event: DragEvent): void {
  if (!event.dataTransfer.types.includes(NODE_DRAG_TYPE)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'copy';
}

function removeWires(matches: (edge: Edge) => boolean): void {
  const gone = currentWorkflow().edges.filter(matches);
  if (gone.length === 0) return;
  useDocument.getState().edit((workflow) => gone.reduce((rest: Workflow, { to }) => disconnect(rest, to), workflow), {
    label: 'disconnect',
  });
}

function endsOf(connection: Connection | WireEdge): { from: PortRef; to: PortRef } | undefined {
  const { source, sourceHandle, target, targetHandle } = connection;
  if (!sourceHandle || !targetHandle) return undefined;
  return { from: { node: source, port: sourceHandle }, to: { node: target, port: targetHandle } };
}
