import type { NodeSpecs } from './define-node.ts';
import { definitionOf, type SubgraphDefinition, subgraphIdOf } from './subgraph.ts';
import { orderDefinitions } from './subgraph-specs.ts';
import { type Edge, type PortRef, portName, type Workflow, type WorkflowNode } from './workflow.ts';

/** More nodes than this are not run: a few subgraphs inside each other can stand for any number. */
export const MOST_FLAT_NODES = 100_000;

/** A node in whose place its subgraph was put. */
export interface FlatInstance {
  readonly node: WorkflowNode;
  readonly definition: SubgraphDefinition;
}

/** A workflow with the nodes of its subgraphs in place of their instances, under ids such as `instance/node`. */
export interface FlatWorkflow {
  readonly workflow: Workflow;
  /** The instances that are not there any more, with what they stood for, by their id. */
  readonly instances: ReadonlyMap<string, FlatInstance>;
  /** Which input of an instance feeds an input inside it, by `node.port`. */
  readonly fedBy: ReadonlyMap<string, PortRef>;
  /** Ends of wires at ports that an instance does not have. */
  readonly unknownPorts: readonly { readonly end: PortRef; readonly side: 'input' | 'output' }[];
}

/**
 * Puts subgraphs in place of their instances, to any depth. `specs` are those of the document (`documentSpecs`). Instances that are
 * bypassed, muted or can't be known stay what they are.
 */
export function flattenWorkflow(workflow: Workflow, specs: NodeSpecs): FlatWorkflow {
  // Most workflows have none, and large ones should not be looked through for them.
  const hasInstances =
    Object.keys(workflow.subgraphs).length > 0 &&
    Object.values(workflow.nodes).some((node) => expandable(workflow, specs, node));
  if (!hasInstances) return { workflow, instances: new Map(), fedBy: new Map(), unknownPorts: [] };
  return new Flattening(workflow, specs).flatten();
}

/** How many nodes a workflow has once its subgraphs are in place; worked out without doing it. */
export function countFlatNodes(workflow: Workflow, specs: NodeSpecs): number {
  if (Object.keys(workflow.subgraphs).length === 0) return Object.keys(workflow.nodes).length;
  const counts = new Map<string, number>();
  const countOf = (canvas: Pick<Workflow, 'nodes'>) =>
    Object.values(canvas.nodes).reduce((sum, node) => {
      const inside = expandable(workflow, specs, node) ? counts.get(subgraphIdOf(node.type) ?? '') : undefined;
      return sum + (inside ?? 1);
    }, 0);
  for (const id of orderDefinitions(workflow.subgraphs).order) {
    const definition = definitionOf(workflow, id);
    if (definition) counts.set(id, countOf(definition));
  }
  return countOf(workflow);
}

/** The nodes that a target stands for: of an instance, those that make its outputs or are ends inside it. */
export function flatTargets(flat: FlatWorkflow, specs: NodeSpecs, targets: readonly string[]): string[] {
  const found = new Set<string>();
  for (const target of targets) {
    const definition = flat.instances.get(target)?.definition;
    if (!definition) {
      found.add(target);
      continue;
    }
    for (const { name } of definition.outputs) {
      const source = sourceOf(flat.instances, { node: target, port: name });
      if (source) found.add(source.node);
    }
    for (const [id, { type }] of Object.entries(flat.workflow.nodes)) {
      if (id.startsWith(`${target}/`) && specs.get(type)?.terminal) found.add(id);
    }
  }
  return [...found];
}

/** Where a person sets what an input gets: the outermost port of an instance through which it comes. */
export function outermost({ fedBy }: FlatWorkflow, input: PortRef): PortRef {
  let place = input;
  for (let outer = fedBy.get(portName(place)); outer; outer = fedBy.get(portName(place))) place = outer;
  return place;
}

/** One canvas that is put in place. */
interface Level {
  /** `instance/`, or nothing for the document itself. */
  readonly prefix: string;
  readonly nodes: Workflow['nodes'];
  readonly edges: Workflow['edges'];
}

class Flattening {
  readonly #workflow: Workflow;
  readonly #specs: NodeSpecs;
  readonly #nodes: Record<string, WorkflowNode> = {};
  readonly #instances = new Map<string, FlatInstance>();
  readonly #fedBy = new Map<string, PortRef>();
  readonly #levels: Level[] = [];
  readonly #unknownPorts: { end: PortRef; side: 'input' | 'output' }[] = [];

