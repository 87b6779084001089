import { activeWorkflow } from './active-workflow.ts';
import { chosenBranches, mayChoose } from './branches.ts';
import { changedValues } from './changed-values.ts';
import type { NodeSpec, NodeSpecs } from './define-node.ts';
import { flatTargets, flattenWorkflow } from './flatten.ts';
import { areSameIds, edgesByTarget, orderNodes } from './graph.ts';
import { mappedInputs } from './lists.ts';
import type { WirePort } from './ports.ts';
import type { SkippedNode } from './run-events.ts';
import { documentSpecs } from './subgraph-specs.ts';
import type { Edge, PortRef, Workflow, WorkflowNode } from './workflow.ts';

/** Where one input of a step comes from. */
export type PlannedInput =
  | { readonly kind: 'value'; readonly value: unknown }
  | PlannedWire
  | { readonly kind: 'empty' };

export interface PlannedWire {
  readonly kind: 'wire';
  readonly from: PortRef;
  /** The input takes a whole list. */
  readonly gathers?: true;
  /** The wire counts only when another input of the step, which comes by wire as well, has this value. */
  readonly when?: NonNullable<WirePort['when']>;
}

export interface PlannedStep {
  readonly node: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, PlannedInput>>;
  /** The inputs over whose lists the step runs, once per item; a step without runs once. */
  readonly over?: readonly string[];
}

export interface Plan {
  /** Sources before readers; only what the targets need. */
  readonly steps: readonly PlannedStep[];
  /** The nodes that the others are there for. */
  readonly targets: readonly string[];
  /** The nodes that are not in the plan, and why. */
  readonly skipped: readonly SkippedNode[];
}

const EMPTY: PlannedInput = { kind: 'empty' };

/**
 * The plan for a workflow that `validateWorkflow` found no problem with. Without `targets`: all terminal nodes. Bypassed and muted nodes
 * are not in it; subgraphs are in it with their nodes, as `instance/node`.
 */
export function planRun(document: Workflow, base: NodeSpecs, targets?: readonly string[]): Plan {
  const earlier = plans.get(document.edges);
  const isAlike = earlier?.base === base && areSameIds(earlier.targets, targets);
  const plan = (isAlike && changePlan(earlier, document)) || makePlan(document, base, targets);
  plans.set(document.edges, { document, base, targets, plan });
  return plan;
}

interface EarlierPlan {
  readonly document: Workflow;
  readonly base: NodeSpecs;
  readonly targets: readonly string[] | undefined;
  readonly plan: Plan;
}

/** The last plan for the same wires: where only values have changed, most of it is good for the next. */
const plans = new WeakMap<Workflow['edges'], EarlierPlan>();

/** The plan of an earlier state of the document with the values of now; undefined where more may have changed. */
function changePlan({ document: before, base, plan }: EarlierPlan, document: Workflow): Plan | undefined {
  const changed = changedValues(before, document);
  if (changed?.length === 0) return plan;
  if (!changed || changed.some((id) => mayChoose(base, document.nodes[id]?.type ?? ''))) return undefined;
  const values = new Set(changed);
  const steps = plan.steps.map((step) => {
    const node = values.has(step.node) ? document.nodes[step.node] : undefined;
    return node ? { ...step, inputs: withValues(base, node, step.inputs) } : step;
  });
  const changedPlan = { ...plan, steps };
  places.set(changedPlan, placesOf(plan));
  return changedPlan;
}

/** Where each step stands in a plan, by its node. */
export function placesOf(plan: Plan): ReadonlyMap<string, number> {
  const known = places.get(plan);
  if (known) return known;
  const found = new Map(plan.steps.map(({ node }, place) => [node, place]));
  places.set(plan, found);
  return found;
}

const places = new WeakMap<Plan, ReadonlyMap<string, number>>();

function withValues(specs: NodeSpecs, node: WorkflowNode, inputs: PlannedStep['inputs']): PlannedStep['inputs'] {
  const ports = specs.get(node.type)?.inputs ?? {};
  const entries = Object.entries(inputs).map(([name, input]): [string, PlannedInput] => {
    const port = ports[name];
    const isValue = input.kind === 'value' && port && port.kind !== 'wire';
    return [name, isValue ? { kind: 'value', value: node.widgets[name] ?? port.default } : input];
  });
  return Object.fromEntries(entries);
}

