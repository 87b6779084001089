import type { NodeSpecs } from './define-node.ts';
import { definitionOf, MOST_ROUNDS, type SubgraphDefinition, subgraphIdOf } from './subgraph.ts';
import { type Edge, type PortRef, portName, type Workflow, type WorkflowNode } from './workflow.ts';

/** More nodes than this are not run: a few subgraphs inside each other can stand for any number. */
export const MOST_FLAT_NODES = 100_000;

/** A node in whose place its subgraph was put. */
export interface FlatInstance {
  readonly node: WorkflowNode;
  readonly definition: SubgraphDefinition;
  /** Of a loop: how often it is gone through. Each round is an instance of its own, with the loop's values. */
  readonly rounds?: number;
}

/** A workflow with the nodes of its subgraphs in place of their instances, under ids such as `instance/node`, or `loop#2/node`. */
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

/** Whether a workflow has more than `MOST_FLAT_NODES` once its subgraphs are in place; found out without going on any further. */
export function isTooLarge(workflow: Workflow, specs: NodeSpecs): boolean {
  return Object.keys(workflow.subgraphs).length > 0 && !new Flattening(workflow, specs).placeNodes();
}

/**
 * The nodes that a target stands for: of an instance, those that make its outputs or are ends inside it; of something inside a loop, that of each
 * round. A target that is nowhere stands for itself.
 */
export function flatTargets(flat: FlatWorkflow, specs: NodeSpecs, targets: readonly string[]): string[] {
  const found = new Set<string>();
  for (const target of targets.flatMap((each) => placesOf(flat, each))) {
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
      if (isInside(id, target) && specs.get(type)?.terminal) found.add(id);
    }
  }
  return [...found];
}

function placesOf({ workflow, instances }: FlatWorkflow, target: string): readonly string[] {
  if (target in workflow.nodes || instances.has(target)) return [target];
  const inRounds = [...Object.keys(workflow.nodes), ...instances.keys()].filter((id) => withoutRounds(id) === target);
  return inRounds.length > 0 ? inRounds : [target];
}

