import type { NodeSpec, NodeSpecs } from './define-node.ts';
import { upstreamOf } from './graph.ts';
import { socketTypeOf } from './ports.ts';
import { canConnect, type Verdict } from './sockets.ts';
import { wireTypes, wrongAnyWire } from './wire-types.ts';
import { type PortRef, portName, type Workflow } from './workflow.ts';

/** Adds a node with its default values; the id is the type's last word, with a number if it is taken. */
export function addNode(
  workflow: Workflow,
  spec: NodeSpec,
  position: [number, number],
): { workflow: Workflow; id: string } {
  const base = spec.id.split('/').at(-1) ?? 'node';
  let id = base;
  for (let n = 2; id in workflow.nodes; n++) id = `${base}-${n}`;
  const widgets = Object.fromEntries(
    Object.entries(spec.inputs).flatMap(([name, port]) => (port.kind === 'wire' ? [] : [[name, port.default]])),
  );
  const node = { type: spec.id, version: spec.version, position, widgets };
  return { workflow: { ...workflow, nodes: { ...workflow.nodes, [id]: node } }, id };
}

/** Removes nodes and the wires that touch them. */
export function removeNodes(workflow: Workflow, ids: readonly string[]): Workflow {
  const gone = new Set(ids);
  return {
    ...workflow,
    nodes: Object.fromEntries(Object.entries(workflow.nodes).filter(([id]) => !gone.has(id))),
    edges: workflow.edges.filter((edge) => !gone.has(edge.from.node) && !gone.has(edge.to.node)),
  };
}

/** Whether a wire may be drawn: both ports exist, types fit, no circle. An occupied input is no obstacle; `connect` replaces its wire. */
export function mayConnect(workflow: Workflow, specs: NodeSpecs, from: PortRef, to: PortRef): Verdict {
  const output = specs.get(workflow.nodes[from.node]?.type ?? '')?.outputs[from.port];
  const input = specs.get(workflow.nodes[to.node]?.type ?? '')?.inputs[to.port];
  if (!output || !input) return { ok: false, reason: 'There is no such port' };
  if (input.kind === 'int' && input.settled) return { ok: false, reason: 'It has to be known before the run' };
  const types =
    output.type === 'any' || (input.kind === 'wire' && input.type === 'any') ? wireTypes(workflow, specs) : undefined;
  const verdict = canConnect(types?.output(from) ?? output.type, socketTypeOf(input));
  if (!verdict.ok) return verdict;
  if (types) {
    const wrong = wrongAnyWire(connect(workflow, from, to), specs);
    if (wrong) return { ok: false, reason: `The wire from ${portName(wrong.from)} would not fit any more` };
  }
  return upstreamOf(workflow, from.node).has(to.node)
    ? { ok: false, reason: 'The wires would run in a circle' }
    : { ok: true };
}

/** Draws a wire, in place of the one that ended there. */
export function connect(workflow: Workflow, from: PortRef, to: PortRef): Workflow {
  return { ...workflow, edges: [...disconnect(workflow, to).edges, { from, to }] };
}

/** Removes the wire that ends at an input. */
export function disconnect(workflow: Workflow, to: PortRef): Workflow {
  return { ...workflow, edges: workflow.edges.filter((edge) => edge.to.node !== to.node || edge.to.port !== to.port) };
}

/** Sets one widget. The node must exist. */
export function setWidget(workflow: Workflow, id: string, name: string, value: string | number | boolean): Workflow {
  const node = workflow.nodes[id];
  if (!node) throw new Error(`There is no node ${id}`);
  return { ...workflow, nodes: { ...workflow.nodes, [id]: { ...node, widgets: { ...node.widgets, [name]: value } } } };
}

/** Moves nodes to new positions, in canvas units. */
export function moveNodes(
  workflow: Workflow,
  positions: Readonly<Record<string, readonly [number, number]>>,
): Workflow {
  const nodes = { ...workflow.nodes };
  for (const [id, [x, y]] of Object.entries(positions)) {
    const node = nodes[id];
    if (node) nodes[id] = { ...node, position: [x, y] };
  }
  return { ...workflow, nodes };
}
