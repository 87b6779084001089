import { definitionOf, type SubgraphDefinition, type SubgraphInput } from './subgraph.ts';
import { type PortRef, portName, type Workflow } from './workflow.ts';

/** What nodes lie on, with the ports that lead out of it: a subgraph's inside, or the document, which has none. */
export type Canvas = Pick<SubgraphDefinition, 'nodes' | 'edges' | 'groups' | 'notes' | 'inputs' | 'outputs'>;

/** The inside of a subgraph, or without one the document. */
export function canvasOf(workflow: Workflow, inside: string | undefined): Canvas {
  if (inside === undefined) return { ...workflow, inputs: [], outputs: [] };
  const definition = definitionOf(workflow, inside);
  if (!definition) throw new Error(`There is no subgraph ${inside}`);
  return definition;
}

/** The document with a canvas changed. */
export function putCanvas(workflow: Workflow, inside: string | undefined, canvas: Canvas): Workflow {
  const { nodes, edges, groups, notes, inputs, outputs } = canvas;
  if (inside === undefined) return { ...workflow, nodes, edges, groups, notes };
  const present = definitionOf(workflow, inside);
  if (!present) throw new Error(`There is no subgraph ${inside}`);
  const definition = { ...present, nodes, edges, groups, notes, inputs, outputs };
  return { ...workflow, subgraphs: { ...workflow.subgraphs, [inside]: { kind: 'definition', definition } } };
}

/** `name`, or with the first number that no port has. */
export function freePortName(ports: readonly { readonly name: string }[], name: string): string {
  const isTaken = (candidate: string) => ports.some((port) => port.name === candidate);
  if (!isTaken(name)) return name;
  for (let n = 2; ; n++) if (!isTaken(`${name}${n}`)) return `${name}${n}`;
}

/** The names that a new input can't have. */
export function inputNames({ inputs, repeat }: Pick<SubgraphDefinition, 'inputs' | 'repeat'>) {
  return repeat ? [...inputs, repeat] : inputs;
}

/** An input that leads elsewhere; the wires that stay pass the points that they passed. */
export function leadTo({ via = {}, ...input }: SubgraphInput, to: PortRef[]): SubgraphInput {
  const kept = Object.entries(via).filter(([name]) => to.some((ref) => portName(ref) === name));
  return { ...input, to, ...(kept.length > 0 ? { via: Object.fromEntries(kept) } : {}) };
}

/** The upper left corner of some nodes. */
export function cornerOf(nodes: Workflow['nodes']): [number, number] {
  const positions = Object.values(nodes).map(({ position }) => position);
  const least = (axis: 0 | 1) =>
    positions.reduce((low, position) => Math.min(low, position[axis]), Number.POSITIVE_INFINITY);
  return positions.length === 0 ? [0, 0] : [least(0), least(1)];
}
