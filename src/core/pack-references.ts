import type { NodeSpecs } from './define-node.ts';
import { setWidget } from './edits.ts';
import { editWhere } from './edits-subgraphs.ts';
import { flattenWorkflow, isTooLarge, outermost } from './flatten.ts';
import { edgesByTarget } from './graph.ts';
import { documentSpecs } from './subgraph-specs.ts';
import { recursiveSubgraphs } from './validate-subgraphs.ts';
import type { PortRef, Workflow } from './workflow.ts';

/** A widget that names a model pack. */
export interface PackReference extends PortRef {
  readonly name: string;
}

/**
 * The widgets of a workflow that name model packs, those in subgraphs as `instance/node`. Where a wire brings the name, it is not known
 * before the run.
 */
export function packReferences(workflow: Workflow, base: NodeSpecs): PackReference[] {
  const ports = packPorts(base);
  const specs = documentSpecs(workflow, base);
  if (recursiveSubgraphs(workflow).length > 0 || isTooLarge(workflow, specs)) return [];
  const flat = flattenWorkflow(workflow, specs);
  const incoming = edgesByTarget(flat.workflow);
  return Object.entries(flat.workflow.nodes).flatMap(([node, { type, widgets }]) =>
    (ports.get(type) ?? []).flatMap(([port, byDefault]): PackReference[] => {
      if (incoming.get(node)?.some(({ to }) => to.port === port)) return [];
      const name = widgets[port] ?? byDefault;
      return typeof name === 'string' ? [{ ...outermost(flat, { node, port }), name }] : [];
    }),
  );
}

type PackPorts = ReadonlyMap<string, readonly (readonly [port: string, byDefault: string])[]>;
const known = new WeakMap<NodeSpecs, PackPorts>();

/** Which widgets name packs, by type of node. Worked out once: workflows are asked at every key that is pressed. */
function packPorts(specs: NodeSpecs): PackPorts {
  const earlier = known.get(specs);
  if (earlier) return earlier;
  const found = [...specs].flatMap(([type, { inputs }]) => {
    const ports = Object.entries(inputs).flatMap(([name, port]) =>
      port.kind === 'text' && port.suggest === 'model-pack' ? [[name, port.default] as const] : [],
    );
    return ports.length > 0 ? [[type, ports] as const] : [];
  });
  const ports = new Map(found);
  known.set(specs, ports);
  return ports;
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
  const put = places.reduce(
    (next, { node, port }) =>
      editWhere(next, node, (canvas, id) => (id in canvas.nodes ? setWidget(canvas, id, port, name) : canvas)),
    workflow,
  );
  const meta = source ? { ...workflow.meta, packs: { ...workflow.meta.packs, [name]: source } } : workflow.meta;
  return { ...put, meta };
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
