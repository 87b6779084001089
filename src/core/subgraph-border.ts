import type { NodeSpec, NodeSpecs } from './define-node.ts';
import { mayConnect } from './edits.ts';
import { editSubgraph, openSubgraph, removePort } from './edits-subgraphs.ts';
import { type InputPort, type OutputPort, socketTypeOf } from './ports.ts';
import type { Verdict } from './sockets.ts';
import { definitionOf, instanceTypeOf, type SubgraphDefinition, type SubgraphInput } from './subgraph.ts';
import { freePortName, inputNames, leadTo } from './subgraph-canvas.ts';
import { type Edge, type Point, type PortRef, portName, type Workflow, type WorkflowNode } from './workflow.ts';

/** Inside a subgraph, its inputs and its outputs are a node each. Nodes of documents have no such ids. */
export const INPUTS_ID = '@inputs';
export const OUTPUTS_ID = '@outputs';
/** The port at which a wire makes a new one. */
export const NEW_PORT = '+';

/** From the nodes to the border, in canvas units; the widest card is 320. */
const BORDER_GAP = 64;
const CARD_WIDTH = 240;
const WIDEST_CARD = 320;

/** Whether an id, which is their type too, is that of a subgraph's inputs or outputs. */
export function isBorder(id: string): boolean {
  return id === INPUTS_ID || id === OUTPUTS_ID;
}

/** The inside of a subgraph as a document of its own, with its inputs and outputs as nodes that are wired to what they lead to. */
export function openWithBorder(workflow: Workflow, id: string): Workflow {
  const inside = openSubgraph(workflow, id);
  const definition = definitionFor(workflow, id);
  const { inputsAt, outputsAt } = definition;
  const places = Object.values(inside.nodes).map(({ position }) => position);
  const top = places.length === 0 ? 0 : Math.min(...places.map(([, y]) => y));
  const left = places.length === 0 ? 0 : Math.min(...places.map(([x]) => x));
  const right = places.length === 0 ? 0 : Math.max(...places.map(([x]) => x)) + WIDEST_CARD;
  return {
    ...inside,
    nodes: {
      [INPUTS_ID]: borderNode(INPUTS_ID, inputsAt ?? [left - BORDER_GAP - CARD_WIDTH, top]),
      ...inside.nodes,
      [OUTPUTS_ID]: borderNode(OUTPUTS_ID, outputsAt ?? [right + BORDER_GAP, top]),
    },
    edges: wiresWithBorder(definition),
  };
}

const wiresOf = new WeakMap<readonly Edge[], Pick<SubgraphDefinition, 'inputs' | 'outputs' | 'edges'>>();

/** The same list again while neither wires nor ports change: the canvas tells by it whether there is anything to draw. */
function wiresWithBorder({ inputs, outputs, edges }: SubgraphDefinition): Edge[] {
  const known = wiresOf.get(edges);
  if (known?.inputs === inputs && known.outputs === outputs) return known.edges;
  const all = [
    ...inputs.flatMap(({ name, to, via = {} }) =>
      to.map((end) => withVia({ from: { node: INPUTS_ID, port: name }, to: end }, via[portName(end)])),
    ),
    ...edges,
    ...outputs.map(({ name, from, via }) => withVia({ from, to: { node: OUTPUTS_ID, port: name } }, via)),
  ];
  wiresOf.set(edges, { inputs, outputs, edges: all });
  return all;
}

function withVia(edge: Edge, via: Edge['via']): Edge {
  return via === undefined ? edge : { ...edge, via };
}

/**
 * The document after an edit of a subgraph's inside as `openWithBorder` shows it. Wires at the border are its ports: one without a wire goes,
 * with what it had outside; one to `NEW_PORT` makes a port that is called as the one inside. From the first edit on,
 * the border stays where it is.
 */
