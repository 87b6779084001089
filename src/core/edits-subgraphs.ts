import type { NodeSpec, NodeSpecs } from './define-node.ts';
import { socketTypeOf } from './ports.ts';
import { canConnect, type Verdict } from './sockets.ts';
import { definitionOf, instanceTypeOf, type SubgraphDefinition, subgraphIdOf } from './subgraph.ts';
import { freePortName, inputNames, leadTo } from './subgraph-canvas.ts';
import { documentSpecs, subgraphsInside } from './subgraph-specs.ts';
import { type PortRef, portName, type Workflow } from './workflow.ts';

export type Side = 'inputs' | 'outputs';

/** The inside of a subgraph as a document of its own, for every edit there is. It has the subgraphs of the whole. */
export function openSubgraph(workflow: Workflow, id: string): Workflow {
  const { title, nodes, edges, groups, notes, viewport } = definitionFor(workflow, id);
  const { format, version, subgraphs } = workflow;
  return {
    format,
    version,
    nodes,
    edges,
    groups,
    notes,
    subgraphs,
    viewport: viewport ?? { x: 0, y: 0, zoom: 1 },
    meta: { title },
  };
}

/**
 * The document with the inside of a subgraph changed. Ports let go of inputs that are gone or have a wire of their own now; a port
 * that leads nowhere any more goes, with the wires and values it had outside.
 */
export function editSubgraph(workflow: Workflow, id: string, edit: (inside: Workflow) => Workflow): Workflow {
  const before = openSubgraph(workflow, id);
  const after = edit(before);
  if (after === before) return workflow;
  const { nodes, edges, groups, notes, subgraphs } = after;
  const fed = new Set(edges.map(({ to }) => portName(to)));
  const definition = definitionFor(workflow, id);
  const inputs = definition.inputs.flatMap((input) => {
    const to = input.to.filter((ref) => ref.node in nodes && !fed.has(portName(ref)));
    return to.length > 0 ? [leadTo(input, to)] : [];
  });
  const left = definition.outputs.filter(({ from }) => from.node in nodes);
  const outputs = withoutCarries(left, inputs);
  const viewport = after.viewport === before.viewport ? {} : { viewport: after.viewport };
  const changed = { ...definition, nodes, edges, groups, notes, inputs, outputs, ...viewport };
  const gone = (side: Side) =>
    definition[side].map(({ name }) => name).filter((name) => !changed[side].some((port) => port.name === name));
  const written = putDefinition({ ...workflow, subgraphs }, id, changed);
  return withoutPorts(written, id, gone('inputs'), gone('outputs'));
}

/** Edits the canvas on which a node lies that is named as in a run: `node`, or `instance/node` for one inside a subgraph. */
export function editWhere(
  workflow: Workflow,
  path: string,
  edit: (canvas: Workflow, id: string) => Workflow,
): Workflow {
  const way = path.split('/');
  const node = way.pop() ?? '';
  let inside: string | undefined;
  for (const instance of way) {
    const nodes = inside === undefined ? workflow.nodes : definitionFor(workflow, inside).nodes;
    inside = subgraphIdOf(nodes[instance]?.type ?? '');
    if (inside === undefined) return workflow;
  }
  return inside === undefined ? edit(workflow, node) : editSubgraph(workflow, inside, (canvas) => edit(canvas, node));
}

/** What can be said of a subgraph besides what it holds; `undefined` takes a description away. */
export interface SubgraphLook {
  readonly title?: string;
  readonly description?: string | undefined;
}

export function changeSubgraph(workflow: Workflow, id: string, look: SubgraphLook): Workflow {
  const entries = Object.entries({ ...definitionFor(workflow, id), ...look }).filter(
    ([, value]) => value !== undefined,
  );
  return putDefinition(workflow, id, Object.fromEntries(entries) as SubgraphDefinition);
}

/** Calls a port something else; an empty label gives it back its own name. Wires know it by its name, which stays. */
export function renamePort(workflow: Workflow, id: string, side: Side, name: string, label: string): Workflow {
  const definition = definitionFor(workflow, id);
  const renamed = <T extends { readonly name: string; readonly label?: string | undefined }>(
    ports: readonly T[],
  ): T[] =>
    ports.map((port) => {
      if (port.name !== name) return port;
      const { label: _, ...rest } = port;
      return (label === '' ? rest : { ...rest, label }) as T;
    });
  return putDefinition(workflow, id, {
    ...definition,
    [side]: renamed<SubgraphDefinition[Side][number]>(definition[side]),
  });
}

/** Moves a port to another place in its row. */
export function movePort(workflow: Workflow, id: string, side: Side, name: string, place: number): Workflow {
  const definition = definitionFor(workflow, id);
  const others: SubgraphDefinition[Side][number][] = definition[side].filter((port) => port.name !== name);
  const moved = definition[side].filter((port) => port.name === name);
  others.splice(place, 0, ...moved);
  return putDefinition(workflow, id, { ...definition, [side]: others });
}

/** Makes an input inside, a widget or one for wires, an input of the subgraph. A wire inside that ends there goes. */
export function exposeInput(workflow: Workflow, id: string, ref: PortRef): Workflow {
  const definition = definitionFor(workflow, id);
  if (definition.inputs.some(({ to }) => to.some((known) => portName(known) === portName(ref)))) return workflow;
  const edges = definition.edges.filter(({ to }) => portName(to) !== portName(ref));
  const inputs = [...definition.inputs, { name: freePortName(inputNames(definition), ref.port), to: [ref] }];
  return putDefinition(workflow, id, { ...definition, edges, inputs });
}

