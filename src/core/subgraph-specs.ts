import type { NodeSpec, NodeSpecs } from './define-node.ts';
import { orderBySources } from './graph.ts';
import { listOutputs } from './lists.ts';
import { type InputPort, int, type OutputPort } from './ports.ts';
import {
  definitionOf,
  instanceTypeOf,
  MOST_ROUNDS,
  type SubgraphDefinition,
  type SubgraphInput,
  subgraphIdOf,
} from './subgraph.ts';
import { wireTypes } from './wire-types.ts';
import { type PortRef, portName, type Workflow } from './workflow.ts';

type Subgraphs = Workflow['subgraphs'];

/**
 * The specs with one for each subgraph of the document, so that its instances are nodes like all others. A definition that contains
 * itself has none, and neither has one that can't be read.
 */
export function documentSpecs({ subgraphs }: Pick<Workflow, 'subgraphs'>, specs: NodeSpecs): NodeSpecs {
  if (Object.keys(subgraphs).length === 0) return specs;
  const known = knownSpecs.get(subgraphs);
  if (known?.specs === specs) return known.all;
  const all = new Map(specs);
  const { order, cycles } = orderDefinitions(subgraphs);
  const endless = new Set(cycles.flat());
  for (const id of order) {
    const definition = definitionOf({ subgraphs }, id);
    if (definition && !endless.has(id)) all.set(instanceTypeOf(id), specOfDefinition(id, definition, all));
  }
  knownSpecs.set(subgraphs, { specs, all });
  return all;
}

/** Documents are never written to, and most edits leave the subgraphs as they are. */
const knownSpecs = new WeakMap<Subgraphs, { readonly specs: NodeSpecs; readonly all: NodeSpecs }>();

/** The subgraphs, those inside others first, and the circles in which they contain each other. */
export function orderDefinitions(subgraphs: Subgraphs) {
  return orderBySources(Object.keys(subgraphs), (id) => subgraphsInside(definitionOf({ subgraphs }, id)));
}

/** The subgraphs of which there are instances among some nodes, each once. */
export function subgraphsInside(canvas: Pick<Workflow, 'nodes'> | undefined): string[] {
  const ids = Object.values(canvas?.nodes ?? {}).map(({ type }) => subgraphIdOf(type));
  return [...new Set(ids.filter((id) => id !== undefined))];
}

function specOfDefinition(id: string, definition: SubgraphDefinition, specs: NodeSpecs): NodeSpec {
  const nodes = Object.values(definition.nodes);
  const inputs = definition.inputs.flatMap((input) => {
    const port = inputPort(definition, specs, input);
    return port ? [[input.name, { ...port, ...labelOf(input) }] as const] : [];
  });
  const inside = canvasAsWorkflow(definition);
  const types = wireTypes(inside, specs);
  const lists = listOutputs(inside, specs);
  const outputs = definition.outputs.flatMap((output): (readonly [string, OutputPort])[] => {
    const port = specs.get(definition.nodes[output.from.node]?.type ?? '')?.outputs[output.from.port];
    if (!port) return [];
    const list = lists.has(portName(output.from)) ? { list: true as const } : {};
    return [[output.name, { ...port, type: types.output(output.from) ?? port.type, ...list, ...labelOf(output) }]];
  });
  return {
    id: instanceTypeOf(id),
    version: definition.version,
    title: definition.title,
    summary: definition.description ?? '',
    inputs: { ...Object.fromEntries(inputs), ...timesPort(definition) },
    outputs: Object.fromEntries(outputs),
    terminal: nodes.some(({ type, mode }) => mode === undefined && specs.get(type)?.terminal),
  };
}

/** What an instance of a loop has besides: how often it is gone through. */
function timesPort({ repeat }: SubgraphDefinition): Record<string, InputPort> {
  if (!repeat) return {};
  const help = 'How often the subgraph is gone through.';
  return { [repeat.name]: int({ default: repeat.times, min: 1, max: MOST_ROUNDS, settled: true, help }) };
}

/**
 * An input is what it leads to: a wire if that has to be wired, else a widget with the value that it has inside. Where it leads to
 * several, the first of these counts.
 */
function inputPort(definition: SubgraphDefinition, specs: NodeSpecs, { to }: SubgraphInput): InputPort | undefined {
  const inner = to.flatMap((ref) => {
    const port = innerInput(definition, specs, ref);
    return port ? [{ ref, port }] : [];
  });
  const wires = inner.flatMap(({ port }) => (port.kind === 'wire' ? [port] : []));
  const [wire] = wires;
  if (wire) {
    // What an input of the node inside chooses can't be seen from outside.
    const { when: _, ...rest } = wire;
    return { ...rest, optional: wires.every(({ optional }) => optional) };
  }
  const [first] = inner;
  if (!first) return undefined;
  const value = definition.nodes[first.ref.node]?.widgets[first.ref.port];
  // What can't be a default is a problem of the node inside, where it is told.
  return value === undefined ? first.port : ({ ...first.port, default: value } as InputPort);
}

function innerInput(definition: SubgraphDefinition, specs: NodeSpecs, { node, port }: PortRef): InputPort | undefined {
  return specs.get(definition.nodes[node]?.type ?? '')?.inputs[port];
}

/** What functions on workflows look at, without the ports that lead out. */
function canvasAsWorkflow({ nodes, edges }: SubgraphDefinition): Workflow {
  return {
    format: 'patchloom/workflow',
    version: 1,
    nodes,
    edges,
    groups: [],
    notes: [],
    subgraphs: {},
    viewport: { x: 0, y: 0, zoom: 1 },
    meta: {},
  };
}

/** Without a label of its own a port is called as it is inside. */
function labelOf({ label }: { readonly label?: string | undefined }): { label?: string } {
  return label === undefined ? {} : { label };
}
