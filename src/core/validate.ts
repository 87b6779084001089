import { activeWorkflow } from './active-workflow.ts';
import { changedValues } from './changed-values.ts';
import type { NodeSpec, NodeSpecs } from './define-node.ts';
import { flatTargets, flattenWorkflow, isTooLarge, withoutRounds } from './flatten.ts';
import { areSameIds, edgesByTarget, keepUpstream, orderNodes } from './graph.ts';
import { socketTypeOf } from './ports.ts';
import { canConnect } from './sockets.ts';
import { documentSpecs } from './subgraph-specs.ts';
import {
  checkInstances,
  placeOutside,
  recursiveSubgraphs,
  tooManyNodes,
  unknownSubgraph,
  withoutRepeats,
} from './validate-subgraphs.ts';
import { checkWidgetValue } from './widget-values.ts';
import { type WireTypes, wireTypes } from './wire-types.ts';
import { type Edge, portName, type Workflow, type WorkflowNode } from './workflow.ts';

/** Something that keeps a workflow from running. */
export interface Problem {
  readonly code:
    | 'unknown-node'
    | 'newer-node'
    | 'unknown-port'
    | 'wrong-type'
    | 'two-wires'
    | 'missing-input'
    | 'bad-value'
    | 'cycle'
    | 'nothing-to-run'
    | 'inactive-target'
    | 'unknown-target'
    | 'recursive-subgraph'
    | 'too-large';
  readonly node?: string;
  readonly port?: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * All problems of a workflow at once; none means that it can be planned and run. What is muted or bypassed has none. With
 * `targets`, of these and what they need. The place of a problem inside a subgraph is `instance/node`.
 */
export function validateWorkflow(document: Workflow, base: NodeSpecs, targets?: readonly string[]): Problem[] {
  const earlier = sound.get(document.edges);
  const isAlike = earlier?.base === base && areSameIds(earlier.targets, targets);
  const changed = isAlike ? changedValues(earlier.document, document) : undefined;
  const isSound = changed?.every((id) => checkNode(document, base, id).length === 0);
  const problems = isSound ? [] : findProblems(document, base, targets);
  if (problems.length === 0) sound.set(document.edges, { document, base, targets });
  return problems;
}

/** Documents that were found without problems: where only values have changed, these are all there is to check. */
const sound = new WeakMap<
  Workflow['edges'],
  { readonly document: Workflow; readonly base: NodeSpecs; readonly targets: readonly string[] | undefined }
>();

function findProblems(document: Workflow, base: NodeSpecs, targets: readonly string[] | undefined): Problem[] {
  const endless = recursiveSubgraphs(document);
  if (endless.length > 0) return endless;
  const specs = documentSpecs(document, base);
  if (isTooLarge(document, specs)) return [tooManyNodes()];
  const flat = flattenWorkflow(document, specs);
  const wanted = targets && flatTargets(flat, specs, targets);
  const active = activeWorkflow(flat.workflow, specs);
  const workflow = wanted ? keepUpstream(active, wanted) : active;
  const ids = Object.keys(workflow.nodes);
  const problems = checkInstances(flat, specs, ids);
  for (const id of ids) problems.push(...checkNode(workflow, specs, id));
  const types = wireTypes(workflow, specs);
  for (const edge of workflow.edges) problems.push(...checkEdge(workflow, specs, types, edge));
  for (const id of ids) problems.push(...checkInputs(workflow, specs, id));
  problems.push(...checkCycles(workflow));
  for (const id of wanted ?? []) {
    if (id in workflow.nodes) continue;
    if (!(id in flat.workflow.nodes)) {
      const hint = 'Choose a node of the workflow, inside a subgraph with its place: “instance/node”.';
      problems.push({ code: 'unknown-target', node: id, message: `There is no node “${id}” to run to`, hint });
      continue;
    }
    const message = `“${id}” does not run: it is muted or bypassed, or needs something that is`;
    problems.push({ code: 'inactive-target', node: id, message, hint: 'Take that back, or run to another node.' });
  }
  const hasTerminal = targets || ids.some((id) => specs.get(workflow.nodes[id]?.type ?? '')?.terminal);
  if (!hasTerminal && !problems.some((problem) => problem.code === 'unknown-node')) {
    problems.push({
      code: 'nothing-to-run',
      message: 'Nothing in this workflow saves or shows a result',
      hint: 'Add a node such as Save Video or Preview Frames.',
    });
  }
  return flat.instances.size === 0
    ? problems
    : withoutRepeats(problems.map((problem) => placeOutside(problem, flat, specs)));
}

/** One line a person can act on. */
export function describeProblem(problem: Problem): string {
  const place = problem.node ? `${problem.node}${problem.port ? `.${problem.port}` : ''}: ` : '';
  return `${place}${problem.message}. ${problem.hint}`;
}

function checkNode(workflow: Workflow, specs: NodeSpecs, id: string): Problem[] {
  const node = workflow.nodes[id];
  if (!node) return [];
  const spec = specs.get(node.type);
  if (!spec) {
    const unknown = unknownSubgraph(workflow, node.type) ?? {
      message: `There is no node type “${node.type}”`,
      hint: nearest(node.type, specs),
    };
    return [{ code: 'unknown-node', node: id, ...unknown }];
  }
  if (node.version > spec.version) {
    const message = `“${node.type}” has version ${node.version} in this workflow, ${spec.version} here`;
    return [{ code: 'newer-node', node: id, message, hint: 'Update Patchloom.' }];
  }
  if (faultless.get(node) === spec) return [];
  const problems = Object.entries(node.widgets).flatMap(([name, value]): Problem[] => {
    const port = spec.inputs[name];
    if (!port || port.kind === 'wire') {
      const known = Object.keys(spec.inputs).filter((key) => spec.inputs[key]?.kind !== 'wire');
      return [
        {
          code: 'unknown-port',
          node: id,
          port: name,
          message: `${spec.title} has no setting “${name}”`,
          hint: listed(known),
        },
      ];
    }
    const verdict = checkWidgetValue(port, value);
    return verdict.ok
      ? []
      : [{ code: 'bad-value', node: id, port: name, message: verdict.reason, hint: 'Change the value.' }];
  });
  if (problems.length === 0) faultless.set(node, spec);
  return problems;
}

/** Nodes whose values were found right, and for which declaration: documents are never written to, and checked at every key that is pressed. */
const faultless = new WeakMap<WorkflowNode, NodeSpec>();
/** The same of the wires that end at a node. */
const wellFed = new WeakMap<readonly Edge[], NodeSpec>();

function checkEdge(workflow: Workflow, specs: NodeSpecs, types: WireTypes, edge: Edge): Problem[] {
  const problems: Problem[] = [];
  const source = specOf(workflow, specs, edge.from.node);
  const target = specOf(workflow, specs, edge.to.node);
  for (const end of [edge.from, edge.to]) {
    if (!(end.node in workflow.nodes)) {
      const message = `The wire ${portName(edge.from)} → ${portName(edge.to)} ends at “${end.node}”, which does not exist`;
      problems.push({ code: 'unknown-port', node: end.node, message, hint: 'Remove the wire or add the node.' });
    }
  }
  const output = source?.outputs[edge.from.port];
  const input = target?.inputs[edge.to.port];
  if (source && !output) problems.push(unknownPort(edge.from.node, edge.from.port, source, 'output'));
  if (target && !input) problems.push(unknownPort(edge.to.node, edge.to.port, target, 'input'));
  if (output && input) {
    const verdict = canConnect(types.output(edge.from) ?? output.type, types.input(edge.to) ?? socketTypeOf(input));
    if (!verdict.ok) {
      const message = `The wire from ${withoutRounds(portName(edge.from))} does not fit: ${verdict.reason}`;
      problems.push({ code: 'wrong-type', ...edge.to, message, hint: 'Connect an output of the right type.' });
    }
  }
  return problems;
}

function checkInputs(workflow: Workflow, specs: NodeSpecs, id: string): Problem[] {
  const spec = specOf(workflow, specs, id);
  if (!spec) return [];
  const problems: Problem[] = [];
  const incoming = edgesByTarget(workflow).get(id) ?? NO_WIRES;
  if (wellFed.get(incoming) === spec) return problems;
  for (const [port, input] of Object.entries(spec.inputs)) {
    let wires = 0;
    for (const edge of incoming) if (edge.to.port === port) wires++;
    if (wires > 1) {
      const message = `${wires} wires end at one input`;
      problems.push({ code: 'two-wires', node: id, port, message, hint: 'Keep one of them.' });
    }
    if (wires === 0 && input.kind === 'wire' && !input.optional) {
      const message = `${spec.title} needs “${port}”`;
      problems.push({
        code: 'missing-input',
        node: id,
        port,
        message,
        hint: `Connect an output of type ${input.type}.`,
      });
    }
  }
  if (problems.length === 0 && incoming !== NO_WIRES) wellFed.set(incoming, spec);
  return problems;
}

const NO_WIRES: readonly Edge[] = [];

function checkCycles(workflow: Workflow): Problem[] {
  return orderNodes(workflow, Object.keys(workflow.nodes)).cycles.map((cycle) => ({
    code: 'cycle',
    node: cycle[0] as string,
    message: `The wires run in a circle: ${[...cycle, cycle[0] as string].reverse().map(withoutRounds).join(' → ')}`,
    hint: 'Remove one of these wires.',
  }));
}

/** The declaration that a node's wires and inputs are checked against; that of a newer node is not known here. */
function specOf(workflow: Workflow, specs: NodeSpecs, id: string): NodeSpec | undefined {
  const node = workflow.nodes[id];
  const spec = node && specs.get(node.type);
  return node && spec && node.version <= spec.version ? spec : undefined;
}

function unknownPort(node: string, port: string, spec: NodeSpec, side: 'input' | 'output'): Problem {
  const known = Object.keys(side === 'input' ? spec.inputs : spec.outputs);
  return { code: 'unknown-port', node, port, message: `${spec.title} has no ${side} “${port}”`, hint: listed(known) };
}

function listed(names: readonly string[]): string {
  return names.length > 0 ? `It has: ${names.join(', ')}.` : 'It has none.';
}

/** The known types with the same last word, as a remedy for a typing error or a moved node. */
function nearest(type: string, specs: NodeSpecs): string {
  const name = type.split('/').at(-1) ?? type;
  const alike = [...specs.keys()].filter((id) => id.includes(name) || name.includes(id.split('/').at(-1) ?? id));
  return alike.length > 0
    ? `Did you mean ${alike.join(' or ')}?`
    : 'Update Patchloom, or add the folder that brings this node.';
}
