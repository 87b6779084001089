import type { NodeSpec, NodeSpecs } from './define-node.ts';
import { edgesByTarget } from './graph.ts';
import { socketTypeOf } from './ports.ts';
import { canConnect } from './sockets.ts';
import type { Edge, PortRef, Workflow } from './workflow.ts';

/**
 * Which input of a node can stand in for one of its outputs: one of the same type, else one that can be converted. The one with
 * the same name goes first, then the order of the definition.
 */
export function inputBehind(spec: NodeSpec, output: string, wired: ReadonlySet<string>): string | undefined {
  const type = spec.outputs[output]?.type;
  if (!type) return undefined;
  const inputs = Object.entries(spec.inputs).filter(([name]) => wired.has(name));
  const same = inputs.filter(([, port]) => socketTypeOf(port) === type);
  const fitting = same.length > 0 ? same : inputs.filter(([, port]) => canConnect(socketTypeOf(port), type).ok);
  return (fitting.find(([name]) => name === output) ?? fitting[0])?.[0];
}

/** Where the value of an output comes from when the nodes in `skipped` hand their inputs through; undefined when it ends there. */
export function sourceThrough(
  workflow: Workflow,
  specs: NodeSpecs,
  skipped: ReadonlySet<string>,
  output: PortRef,
  incoming: ReadonlyMap<string, readonly Edge[]> = edgesByTarget(workflow),
): PortRef | undefined {
  let source: PortRef = output;
  const seen = new Set<string>();
  while (skipped.has(source.node)) {
    // Wires that run in a circle come from nowhere.
    if (seen.has(source.node)) return undefined;
    seen.add(source.node);
    const spec = specs.get(workflow.nodes[source.node]?.type ?? '');
    const wires = incoming.get(source.node) ?? [];
    const input = spec && inputBehind(spec, source.port, new Set(wires.map(({ to }) => to.port)));
    const wire = wires.find(({ to }) => to.port === input);
    if (!wire) return undefined;
    source = wire.from;
  }
  return source;
}

/** The workflow without some nodes, their readers fed by what those nodes were fed, where types allow. */
export function skipNodes(workflow: Workflow, specs: NodeSpecs, ids: Iterable<string>): Workflow {
  const skipped = new Set(ids);
  if (skipped.size === 0) return workflow;
  const incoming = edgesByTarget(workflow);
  const edges = workflow.edges.flatMap((edge): Edge[] => {
    if (skipped.has(edge.to.node)) return [];
    if (!skipped.has(edge.from.node)) return [edge];
    const from = sourceThrough(workflow, specs, skipped, edge.from, incoming);
    return from && fits(workflow, specs, from, edge.to) ? [{ ...edge, from }] : [];
  });
  const nodes = Object.fromEntries(Object.entries(workflow.nodes).filter(([id]) => !skipped.has(id)));
  return { ...workflow, nodes, edges };
}

function fits(workflow: Workflow, specs: NodeSpecs, from: PortRef, to: PortRef): boolean {
  const output = specs.get(workflow.nodes[from.node]?.type ?? '')?.outputs[from.port];
  const input = specs.get(workflow.nodes[to.node]?.type ?? '')?.inputs[to.port];
  return output !== undefined && input !== undefined && canConnect(output.type, socketTypeOf(input)).ok;
}
