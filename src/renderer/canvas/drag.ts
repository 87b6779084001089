import { create } from 'zustand';
import type { NodeSpecs } from '../../core/define-node.ts';
import type { Verdict } from '../../core/sockets.ts';
import { mayWire } from '../../core/subgraph-border.ts';
import type { PortRef, Workflow } from '../../core/workflow.ts';

/** The port that a wire is being drawn from. */
export interface DragStart extends PortRef {
  readonly side: 'source' | 'target';
}

/** What is on its way. `start` is set while a wire is being drawn, so that each port can say whether it would fit. */
export const useDrag = create<DragState>()(() => ({ start: undefined, overWire: undefined }));

interface DragState {
  readonly start: DragStart | undefined;
  /** The wire that a node would be put into if it were dropped now. */
  readonly overWire: string | undefined;
}

/** Whether the wire that is being drawn may end at a port; undefined for ports on the same side as its start. */
export function judgeDrop(
  workflow: Workflow,
  specs: NodeSpecs,
  start: DragStart,
  side: 'source' | 'target',
  port: PortRef,
): Verdict | undefined {
  if (side === start.side) return undefined;
  return side === 'target' ? mayWire(workflow, specs, start, port) : mayWire(workflow, specs, port, start);
}
