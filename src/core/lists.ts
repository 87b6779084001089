import type { NodeSpecs } from './define-node.ts';
import { edgesByTarget, orderNodes } from './graph.ts';
import type { PortRef, Workflow } from './workflow.ts';

/** The inputs over whose lists each node runs once per item; nodes that run once are not in it. `order`: sources first. */
export function mappedInputs(
  workflow: Workflow,
  specs: NodeSpecs,
  order: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const mapped = new Map<string, readonly string[]>();
  const incoming = edgesByTarget(workflow);
  for (const id of order) {
    const inputs = specs.get(workflow.nodes[id]?.type ?? '')?.inputs;
    let over: string[] | undefined;
    for (const { from, to } of incoming.get(id) ?? []) {
      if (!isList(workflow, specs, mapped, from)) continue;
      const port = inputs?.[to.port];
      if (!port || (port.kind === 'wire' && port.list)) continue;
      over ??= [];
      over.push(to.port);
    }
    if (over) mapped.set(id, over);
  }
  return mapped;
}

/**
 * The nodes that run once for each item of a list. Follows from the wires, and is worked out once for them: documents are never
 * written to, and a node's type is for ever.
 */
export function mappedNodes(workflow: Workflow, specs: NodeSpecs): ReadonlySet<string> {
  const known = knownMapped.get(workflow.edges);
  if (known?.specs === specs) return known.nodes;
  const { order } = orderNodes(workflow, Object.keys(workflow.nodes));
  const nodes = new Set(mappedInputs(workflow, specs, order).keys());
  knownMapped.set(workflow.edges, { specs, nodes });
  return nodes;
}

const knownMapped = new WeakMap<
  Workflow['edges'],
  { readonly specs: NodeSpecs; readonly nodes: ReadonlySet<string> }
>();

/** The outputs that are lists, as `node.port`: those that are declared so, and all of a node that runs once per item. */
export function listOutputs(workflow: Workflow, specs: NodeSpecs): ReadonlySet<string> {
  const { order } = orderNodes(workflow, Object.keys(workflow.nodes));
  const mapped = mappedInputs(workflow, specs, order);
  const found = order.flatMap((id) =>
    Object.keys(specs.get(workflow.nodes[id]?.type ?? '')?.outputs ?? {}).flatMap((port) =>
      isList(workflow, specs, mapped, { node: id, port }) ? [`${id}.${port}`] : [],
    ),
  );
  return new Set(found);
}

function isList(
  workflow: Workflow,
  specs: NodeSpecs,
  mapped: ReadonlyMap<string, readonly string[]>,
  { node, port }: PortRef,
): boolean {
  return mapped.has(node) || specs.get(workflow.nodes[node]?.type ?? '')?.outputs[port]?.list === true;
}

/** Of lists that are gone through side by side, how often: as often as the longest has items; not at all when one is empty. */
export function countItems(lengths: readonly number[]): number {
  return lengths.includes(0) ? 0 : lengths.reduce((most, length) => Math.max(most, length), 0);
}

/** Which item of a list is used in a round: its own, or again its last. */
export function itemInRound(length: number, round: number): number {
  return Math.min(round, length - 1);
}
