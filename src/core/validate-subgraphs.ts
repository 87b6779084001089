import type { NodeSpecs } from './define-node.ts';
import { type FlatWorkflow, isRound, MOST_FLAT_NODES, outermost, withoutRounds } from './flatten.ts';
import { orderBySources } from './graph.ts';
import { definitionOf, subgraphIdOf } from './subgraph.ts';
import { subgraphsInside } from './subgraph-specs.ts';
import type { Problem } from './validate.ts';
import { checkWidgetValue } from './widget-values.ts';
import type { Workflow } from './workflow.ts';

/** The subgraphs of a workflow that contain themselves, directly or through others. */
export function recursiveSubgraphs(workflow: Workflow): Problem[] {
  if (Object.keys(workflow.subgraphs).length === 0) return [];
  const inside = (id: string) => subgraphsInside(definitionOf(workflow, id));
  return orderBySources(subgraphsInside(workflow), inside).cycles.map((cycle) => {
    const titles = [...cycle, cycle[0] ?? ''].map((id) => definitionOf(workflow, id)?.title ?? id);
    const message = `The subgraph “${titles[0]}” contains itself: ${titles.join(' → ')}`;
    return { code: 'recursive-subgraph', message, hint: 'Take it out of itself.' };
  });
}

export function tooManyNodes(): Problem {
  const message = `With all that is in its subgraphs, the workflow has more than ${MOST_FLAT_NODES} nodes`;
  return { code: 'too-large', message, hint: 'Use fewer subgraphs inside each other.' };
}

/** Why a node that should stand for a subgraph does not; undefined for all other nodes. */
export function unknownSubgraph(workflow: Workflow, type: string): Pick<Problem, 'message' | 'hint'> | undefined {
  const id = subgraphIdOf(type);
  if (id === undefined) return undefined;
  const found = Object.hasOwn(workflow.subgraphs, id) ? workflow.subgraphs[id] : undefined;
  return found?.kind === 'placeholder'
    ? { message: `The subgraph “${id}” can't be read here (${found.reason})`, hint: 'Update Patchloom.' }
    : { message: `There is no subgraph “${id}” in this workflow`, hint: 'Remove the node, or add the subgraph.' };
}

/** Values and wires of instances for which their subgraph has no port, and how often loops are gone through. `kept` are the nodes that are checked. */
export function checkInstances(flat: FlatWorkflow, specs: NodeSpecs, kept: Iterable<string>): Problem[] {
  if (flat.instances.size === 0) return [];
  const used = new Set<string>();
  for (const id of kept) {
    for (let end = id.lastIndexOf('/'); end > 0; end = id.lastIndexOf('/', end - 1)) {
      used.add(id.slice(0, end).replace(/#\d+$/, ''));
    }
  }
  const unknown = (node: string, port: string, side: 'input' | 'output' | 'setting'): Problem => {
    const definition = flat.instances.get(node)?.definition;
    const names = (side === 'output' ? definition?.outputs : definition?.inputs)?.map(({ name }) => name) ?? [];
    const hint = names.length > 0 ? `It has: ${names.join(', ')}.` : 'It has none.';
    return { code: 'unknown-port', node, port, message: `${definition?.title} has no ${side} “${port}”`, hint };
  };
  const values = [...flat.instances].flatMap(([id, { node, definition }]) => {
    if (isRound(id)) return [];
    const ports = specs.get(node.type)?.inputs ?? {};
    const isSetting = (name: string) =>
      definition.inputs.some((input) => input.name === name) && ports[name]?.kind !== 'wire';
    return Object.entries(node.widgets).flatMap(([name, value]): Problem[] => {
      const port = ports[name];
      if (name !== definition.repeat?.name || port?.kind !== 'int')
        return isSetting(name) ? [] : [unknown(id, name, 'setting')];
      const verdict = checkWidgetValue(port, value);
      const hint = 'Change the value.';
      return verdict.ok ? [] : [{ code: 'bad-value', node: id, port: name, message: verdict.reason, hint }];
    });
  });
  const wires = flat.unknownPorts.map(({ end: { node, port }, side }): Problem => {
    if (side === 'output' || flat.instances.get(node)?.definition.repeat?.name !== port)
      return unknown(node, port, side);
    const message = `A wire brings “${port}”, which has to be known before the run`;
    return { code: 'unknown-port', node, port, message, hint: 'Remove the wire.' };
  });
  return [...values, ...wires].filter(({ node }) => used.has(node ?? ''));
}

/** Where a person meets a problem of an input that gets its value from outside a subgraph: at the outermost port it comes through. */
export function placeOutside(problem: Problem, flat: FlatWorkflow, specs: NodeSpecs): Problem {
  const { node = '', port = '' } = problem;
  const place = outermost(flat, { node, port });
  if (place.node === node) return problem.node === undefined ? problem : { ...problem, node: withoutRounds(node) };
  const instance = flat.instances.get(place.node)?.node;
  const title = instance?.title ?? specs.get(instance?.type ?? '')?.title;
  const message = problem.code === 'missing-input' ? `${title} needs “${place.port}”` : problem.message;
  return { ...problem, ...place, node: withoutRounds(place.node), message };
}

/** One port of a subgraph may feed several inputs, and a loop has its nodes several times, which then all have the same problem. */
export function withoutRepeats(problems: readonly Problem[]): Problem[] {
  const told = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...told.values()];
}