export function editWithBorder(workflow: Workflow, id: string, edit: (inside: Workflow) => Workflow): Workflow {
  const before = openWithBorder(workflow, id);
  const after = edit(before);
  if (after === before) return workflow;
  const { [INPUTS_ID]: inputsNode, [OUTPUTS_ID]: outputsNode, ...nodes } = after.nodes;
  const { groups, notes, subgraphs } = after;
  // Without another wire there is no other port, and most edits, such as every key in a text, change no wire.
  if (after.edges === before.edges) {
    const { inputsAt, outputsAt } = definitionFor(workflow, id);
    const places = {
      inputsAt: inputsNode?.position ?? inputsAt,
      outputsAt: outputsNode?.position ?? outputsAt,
    };
    return putPorts({ ...workflow, subgraphs }, id, { nodes, groups, notes, ...places });
  }
  const edges = after.edges.filter(({ from, to }) => !isBorder(from.node) && !isBorder(to.node));
  const edited = editSubgraph(workflow, id, (inside) => ({ ...inside, nodes, edges, groups, notes, subgraphs }));
  // The border itself can't be removed: without it nothing is said of the ports.
  const withInputs = inputsNode ? putInputs(edited, id, after.edges, inputsNode.position) : edited;
  return outputsNode ? putOutputs(withInputs, id, after.edges, outputsNode.position) : withInputs;
}

/** Whether a wire may be drawn on a canvas that may have a border. */
export function mayWire(workflow: Workflow, specs: NodeSpecs, from: PortRef, to: PortRef): Verdict {
  if (from.node === INPUTS_ID && to.node === OUTPUTS_ID)
    return { ok: false, reason: 'An input of a subgraph cannot go straight out of it again' };
  const portsOf = (node: string) => specs.get(workflow.nodes[node]?.type ?? '');
  if (isNewPort(from)) return known(portsOf(to.node)?.inputs[to.port]);
  if (isNewPort(to)) return known(portsOf(from.node)?.outputs[from.port]);
  return mayConnect(workflow, specs, from, to);
}

/** What the two nodes of the border are, in the words that are given: what they are called, and what they are for. */
export function borderSpecs(
  workflow: Workflow,
  specs: NodeSpecs,
  id: string,
  words: { readonly inputs: readonly [string, string]; readonly outputs: readonly [string, string] },
): readonly NodeSpec[] {
  const instance = specs.get(instanceTypeOf(id));
  const asOutput = (port: InputPort): OutputPort => ({
    ...plain(port),
    kind: 'wire',
    type: socketTypeOf(port),
    optional: false,
  });
  const asInput = (port: OutputPort): InputPort => ({ ...plain(port), kind: 'wire', type: port.type, optional: true });
  const mapped = <From, To>(ports: Readonly<Record<string, From>>, change: (port: From) => To) =>
    Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, change(port)]));
  const [[inputsTitle, inputsSummary], [outputsTitle, outputsSummary]] = [words.inputs, words.outputs];
  const shared = { version: definitionFor(workflow, id).version, terminal: false };
  return [
    {
      ...shared,
      id: INPUTS_ID,
      title: inputsTitle,
      summary: inputsSummary,
      inputs: {},
      outputs: mapped(fedInside(instance), asOutput),
    },
    {
      ...shared,
      id: OUTPUTS_ID,
      title: outputsTitle,
      summary: outputsSummary,
      inputs: mapped(instance?.outputs ?? {}, asInput),
      outputs: {},
    },
  ];
}

