import type { NodeSpecs } from '../../core/define-node.ts';
import { mappedNodes } from '../../core/lists.ts';
import { type InputPort, socketTypeOf } from '../../core/ports.ts';
import { subgraphIdOf } from '../../core/subgraph.ts';
import { INPUTS_ID, isBorder, NEW_PORT } from '../../core/subgraph-border.ts';
import type { SocketType } from '../../core/values.ts';
import type { Edge, Workflow } from '../../core/workflow.ts';
import { type NameOf, nodeTitle } from '../words/node-title.ts';

/** A port as a card shows it. Without a type: only a wire speaks of it, the node's definition does not. */
export interface CardPort {
  readonly name: string;
  readonly label: string;
  readonly type: SocketType | undefined;
  readonly help: string;
  /** It gives or takes a list. */
  readonly isList: boolean;
}

export interface CardInput extends CardPort {
  /** What the definition says; undefined for a port that only a wire speaks of. */
  readonly port: InputPort | undefined;
}

/** What a node looks like, whether its type is known or not. */
export interface Card {
  readonly title: string;
  readonly summary: string;
  readonly isKnown: boolean;
  /** A node of its own, one that stands for a subgraph, or, inside one, its inputs or outputs. */
  readonly kind: 'node' | 'instance' | 'border';
  readonly inputs: readonly CardInput[];
  readonly outputs: readonly CardPort[];
  /** Whose colour the card's bar has: the first output's, for a node without outputs its first input's. */
  readonly tint: SocketType | undefined;
}

/** Describes a node by its definition and by the wires that touch it. */
export function describeCard(
  workflow: Workflow,
  specs: NodeSpecs,
  id: string,
  touching: readonly Edge[],
  nameOf: NameOf = asGiven,
): Card {
  const node = workflow.nodes[id];
  const spec = specs.get(node?.type ?? '');
  const isMapped = mappedNodes(workflow, specs).has(id);
  const inputs = Object.entries(spec?.inputs ?? {}).map(
    ([name, port]): CardInput => ({
      name,
      label: port.label ?? name,
      port,
      type: socketTypeOf(port),
      help: port.help,
      isList: port.kind === 'wire' && port.list === true,
    }),
  );
  const outputs = Object.entries(spec?.outputs ?? {}).map(
    ([name, { label, type, help, list }]): CardPort => ({
      name,
      label: label ?? name,
      type,
      help,
      isList: list === true || isMapped,
    }),
  );
  const isAtBorder = isBorder(node?.type ?? '');
  if (isAtBorder && spec) {
    const port = { ...unknownPort(NEW_PORT), help: spec.summary };
    if (node?.type === INPUTS_ID) outputs.push(port);
    else inputs.push({ ...port, port: undefined });
  }
  for (const { from, to } of touching) {
    if (to.node === id && !inputs.some(({ name }) => name === to.port))
      inputs.push({ ...unknownPort(to.port), port: undefined });
    if (from.node === id && !outputs.some(({ name }) => name === from.port)) outputs.push(unknownPort(from.port));
  }
  return {
    title: nodeTitle(node, specs, nameOf) ?? node?.type ?? id,
    summary: spec?.summary ?? '',
    isKnown: spec !== undefined,
    kind: isAtBorder ? 'border' : subgraphIdOf(node?.type ?? '') === undefined ? 'node' : 'instance',
    inputs,
    outputs,
    tint: (spec?.terminal ? inputs[0] : (outputs[0] ?? inputs[0]))?.type,
  };
}

export const asGiven: NameOf = (name) => name;

function unknownPort(name: string): CardPort {
  return { name, label: name, type: undefined, help: '', isList: false };
}