function makePlan(document: Workflow, base: NodeSpecs, targets: readonly string[] | undefined): Plan {
  const specs = documentSpecs(document, base);
  const flat = flattenWorkflow(document, specs);
  const active = activeWorkflow(flat.workflow, specs);
  const workflow = chosenBranches(active, specs);
  const wanted = targets
    ? flatTargets(flat, specs, targets)
    : Object.keys(workflow.nodes).filter((id) => specs.get(workflow.nodes[id]?.type ?? '')?.terminal);
  const missing = wanted.find((id) => !(id in workflow.nodes));
  if (missing !== undefined) throw new Error(`There is no node ${missing} to plan for`);
  const { order, cycles } = orderNodes(workflow, wanted);
  if (cycles.length > 0) throw new Error('A workflow with a cycle cannot be planned: validate it first');
  const mapped = mappedInputs(workflow, specs, order);
  const steps = order.map((id) => planStep(workflow, specs, id, mapped.get(id)));
  return { steps, targets: wanted, skipped: skippedNodes(flat.workflow, active, workflow, wanted, order) };
}

function planStep(workflow: Workflow, specs: NodeSpecs, id: string, over: readonly string[] | undefined): PlannedStep {
  const node = workflow.nodes[id];
  const spec = node && specs.get(node.type);
  if (!spec) throw new Error(`Node ${id} has no definition: validate the workflow first`);
  const wires = edgesByTarget(workflow).get(id) ?? NO_WIRES;
  const earlier = plannedSteps.get(node);
  if (!over && earlier?.step.node === id && earlier.spec === spec && earlier.wires === wires) return earlier.step;
  const inputs: Record<string, PlannedInput> = {};
  for (const [name, port] of Object.entries(spec.inputs)) {
    inputs[name] = port.kind === 'wire' ? EMPTY : { kind: 'value', value: node.widgets[name] ?? port.default };
  }
  for (const { from, to } of wires) {
    const port = spec.inputs[to.port];
    const wire: PlannedWire = { kind: 'wire', from };
    inputs[to.port] =
      port?.kind === 'wire' && (port.list || port.when) ? { ...wire, ...specialWire(port, wires) } : wire;
  }
  const step = { node: id, type: node.type, inputs };
  if (over) return { ...step, over };
  plannedSteps.set(node, { step, spec, wires });
  return step;
}

/** Documents are never written to: what has changed since the last plan is a node of its own. */
const plannedSteps = new WeakMap<
  WorkflowNode,
  { readonly step: PlannedStep; readonly spec: NodeSpec; readonly wires: readonly Edge[] }
>();
const NO_WIRES: readonly Edge[] = [];

/** What a wire has at an input that takes lists or is not always looked at. */
function specialWire({ list, when }: WirePort, wires: readonly Edge[]): Partial<PlannedWire> {
  return {
    ...(list ? { gathers: true } : {}),
    // What a widget chooses was chosen before.
    ...(when && wires.some(({ to }) => to.port === when.input) ? { when } : {}),
  };
}

function skippedNodes(
  all: Workflow,
  active: Workflow,
  chosen: Workflow,
  targets: readonly string[],
  order: readonly string[],
): SkippedNode[] {
  const ids = Object.keys(all.nodes);
  if (ids.length === order.length) return [];
  const planned = new Set(order);
  const needed = chosen === active ? planned : new Set(orderNodes(active, targets).order);
  return ids.flatMap((id): SkippedNode[] => {
    if (planned.has(id)) return [];
    if (id in active.nodes) return [{ node: id, reason: needed.has(id) ? 'not-chosen' : 'not-needed' }];
    const mode = all.nodes[id]?.mode;
    return [{ node: id, reason: mode === 'bypass' ? 'bypassed' : mode === 'mute' ? 'muted' : 'cut-off' }];
  });
}