function putInputs(workflow: Workflow, id: string, edges: readonly Edge[], [x, y]: Point): Workflow {
  const definition = definitionFor(workflow, id);
  const border = edges.filter(({ from }) => from.node === INPUTS_ID);
  const endsOf = (name: string) => border.filter(({ from }) => from.port === name).map(({ to }) => to);
  const inputs = [...definition.inputs];
  for (const to of endsOf(NEW_PORT))
    inputs.push({ name: freePortName(inputNames({ ...definition, inputs }), to.port), to: [to] });
  const wired = inputs.map((input, index) => {
    const to = index < definition.inputs.length ? sameOrder(input.to, endsOf(input.name)) : input.to;
    return leadTo({ ...input, via: bendsOf(border, input.name) }, to);
  });
  const kept = putPorts(workflow, id, {
    inputs: wired.filter(({ to }) => to.length > 0),
    inputsAt: [x, y],
  });
  const gone = wired.filter(({ to }) => to.length === 0).map(({ name }) => name);
  return withoutPorts(kept, id, 'inputs', gone);
}

function putOutputs(workflow: Workflow, id: string, edges: readonly Edge[], [x, y]: Point): Workflow {
  const definition = definitionFor(workflow, id);
  const border = edges.filter(({ to }) => to.node === OUTPUTS_ID);
  const outputs = definition.outputs.flatMap((output) => {
    const wire = border.find(({ to }) => to.port === output.name);
    if (!wire) return [];
    const { via: _, ...port } = output;
    return [{ ...port, from: wire.from, ...(wire.via ? { via: wire.via } : {}) }];
  });
  for (const { from, to } of border) {
    if (to.port === NEW_PORT) outputs.push({ name: freePortName(outputs, from.port), from });
  }
  const gone = definition.outputs.filter(({ name }) => !border.some(({ to }) => to.port === name));
  return withoutPorts(
    putPorts(workflow, id, { outputs, outputsAt: [x, y] }),
    id,
    'outputs',
    gone.map(({ name }) => name),
  );
}

/** The points that the wires of an input pass, by where these lead. */
function bendsOf(border: readonly Edge[], name: string): NonNullable<SubgraphInput['via']> {
  return Object.fromEntries(
    border.flatMap(({ from, to, via }) => (from.port === name && via ? [[portName(to), via]] : [])),
  );
}

/** The wires and values that gone ports had outside go with them. */
function withoutPorts(workflow: Workflow, id: string, side: 'inputs' | 'outputs', names: readonly string[]): Workflow {
  return names.reduce((next, name) => removePort(next, id, side, name), workflow);
}

function putPorts(workflow: Workflow, id: string, change: Partial<SubgraphDefinition>): Workflow {
  const definition = { ...definitionFor(workflow, id), ...change };
  return { ...workflow, subgraphs: { ...workflow.subgraphs, [id]: { kind: 'definition', definition } } };
}

/** What is there now, that which was there before first, and as it was if nothing has changed. */
function sameOrder(before: PortRef[], now: readonly PortRef[]): PortRef[] {
  const isIn = (list: readonly PortRef[], ref: PortRef) => list.some((other) => portName(other) === portName(ref));
  const added = now.filter((ref) => !isIn(before, ref));
  const kept = before.filter((ref) => isIn(now, ref));
  return added.length === 0 && kept.length === before.length ? before : [...kept, ...added];
}

function isNewPort({ node, port }: PortRef): boolean {
  return port === NEW_PORT && isBorder(node);
}

function known(port: unknown): Verdict {
  return port === undefined ? { ok: false, reason: 'There is no such port' } : { ok: true };
}

/** The inputs of an instance, without how often a loop is gone through. */
function fedInside(instance: NodeSpec | undefined): NodeSpec['inputs'] {
  const inputs = Object.entries(instance?.inputs ?? {});
  return Object.fromEntries(inputs.filter(([, port]) => !(port.kind === 'int' && port.settled)));
}

function plain({ label, help }: { readonly label?: string; readonly help: string }) {
  return { ...(label === undefined ? {} : { label }), help };
}

function borderNode(type: string, position: WorkflowNode['position']): WorkflowNode {
  return { type, version: 1, position, widgets: {} };
}

function definitionFor(workflow: Workflow, id: string): SubgraphDefinition {
  const definition = definitionOf(workflow, id);
  if (!definition) throw new Error(`There is no subgraph ${id}`);
  return definition;
}
