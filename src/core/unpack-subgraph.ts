import { moveAppWidgets } from './app-view.ts';
import type { NodeSpecs } from './define-node.ts';
import { freeId } from './edits-boxes.ts';
import { definitionOf, type SubgraphDefinition, subgraphIdOf } from './subgraph.ts';
import { type Canvas, canvasOf, cornerOf, leadTo, putCanvas } from './subgraph-canvas.ts';
import { documentSpecs, subgraphsInside } from './subgraph-specs.ts';
import { type Edge, type Point, type PortRef, portName, type Workflow, type WorkflowNode } from './workflow.ts';

/**
 * Puts what a subgraph holds in place of one of its instances, which lies in the subgraph `inside` or in the document. A definition
 * that nothing uses any more goes. The node must be an instance.
 */
export function unpackSubgraph(
  workflow: Workflow,
  base: NodeSpecs,
  id: string,
  inside?: string,
): { readonly workflow: Workflow; readonly nodes: readonly string[] } {
  const canvas = canvasOf(workflow, inside);
  const instance = canvas.nodes[id];
  const subgraph = subgraphIdOf(instance?.type ?? '');
  const definition = definitionOf(workflow, subgraph);
  if (!instance || !definition || subgraph === undefined) throw new Error(`${id} stands for no subgraph`);
  const corner = cornerOf(definition.nodes);
  const moved = ([x, y]: Point): [number, number] => [
    x - corner[0] + instance.position[0],
    y - corner[1] + instance.position[1],
  ];
  const { [id]: _, ...nodes } = canvas.nodes;
  const names = new Map<string, string>();
  for (const [inner, node] of Object.entries(withValues(definition, instance, canvas, id, workflow, base))) {
    const name = freeId((taken) => taken in nodes, inner);
    names.set(inner, name);
    const mode = node.mode ?? instance.mode;
    nodes[name] = { ...node, position: moved(node.position), ...(mode ? { mode } : {}) };
  }
  const placed = ({ node, port }: PortRef): PortRef => ({ node: names.get(node) ?? node, port });
  /** The inputs inside to which one of the instance leads, with the points that the wires pass on their way there. */
  const ways = (to: PortRef): readonly Way[] => {
    if (to.node !== id) return [{ end: to, via: [] }];
    const input = definition.inputs.find(({ name }) => name === to.port);
    return (input?.to ?? []).map((ref) => ({
      end: placed(ref),
      via: (input?.via?.[portName(ref)] ?? []).map(moved),
    }));
  };
  const ends = (to: PortRef) => ways(to).map(({ end }) => end);
  /** The output inside for which one of the instance stands, likewise. */
  const starts = (from: PortRef): readonly Way[] =>
    from.node === id
      ? definition.outputs.flatMap((port) =>
          port.name === from.port ? [{ end: placed(port.from), via: (port.via ?? []).map(moved) }] : [],
        )
      : [{ end: from, via: [] }];
  const own = definition.edges.map((edge): Edge => {
    const via = edge.via ? { via: edge.via.map(moved) } : {};
    return { ...edge, from: placed(edge.from), to: placed(edge.to), ...via };
  });
  const others = canvas.edges.flatMap((edge) =>
    starts(edge.from).flatMap((from) =>
      ways(edge.to).map((to): Edge => {
        const via = [...from.via, ...(edge.via ?? []), ...to.via];
        return { ...edge, from: from.end, to: to.end, ...(via.length > 0 ? { via } : {}) };
      }),
    ),
  );
  const unpacked = putCanvas(
    inside === undefined ? moveAppWidgets(workflow, (ref) => ends(ref)[0] ?? ref) : workflow,
    inside,
    {
      nodes,
      edges: [...others, ...own],
      groups: [...canvas.groups, ...movedBoxes(definition.groups, canvas.groups, moved)],
      notes: [...canvas.notes, ...movedBoxes(definition.notes, canvas.notes, moved)],
      inputs: canvas.inputs.map((input) => leadTo(input, input.to.flatMap(ends))),
      outputs: canvas.outputs.flatMap((output) => starts(output.from).map(({ end }) => ({ ...output, from: end }))),
    },
  );
  const used = isUsed(unpacked, subgraph);
  return { workflow: used ? unpacked : withoutSubgraph(unpacked, subgraph), nodes: [...names.values()] };
}

interface Way {
  readonly end: PortRef;
  readonly via: [number, number][];
}

/** The nodes of a definition with the values that an instance gives them. A port with several ends has given them one. */
function withValues(
  { nodes: given, inputs }: SubgraphDefinition,
  instance: WorkflowNode,
  canvas: Canvas,
  id: string,
  workflow: Workflow,
  base: NodeSpecs,
): Canvas['nodes'] {
  const ports = documentSpecs(workflow, base).get(instance.type)?.inputs ?? {};
  const wired = new Set(canvas.edges.flatMap(({ to }) => (to.node === id ? [to.port] : [])));
  const nodes = { ...given };
  for (const { name, to } of inputs) {
    const port = ports[name];
    if (!port || port.kind === 'wire') continue;
    const value = instance.widgets[name] ?? (to.length > 1 && !wired.has(name) ? port.default : undefined);
    for (const ref of to) {
      const node = nodes[ref.node];
      if (node && value !== undefined) nodes[ref.node] = { ...node, widgets: { ...node.widgets, [ref.port]: value } };
    }
  }
  return nodes;
}

/** Whether there is an instance of a subgraph, in the document or in one of its subgraphs. */
export function isUsed(workflow: Workflow, subgraph: string): boolean {
  const canvases = [workflow, ...Object.keys(workflow.subgraphs).map((id) => definitionOf(workflow, id))];
  return canvases.some((canvas) => subgraphsInside(canvas).includes(subgraph));
}

/** Removes a definition; instances that there still are become placeholders. */
export function withoutSubgraph(workflow: Workflow, subgraph: string): Workflow {
  const { [subgraph]: _, ...subgraphs } = workflow.subgraphs;
  return { ...workflow, subgraphs };
}

function movedBoxes<T extends Workflow['groups'][number] | Workflow['notes'][number]>(
  boxes: readonly T[],
  present: readonly T[],
  moved: (point: readonly [number, number]) => [number, number],
): T[] {
  const taken = new Set(present.map(({ id }) => id));
  return boxes.map((box) => {
    const id = freeId((candidate) => taken.has(candidate), box.id);
    taken.add(id);
    return { ...box, id, position: moved(box.position) };
  });
}
