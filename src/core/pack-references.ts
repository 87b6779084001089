import type { NodeSpecs } from './define-node.ts';
import type { PortRef, Workflow } from './workflow.ts';

/** A widget that names a model pack. */
export interface PackReference extends PortRef {
  readonly name: string;
}

/** The widgets of a workflow that name model packs. Where a wire brings the name, it is not known before the run. */
export function packReferences(workflow: Workflow, specs: NodeSpecs): PackReference[] {
  const wired = new Set(workflow.edges.map(({ to }) => `${to.node}.${to.port}`));
  return Object.entries(workflow.nodes).flatMap(([node, { type, widgets }]) =>
    Object.entries(specs.get(type)?.inputs ?? {}).flatMap(([port, input]): PackReference[] => {
      if (input.kind !== 'text' || input.suggest !== 'model-pack' || wired.has(`${node}.${port}`)) return [];
      const name = widgets[port] ?? input.default;
      return typeof name === 'string' ? [{ node, port, name }] : [];
    }),
  );
}

/** A pack that a workflow names and that is not here. */
export interface MissingPack {
  readonly name: string;
  readonly nodes: readonly PortRef[];
  /** Where it can be had from, when the workflow says so. */
  readonly source: string | undefined;
}

/** The packs that a workflow names and that are not among those there are. */
export function missingPacks(workflow: Workflow, specs: NodeSpecs, present: readonly string[]): MissingPack[] {
  const missing = new Map<string, PortRef[]>();
  for (const { name, node, port } of packReferences(workflow, specs)) {
    if (!present.includes(name)) missing.set(name, [...(missing.get(name) ?? []), { node, port }]);
  }
  return [...missing].map(([name, nodes]) => ({ name, nodes, source: workflow.meta.packs?.[name] }));
}

/** Names a pack in widgets, and says where it can be had from, for those who open the workflow elsewhere. */
export function putPackIn(
  workflow: Workflow,
  places: readonly PortRef[],
  { name, source }: { readonly name: string; readonly source?: string | undefined },
): Workflow {
  const nodes = { ...workflow.nodes };
  for (const { node, port } of places) {
    const present = nodes[node];
    if (present) nodes[node] = { ...present, widgets: { ...present.widgets, [port]: name } };
  }
  const meta = source ? { ...workflow.meta, packs: { ...workflow.meta.packs, [name]: source } } : workflow.meta;
  return { ...workflow, nodes, meta };
}

/** The pack that a node's `model` comes from, followed along the wires; undefined where that is not known before the run. */
export function packBehind(workflow: Workflow, specs: NodeSpecs, id: string): string | undefined {
  const references = packReferences(workflow, specs);
  const reached = new Set([id]);
  // A set that grows while it is walked: each node is visited once.
  for (const node of reached) {
    const reference = references.find((candidate) => candidate.node === node);
    if (reference) return reference.name;
    for (const { from, to } of workflow.edges) {
      const type = specs.get(workflow.nodes[from.node]?.type ?? '')?.outputs[from.port]?.type;
      if (to.node === node && type === 'model') reached.add(from.node);
    }
  }
  return undefined;
}
