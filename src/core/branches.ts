import type { NodeSpecs } from './define-node.ts';
import { edgesByTarget } from './graph.ts';
import type { WirePort } from './ports.ts';
import type { Edge, Workflow } from './workflow.ts';

type Condition = NonNullable<WirePort['when']>;

/** On what it depends whether an input is looked at; undefined where it always is. */
export function conditionOf(specs: NodeSpecs, type: string, port: string): Condition | undefined {
  const input = specs.get(type)?.inputs[port];
  return input?.kind === 'wire' ? input.when : undefined;
}

/**
 * The workflow without the wires of branches that are not chosen, where that follows from a widget. Where a wire brings what chooses, it
 * is not known before the run.
 */
export function chosenBranches(workflow: Workflow, specs: NodeSpecs): Workflow {
  const lazy = lazyTypes(specs);
  const isChoosing = Object.values(workflow.nodes).some(({ type }) => lazy.has(type));
  if (!isChoosing) return workflow;
  const incoming = edgesByTarget(workflow);
  const isChosen = ({ to }: Edge): boolean => {
    const node = workflow.nodes[to.node];
    if (!node || !lazy.has(node.type)) return true;
    const when = conditionOf(specs, node.type, to.port);
    if (!when || incoming.get(to.node)?.some((edge) => edge.to.port === when.input)) return true;
    const chooser = specs.get(node.type)?.inputs[when.input];
    const value = node.widgets[when.input] ?? (chooser && chooser.kind !== 'wire' ? chooser.default : undefined);
    return value === when.is;
  };
  return { ...workflow, edges: workflow.edges.filter(isChosen) };
}

/** Whether a value of such a node may choose between branches. */
export function mayChoose(specs: NodeSpecs, type: string): boolean {
  return lazyTypes(specs).has(type);
}

const knownLazy = new WeakMap<NodeSpecs, ReadonlySet<string>>();

/** The types of nodes that have inputs which are not always looked at. */
function lazyTypes(specs: NodeSpecs): ReadonlySet<string> {
  const known = knownLazy.get(specs);
  if (known) return known;
  const isLazy = (inputs: object) => Object.values(inputs).some((port) => port.kind === 'wire' && port.when);
  const types = new Set([...specs].flatMap(([type, { inputs }]) => (isLazy(inputs) ? [type] : [])));
  knownLazy.set(specs, types);
  return types;
}