/** Makes an output inside an output of the subgraph. */
export function exposeOutput(workflow: Workflow, id: string, ref: PortRef): Workflow {
  const definition = definitionFor(workflow, id);
  if (definition.outputs.some(({ from }) => portName(from) === portName(ref))) return workflow;
  const outputs = [...definition.outputs, { name: freePortName(definition.outputs, ref.port), from: ref }];
  return putDefinition(workflow, id, { ...definition, outputs });
}

/** Takes a port away, with the wires and values it had outside. */
export function removePort(workflow: Workflow, id: string, side: Side, name: string): Workflow {
  const definition = definitionFor(workflow, id);
  const ports: SubgraphDefinition[Side][number][] = definition[side].filter((port) => port.name !== name);
  const changed = { ...definition, [side]: ports };
  const outputs = withoutCarries(changed.outputs, changed.inputs);
  const without = putDefinition(workflow, id, { ...changed, outputs });
  return side === 'inputs' ? withoutPorts(without, id, [name], []) : withoutPorts(without, id, [], [name]);
}

/** Makes a subgraph a loop, or again one that is gone through once: then nothing is carried any more. */
export function setRepeat(workflow: Workflow, id: string, isLoop: boolean): Workflow {
  const { repeat, ...definition } = definitionFor(workflow, id);
  if (isLoop === (repeat !== undefined)) return workflow;
  if (repeat === undefined)
    return putDefinition(workflow, id, {
      ...definition,
      repeat: { name: freePortName(definition.inputs, 'times'), times: 2 },
    });
  const outputs = withoutCarries(definition.outputs, []);
  return withoutPorts(putDefinition(workflow, id, { ...definition, outputs }), id, [repeat.name], []);
}

/** Says which input of a loop gets in the next round what an output gives; none without a name. Each input gets from one. */
export function setCarry(workflow: Workflow, id: string, output: string, input: string | undefined): Workflow {
  const definition = definitionFor(workflow, id);
  const outputs = definition.outputs.map(({ carriesTo, ...port }) => {
    const next = port.name === output ? input : carriesTo === input ? undefined : carriesTo;
    return next === undefined ? port : { ...port, carriesTo: next };
  });
  return putDefinition(workflow, id, { ...definition, outputs });
}

/** Whether a value may be carried from an output of a subgraph to one of its inputs. */
export function mayCarry(spec: NodeSpec, output: string, input: string): boolean {
  const [from, to] = [spec.outputs[output], spec.inputs[input]];
  if (!from || !to || (to.kind === 'int' && to.settled)) return false;
  return canConnect(from.type, socketTypeOf(to)).ok;
}

/** Outputs that carry to nothing that is not there. */
function withoutCarries(
  outputs: SubgraphDefinition['outputs'],
  inputs: SubgraphDefinition['inputs'],
): SubgraphDefinition['outputs'] {
  return outputs.map(({ carriesTo, ...port }) =>
    carriesTo !== undefined && inputs.some(({ name }) => name === carriesTo) ? { ...port, carriesTo } : port,
  );
}

/** Whether a subgraph may be used inside another one: none contains itself. */
export function mayContain(workflow: Workflow, outer: string, inner: string): Verdict {
  const found = new Set([inner]);
  // A set that grows while it is walked: each subgraph is visited once.
  for (const id of found) for (const inside of subgraphsInside(definitionOf(workflow, id))) found.add(inside);
  return found.has(outer) ? { ok: false, reason: 'A subgraph cannot contain itself' } : { ok: true };
}

/** The port of a subgraph that feeds an input inside it. */
export function portFeeding(workflow: Workflow, id: string, ref: PortRef): string | undefined {
  const feeds = ({ to }: { to: readonly PortRef[] }) => to.some((known) => portName(known) === portName(ref));
  return definitionFor(workflow, id).inputs.find(feeds)?.name;
}

/** What instances of a subgraph look like to wires and people; undefined where it can't be used. */
export function specOfSubgraph(workflow: Workflow, specs: NodeSpecs, id: string) {
  return documentSpecs(workflow, specs).get(instanceTypeOf(id));
}

function definitionFor(workflow: Workflow, id: string): SubgraphDefinition {
  const definition = definitionOf(workflow, id);
  if (!definition) throw new Error(`There is no subgraph ${id}`);
  return definition;
}

function putDefinition(workflow: Workflow, id: string, definition: SubgraphDefinition): Workflow {
  return { ...workflow, subgraphs: { ...workflow.subgraphs, [id]: { kind: 'definition', definition } } };
}

/** Takes the wires and values of ports away, at all instances. */
function withoutPorts(workflow: Workflow, id: string, inputs: readonly string[], outputs: readonly string[]): Workflow {
  if (inputs.length + outputs.length === 0) return workflow;
  const clean = <C extends Pick<Workflow, 'nodes' | 'edges'>>(canvas: C): C => {
    const isInstance = (node: string) => subgraphIdOf(canvas.nodes[node]?.type ?? '') === id;
    const nodes = Object.entries(canvas.nodes).map(([key, node]) => {
      if (!isInstance(key) || !inputs.some((name) => name in node.widgets)) return [key, node] as const;
      const widgets = Object.entries(node.widgets).filter(([name]) => !inputs.includes(name));
      return [key, { ...node, widgets: Object.fromEntries(widgets) }] as const;
    });
    const edges = canvas.edges.filter(
      ({ from, to }) =>
        !(isInstance(from.node) && outputs.includes(from.port)) && !(isInstance(to.node) && inputs.includes(to.port)),
    );
    return { ...canvas, nodes: Object.fromEntries(nodes), edges };
  };
  const cleaned = clean(workflow);
  return Object.keys(workflow.subgraphs).reduce((next, other) => {
    const definition = definitionOf(next, other);
    return definition && subgraphsInside(definition).includes(id)
      ? putDefinition(next, other, clean(definition))
      : next;
  }, cleaned);
}
