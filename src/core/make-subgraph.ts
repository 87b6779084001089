import { appWidgets, moveAppWidgets } from './app-view.ts';
import type { NodeSpecs } from './define-node.ts';
import { freeId } from './edits-boxes.ts';
import { copyFragment, type Selection } from './fragment.ts';
import { upstreamOf } from './graph.ts';
import { socketTypeOf } from './ports.ts';
import type { Verdict } from './sockets.ts';
import { instanceTypeOf, type SubgraphDefinition, type SubgraphInput, type SubgraphOutput } from './subgraph.ts';
import { type Canvas, canvasOf, cornerOf, freePortName, leadTo, putCanvas } from './subgraph-canvas.ts';
import { documentSpecs } from './subgraph-specs.ts';
import { type Edge, type PortRef, portName, type Workflow } from './workflow.ts';

/** Whether some nodes of a canvas may become one: there are some, and no wire leaves them and comes back. */
export function mayMakeSubgraph(workflow: Workflow, ids: readonly string[], inside?: string): Verdict {
  const canvas = { ...workflow, ...canvasOf(workflow, inside) };
  const taken = new Set(ids.filter((id) => id in canvas.nodes));
  if (taken.size === 0) return { ok: false, reason: 'No node is selected' };
  const returning = canvas.edges.find(
    ({ from, to }) =>
      !taken.has(from.node) && taken.has(to.node) && [...upstreamOf(canvas, from.node)].some((id) => taken.has(id)),
  );
  return returning
    ? { ok: false, reason: `“${returning.from.node}” is between the selected nodes: select it too` }
    : { ok: true };
}

export interface MadeSubgraph {
  readonly workflow: Workflow;
  /** The definition's id. */
  readonly subgraph: string;
  /** The node that stands for it now. */
  readonly node: string;
}

/**
 * Makes nodes, with the groups and notes that are selected with them, a subgraph, and puts an instance in their place; `inside` names
 * the subgraph in which they are, if they are in one. Wires that cross the border become ports, called as those inside: one for each
 * output that is read, and for each source that is fed in.
 */
export function makeSubgraph(
  workflow: Workflow,
  base: NodeSpecs,
  selection: Selection,
  title: string,
  inside?: string,
): MadeSubgraph {
  const verdict = mayMakeSubgraph(workflow, selection.nodes, inside);
  if (!verdict.ok) throw new Error(verdict.reason);
  const canvas = canvasOf(workflow, inside);
  const { nodes, edges, groups, notes } = copyFragment({ ...workflow, ...canvas }, selection).content;
  const asked = inside === undefined ? appWidgets(workflow).filter((ref) => ref.node in nodes) : [];
  const inputs = collectInputs(canvas, documentSpecs(workflow, base), nodes, asked);
  const outputs = collectOutputs(canvas, nodes);
  const definition: SubgraphDefinition = { version: 1, title, inputs, outputs, nodes, edges, groups, notes };
  const subgraph = freeId((id) => id in workflow.subgraphs || id in Object.prototype, slugOf(title));
  const node = freeId((id) => id in canvas.nodes && !(id in nodes), subgraph);
  const places: Places = {
    inputs: new Map(inputs.flatMap(({ name, to }) => to.map((ref) => [portName(ref), { node, port: name }]))),
    outputs: new Map(outputs.map(({ name, from }) => [portName(from), { node, port: name }])),
  };
  const instance = { type: instanceTypeOf(subgraph), version: 1, position: cornerOf(nodes), widgets: {} };
  const others = Object.entries(canvas.nodes).filter(([id]) => !(id in nodes));
  const moved =
    inside === undefined ? moveAppWidgets(workflow, (ref) => places.inputs.get(portName(ref)) ?? ref) : workflow;
  const defined: Workflow = {
    ...moved,
    subgraphs: { ...workflow.subgraphs, [subgraph]: { kind: 'definition', definition } },
  };
  const changed = {
    ...rewired(canvas, nodes, places),
    nodes: { ...Object.fromEntries(others), [node]: instance },
    groups: canvas.groups.filter((group) => !groups.includes(group)),
    notes: canvas.notes.filter((note) => !notes.includes(note)),
  };
  return { subgraph, node, workflow: putCanvas(defined, inside, changed) };
}

/** Which port of the instance an input or output that is inside now is reached by, by `node.port`. */
interface Places {
  readonly inputs: ReadonlyMap<string, PortRef>;
  readonly outputs: ReadonlyMap<string, PortRef>;
}

/** The canvas with its wires and ports led to the instance, those inside it gone. Several inputs that one source feeds are one wire now. */
function rewired(canvas: Canvas, inside: Canvas['nodes'], { inputs, outputs }: Places): Canvas {
  const edges = new Map<string, Edge>();
  for (const edge of canvas.edges) {
    if (edge.from.node in inside && edge.to.node in inside) continue;
    const from = outputs.get(portName(edge.from)) ?? edge.from;
    const to = inputs.get(portName(edge.to)) ?? edge.to;
    const key = `${portName(from)} ${portName(to)}`;
    if (!edges.has(key)) edges.set(key, { ...edge, from, to });
  }
  return {
    ...canvas,
    edges: [...edges.values()],
    inputs: canvas.inputs.map((input) => {
      const to = input.to.map((ref) => inputs.get(portName(ref)) ?? ref);
      return leadTo(input, [...new Map(to.map((ref) => [portName(ref), ref])).values()]);
    }),
    outputs: canvas.outputs.map((output) => ({ ...output, from: outputs.get(portName(output.from)) ?? output.from })),
  };
}

/** One port for each source outside and type inside; and one for each of `asked`, so that what a form asks for can still be set. */
function collectInputs(
  canvas: Canvas,
  specs: NodeSpecs,
  inside: Canvas['nodes'],
  asked: readonly PortRef[],
): SubgraphInput[] {
  const ports = new Map<string, { name: string; to: PortRef[] }>();
  const collect = (source: string, to: PortRef) => {
    if (!(to.node in inside)) return;
    const port = specs.get(inside[to.node]?.type ?? '')?.inputs[to.port];
    const key = `${source} ${port ? socketTypeOf(port) : portName(to)}`;
    const present = ports.get(key);
    if (present) present.to.push(to);
    else ports.set(key, { name: freePortName([...ports.values()], to.port), to: [to] });
  };
  for (const { from, to } of canvas.edges) if (!(from.node in inside)) collect(portName(from), to);
  for (const { name, to } of canvas.inputs) for (const ref of to) collect(`port:${name}`, ref);
  const fed = new Set([...ports.values()].flatMap(({ to }) => to.map(portName)));
  for (const ref of asked) if (!fed.has(portName(ref))) collect(`form:${portName(ref)}`, ref);
  return [...ports.values()];
}

/** One port for each output that something outside reads. */
function collectOutputs(canvas: Canvas, inside: Canvas['nodes']): SubgraphOutput[] {
  const read = canvas.edges.filter(({ to }) => !(to.node in inside)).map(({ from }) => from);
  const ports = new Map<string, SubgraphOutput>();
  for (const from of [...read, ...canvas.outputs.map((output) => output.from)]) {
    if (!(from.node in inside) || ports.has(portName(from))) continue;
    ports.set(portName(from), { name: freePortName([...ports.values()], from.port), from });
  }
  return [...ports.values()];
}

/** A title as an id: its Latin letters and digits, joined by “-”. */
function slugOf(title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? ['subgraph'];
  return words.join('-').slice(0, 40);
}
