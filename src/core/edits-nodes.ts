import type { NodeSpecs } from './define-node.ts';
import { connect, mayConnect } from './edits.ts';
import { inputBehind, skipNodes } from './pass-through.ts';
import type { Edge, NodeMode, Point, PortRef, Workflow, WorkflowNode } from './workflow.ts';

/** What can be said of a node besides its widgets; `undefined` takes it away. */
export interface NodeLook {
  readonly title?: string | undefined;
  readonly mode?: NodeMode | undefined;
  readonly collapsed?: boolean | undefined;
  readonly color?: string | undefined;
  readonly size?: [width: number, height: number] | undefined;
}

/** Changes how nodes are called, drawn or run. Ids that are not there are passed over. */
export function changeNodes(workflow: Workflow, ids: readonly string[], look: NodeLook): Workflow {
  const nodes = { ...workflow.nodes };
  for (const id of ids) {
    const node = nodes[id];
    if (!node) continue;
    const entries = Object.entries({ ...node, ...look }).filter(([, value]) => value !== undefined && value !== false);
    nodes[id] = Object.fromEntries(entries) as WorkflowNode;
  }
  return { ...workflow, nodes };
}

/** Removes nodes; what they were fed goes on to what read them, where types allow. */
export function removeNodesHealing(workflow: Workflow, specs: NodeSpecs, ids: readonly string[]): Workflow {
  return skipNodes(workflow, specs, ids);
}

/** How many wires would go on if these nodes were removed and healed. */
export function healedWires(workflow: Workflow, specs: NodeSpecs, ids: readonly string[]): number {
  const gone = new Set(ids);
  const kept = workflow.edges.filter(({ from, to }) => !gone.has(from.node) && !gone.has(to.node)).length;
  return skipNodes(workflow, specs, ids).edges.length - kept;
}

/** The ports by which a node fits into a wire: through its own mapping first, else through any pair that fits. */
export function fitInto(
  workflow: Workflow,
  specs: NodeSpecs,
  id: string,
  edge: Edge,
): { input: PortRef; output: PortRef } | undefined {
  const spec = specs.get(workflow.nodes[id]?.type ?? '');
  if (!spec || edge.from.node === id || edge.to.node === id) return undefined;
  const apart = { ...workflow, edges: workflow.edges.filter((other) => other !== edge) };
  const used = new Set(workflow.edges.filter(({ to }) => to.node === id).map(({ to }) => to.port));
  const free = (port: string) => !used.has(port);
  const takes = (port: string) => free(port) && mayConnect(apart, specs, edge.from, { node: id, port }).ok;
  const gives = (port: string) => mayConnect(apart, specs, { node: id, port }, edge.to).ok;
  const inputs = Object.keys(spec.inputs).filter(takes);
  for (const output of Object.keys(spec.outputs).filter(gives)) {
    const input = inputBehind(spec, output, new Set(inputs)) ?? inputs[0];
    if (input) return { input: { node: id, port: input }, output: { node: id, port: output } };
  }
  return undefined;
}

/** Puts a node into a wire; the same document when it does not fit. */
export function insertInto(workflow: Workflow, specs: NodeSpecs, id: string, edge: Edge): Workflow {
  const ports = fitInto(workflow, specs, id, edge);
  return ports ? connect(connect(workflow, edge.from, ports.input), ports.output, edge.to) : workflow;
}

/** Leads a wire past some points; none makes it straight again. */
export function routeWire(workflow: Workflow, to: PortRef, via: readonly Point[]): Workflow {
  return {
    ...workflow,
    edges: workflow.edges.map((edge): Edge => {
      if (edge.to.node !== to.node || edge.to.port !== to.port) return edge;
      const { via: _, ...straight } = edge;
      return via.length === 0 ? straight : { ...straight, via: via.map(([x, y]) => [x, y]) };
    }),
  };
}