  constructor(workflow: Workflow, specs: NodeSpecs) {
    this.#workflow = workflow;
    this.#specs = specs;
  }

  flatten(): FlatWorkflow {
    this.#placeNodes();
    const edges = this.#levels.flatMap((level) => level.edges.flatMap((edge) => this.#placeEdge(level, edge)));
    return {
      workflow: { ...this.#workflow, nodes: this.#nodes, edges },
      instances: this.#instances,
      fedBy: this.#fedBy,
      unknownPorts: this.#unknownPorts,
    };
  }

  /** In the order of the document, the nodes of an instance where it stood. Not by recursion: depth is limited by memory alone. */
  #placeNodes(): void {
    const open = [this.#enter({ prefix: '', nodes: this.#workflow.nodes, edges: this.#workflow.edges })];
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const next = top.entries[top.next++];
      if (!next) {
        open.pop();
        continue;
      }
      const [id, node] = next;
      const place = top.level.prefix + id;
      const definition = expandable(this.#workflow, this.#specs, node);
      if (definition) open.push(this.#enter(this.#levelOf(place, node, definition)));
      else this.#nodes[place] = node;
    }
  }

  #enter(level: Level) {
    this.#levels.push(level);
    return { level, entries: Object.entries(level.nodes), next: 0 };
  }

  /** The canvas of a definition with the values that an instance gives it. */
  #levelOf(place: string, instance: WorkflowNode, definition: SubgraphDefinition): Level {
    this.#instances.set(place, { node: instance, definition });
    const nodes = { ...definition.nodes };
    const ports = this.#specs.get(instance.type)?.inputs ?? {};
    for (const { name, to } of definition.inputs) {
      const port = ports[name];
      for (const inner of to) {
        this.#fedBy.set(`${place}/${portName(inner)}`, { node: place, port: name });
        const node = nodes[inner.node];
        if (!node || !port || port.kind === 'wire') continue;
        const value = instance.widgets[name] ?? port.default;
        nodes[inner.node] = { ...node, widgets: { ...node.widgets, [inner.port]: value } };
      }
    }
    return { prefix: `${place}/`, nodes, edges: definition.edges };
  }

  #placeEdge({ prefix }: Level, edge: Edge): Edge[] {
    const start = { node: prefix + edge.from.node, port: edge.from.port };
    const end = { node: prefix + edge.to.node, port: edge.to.port };
    const from = sourceOf(this.#instances, start);
    const ends = this.#endsOf(end);
    if (!from) this.#unknownPorts.push({ end: start, side: 'output' });
    if (ends.length === 0) this.#unknownPorts.push({ end, side: 'input' });
    return from ? ends.map((to) => ({ from, to })) : [];
  }

  /** The inputs that a wire to this one reaches. */
  #endsOf(end: PortRef): PortRef[] {
    const found: PortRef[] = [];
    const open = [end];
    for (let ref = open.shift(); ref; ref = open.shift()) {
      const definition = this.#instances.get(ref.node)?.definition;
      const { node, port } = ref;
      if (!definition) found.push(ref);
      else {
        const input = definition.inputs.find(({ name }) => name === port);
        open.push(...(input?.to ?? []).map((to) => ({ node: `${node}/${to.node}`, port: to.port })));
      }
    }
    return found;
  }
}

/** The output inside instances that an output of one stands for; undefined where it has no such port. */
function sourceOf(instances: FlatWorkflow['instances'], output: PortRef): PortRef | undefined {
  let source = output;
  for (let instance = instances.get(source.node); instance; instance = instances.get(source.node)) {
    const { node, port } = source;
    const inner = instance.definition.outputs.find(({ name }) => name === port)?.from;
    if (!inner) return undefined;
    source = { node: `${node}/${inner.node}`, port: inner.port };
  }
  return source;
}

/** The subgraph that is put in place of a node; undefined for nodes that stay. */
function expandable(workflow: Workflow, specs: NodeSpecs, node: WorkflowNode): SubgraphDefinition | undefined {
  const id = subgraphIdOf(node.type);
  if (id === undefined || node.mode !== undefined) return undefined;
  const spec = specs.get(node.type);
  return spec && node.version <= spec.version ? definitionOf(workflow, id) : undefined;
}