/** What a person calls a node of some round of a loop: `loop/node` for `loop#2/node`. */
export function withoutRounds(id: string): string {
  return id.includes('#') ? id.replaceAll(/#\d+/g, '') : id;
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
  /** The round of the loop that it is in, if it is in one. */
  readonly round: number | undefined;
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
    this.placeNodes();
    const edges = this.#levels.flatMap((level) => level.edges.flatMap((edge) => this.#placeEdge(level, edge)));
    for (const [id, instance] of this.#instances) edges.push(...this.#carried(id, instance));
    return {
      workflow: { ...this.#workflow, nodes: this.#nodes, edges },
      instances: this.#instances,
      fedBy: this.#fedBy,
      unknownPorts: this.#unknownPorts,
    };
  }

  /**
   * In the order of the document, the nodes of an instance where it stood. Not by recursion: depth is limited by memory alone. False when
   * there are too many, and some are missing.
   */
  placeNodes(): boolean {
    const open = [
      this.#enter({ prefix: '', round: undefined, nodes: this.#workflow.nodes, edges: this.#workflow.edges }),
    ];
    let count = 0;
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const next = top.entries[top.next++];
      if (!next) {
        open.pop();
        continue;
      }
      const [id, node] = next;
      const place = top.level.prefix + id;
      const definition = expandable(this.#workflow, this.#specs, node);
      if (!definition) this.#nodes[place] = node;
      else for (const level of this.#levelsOf(place, node, definition, top.level.round)) open.push(this.#enter(level));
      // Instances count as well: any number of them may hold nothing.
      count += definition ? (this.#instances.get(place)?.rounds ?? 1) : 1;
      if (count > MOST_FLAT_NODES) return false;
    }
    return true;
  }

  #enter(level: Level) {
    this.#levels.push(level);
    return { level, entries: Object.entries(level.nodes), next: 0 };
  }

  /** The canvases that are put in place of an instance: one, or that of each round, last round first. */
  #levelsOf(place: string, node: WorkflowNode, definition: SubgraphDefinition, outer: number | undefined): Level[] {
    const rounds = definition.repeat && timesOf(node, definition.repeat);
    this.#instances.set(place, { node, definition, ...(rounds === undefined ? {} : { rounds }) });
    if (rounds === undefined) return [this.#levelOf(place, node, definition, outer)];
    return Array.from({ length: rounds }, (_, index) => {
      const round = rounds - index;
      const inRound = roundOf(place, round);
      this.#instances.set(inRound, { node, definition });
      for (const { name } of definition.inputs) this.#fedBy.set(`${inRound}.${name}`, { node: place, port: name });
      return this.#levelOf(inRound, node, definition, round);
    });
  }

  /** The canvas of a definition with the values that an instance gives it. */
  #levelOf(place: string, instance: WorkflowNode, definition: SubgraphDefinition, round: number | undefined): Level {
    const nodes = round === undefined ? { ...definition.nodes } : this.#counted(definition.nodes, round);
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
    return { prefix: `${place}/`, round, nodes, edges: definition.edges };
  }

  /** The nodes of a round, with its number where that is counted. */
  #counted(nodes: Workflow['nodes'], round: number): Record<string, WorkflowNode> {
    const counted = Object.entries(nodes).map(([id, node]): [string, WorkflowNode] => {
      const ports = Object.entries(this.#specs.get(node.type)?.inputs ?? {});
      const counting = ports.flatMap(([name, port]) => (port.kind === 'int' && port.countsRounds ? [name] : []));
      if (counting.length === 0) return [id, node];
      const numbers = Object.fromEntries(counting.map((name) => [name, round]));
      return [id, { ...node, widgets: { ...node.widgets, ...numbers } }];
    });
    return Object.fromEntries(counted);
  }

  /** The wires from each round of a loop to the next. */
  #carried(id: string, { definition, rounds = 1 }: FlatInstance): Edge[] {
    const edges: Edge[] = [];
    for (let round = 2; round <= rounds; round++) {
      for (const { name, carriesTo } of definition.outputs) {
        if (carriesTo === undefined) continue;
        const from = sourceOf(this.#instances, { node: roundOf(id, round - 1), port: name });
        const ends = this.#endsOf({ node: roundOf(id, round), port: carriesTo });
        if (from) edges.push(...ends.map((to) => ({ from, to })));
      }
    }
    return edges;
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
      const instance = this.#instances.get(ref.node);
      const { node, port } = ref;
      if (!instance) found.push(ref);
      else if (instance.rounds !== undefined) {
        // What is carried comes from outside in the first round alone.
        const isCarried = instance.definition.outputs.some(({ carriesTo }) => carriesTo === port);
        const rounds = isCarried ? 1 : instance.rounds;
        open.push(...Array.from({ length: rounds }, (_, index) => ({ node: roundOf(node, index + 1), port })));
      } else {
        const input = instance.definition.inputs.find(({ name }) => name === port);
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
    if (instance.rounds !== undefined) {
      source = { node: roundOf(node, instance.rounds), port };
      continue;
    }
    const inner = instance.definition.outputs.find(({ name }) => name === port)?.from;
    if (!inner) return undefined;
    source = { node: `${node}/${inner.node}`, port: inner.port };
  }
  return source;
}

/** Whether something that stands in a loop's place is one round of it. */
export function isRound(instance: string): boolean {
  return instance.lastIndexOf('#') > instance.lastIndexOf('/');
}

function isInside(id: string, instance: string): boolean {
  return id.startsWith(`${instance}/`) || id.startsWith(`${instance}#`);
}

/** No node has such an id. */
function roundOf(loop: string, round: number): string {
  return `${loop}#${round}`;
}

/** How often a loop is gone through; once where its setting holds no such number, which is a problem of its own. */
function timesOf({ widgets }: WorkflowNode, { name, times }: NonNullable<SubgraphDefinition['repeat']>): number {
  const value = widgets[name] ?? times;
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_ROUNDS ? value : 1;
}

/** The subgraph that is put in place of a node; undefined for nodes that stay. */
function expandable(workflow: Workflow, specs: NodeSpecs, node: WorkflowNode): SubgraphDefinition | undefined {
  const id = subgraphIdOf(node.type);
  if (id === undefined || node.mode !== undefined) return undefined;
  const spec = specs.get(node.type);
  return spec && node.version <= spec.version ? definitionOf(workflow, id) : undefined;
}
