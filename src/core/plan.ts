import { activeWorkflow } from './active-workflow.ts';
import type { NodeSpecs } from './define-node.ts';
import { flatTargets, flattenWorkflow } from './flatten.ts';
import { edgesByTarget, orderNodes } from './graph.ts';
import { documentSpecs } from './subgraph-specs.ts';
import type { PortRef, Workflow } from './workflow.ts';

/** Where one input of a step comes from. */
export type PlannedInput =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'wire'; readonly from: PortRef }
  | { readonly kind: 'empty' };

export interface PlannedStep {
  readonly node: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, PlannedInput>>;
}

export interface Plan {
  /** Sources before readers; only what the targets need. */
  readonly steps: readonly PlannedStep[];
  /** The nodes that the others are there for. */
  readonly targets: readonly string[];
}

const EMPTY: PlannedInput = { kind: 'empty' };

/**
 * The plan for a workflow that `validateWorkflow` found no problem with. Without `targets`: all terminal nodes. Bypassed and muted nodes
 * are not in it; subgraphs are in it with their nodes, as `instance/node`.
 */
export function planRun(document: Workflow, base: NodeSpecs, targets?: readonly string[]): Plan {
  const specs = documentSpecs(document, base);
  const flat = flattenWorkflow(document, specs);
  const workflow = activeWorkflow(flat.workflow, specs);
  const wanted = targets
    ? flatTargets(flat, specs, targets)
    : Object.keys(workflow.nodes).filter((id) => specs.get(workflow.nodes[id]?.type ?? '')?.terminal);
  const missing = wanted.find((id) => !(id in workflow.nodes));
  if (missing !== undefined) throw new Error(`There is no node ${missing} to plan for`);
  const { order, cycles } = orderNodes(workflow, wanted);
  if (cycles.length > 0) throw new Error('A workflow with a cycle cannot be planned: validate it first');
  const incoming = edgesByTarget(workflow);
  const steps = order.map((id): PlannedStep => {
    const node = workflow.nodes[id];
    const spec = node && specs.get(node.type);
    if (!spec) throw new Error(`Node ${id} has no definition: validate the workflow first`);
    const inputs: Record<string, PlannedInput> = {};
    for (const [name, port] of Object.entries(spec.inputs)) {
      inputs[name] = port.kind === 'wire' ? EMPTY : { kind: 'value', value: node.widgets[name] ?? port.default };
    }
    for (const { from, to } of incoming.get(id) ?? []) inputs[to.port] = { kind: 'wire', from };
    return { node: id, type: node.type, inputs };
  });
  return { steps, targets: wanted };
}
