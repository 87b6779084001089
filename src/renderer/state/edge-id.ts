import { type Edge, portName } from '../../core/workflow.ts';

/** `from.port→to.port`; unlike a position in the list it stays the same when other wires come and go. */
export function edgeId(edge: Edge): string {
  return `${portName(edge.from)}→${portName(edge.to)}`;
}
