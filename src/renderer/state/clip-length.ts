import type { NodeSpecs } from '../../core/define-node.ts';
import type { Workflow } from '../../core/workflow.ts';

/** How fast a node's frames will be played: the first rate, along the wires, that a later node is set to. */
export function framesPerSecondAfter(workflow: Workflow, specs: NodeSpecs, id: string): number | undefined {
  const reached = new Set([id]);
  // A set that grows while it is walked: each node is visited once, the nearest first.
  for (const node of reached) {
    const rate = rateOf(workflow, specs, node);
    if (rate !== undefined) return rate;
    for (const { from, to } of workflow.edges) if (from.node === node) reached.add(to.node);
  }
  return undefined;
}

function rateOf(workflow: Workflow, specs: NodeSpecs, id: string): number | undefined {
  const node = workflow.nodes[id];
  for (const [name, port] of Object.entries(specs.get(node?.type ?? '')?.inputs ?? {})) {
    if ((port.kind !== 'float' && port.kind !== 'int') || port.unit !== RATE_UNIT) continue;
    if (workflow.edges.some(({ to }) => to.node === id && to.port === name)) continue;
    const value = node?.widgets[name] ?? port.default;
    if (typeof value === 'number' && value > 0) return value;
  }
  return undefined;
}

const RATE_UNIT = 'frames/s';
/** The unit of widgets that count frames. */
export const FRAMES_UNIT = 'frames';
