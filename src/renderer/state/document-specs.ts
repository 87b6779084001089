import type { NodeSpec, NodeSpecs } from '../../core/define-node.ts';
import { mayContain } from '../../core/edits-subgraphs.ts';
import type { InputPort, OutputPort } from '../../core/ports.ts';
import { subgraphIdOf } from '../../core/subgraph.ts';
import { borderSpecs, isBorder } from '../../core/subgraph-border.ts';
import { documentSpecs } from '../../core/subgraph-specs.ts';
import type { Workflow } from '../../core/workflow.ts';
import type { NameOf } from '../words/node-title.ts';
import { useDocument } from './document.ts';
import { sameSubgraphs } from './graph-shape.ts';
import { useHost } from './host.ts';
import { type Scope, subgraphAt } from './scope.ts';

/** What the border of a subgraph and how often a loop is gone through are called, and what they are for. */
export interface BorderWords {
  readonly inputs: readonly [title: string, summary: string];
  readonly outputs: readonly [title: string, summary: string];
  readonly times: readonly [label: string, help: string];
  /** What names that examples give are called. */
  readonly nameOf: NameOf;
}

interface Known {
  readonly subgraphs: Workflow['subgraphs'];
  readonly inside: string | undefined;
  readonly specs: NodeSpecs;
  /** What was added to the host's. */
  readonly added: string;
}

const known = new WeakMap<NodeSpecs, WeakMap<BorderWords, Known>>();
const ENGLISH: BorderWords = {
  inputs: ['Inputs', ''],
  outputs: ['Outputs', ''],
  times: ['times', ''],
  nameOf: (name) => name,
};

/**
 * All that can be on the canvas: the host's nodes, the document's subgraphs, and inside one of them its border. The same again as long as the
 * ports are: cards are drawn anew when it changes.
 */
export function specsAt(base: NodeSpecs, document: Workflow, scope: Scope, words: BorderWords = ENGLISH): NodeSpecs {
  if (Object.keys(document.subgraphs).length === 0) return base;
  const inside = subgraphAt(document, scope);
  const inWords = known.get(base) ?? new WeakMap<BorderWords, Known>();
  known.set(base, inWords);
  const earlier = inWords.get(words);
  if (earlier && earlier.inside === inside && sameSubgraphs(earlier.subgraphs, document.subgraphs)) {
    inWords.set(words, { ...earlier, subgraphs: document.subgraphs });
    return earlier.specs;
  }
  const specs = new Map(
    [...documentSpecs(document, base)].map(([id, spec]) => [id, base.has(id) ? spec : inWordsOf(spec, words)]),
  );
  if (inside !== undefined) {
    for (const spec of borderSpecs(document, specs, inside, words)) specs.set(spec.id, spec);
  }
  const added = JSON.stringify([...specs.values()].filter(({ id }) => !base.has(id)));
  const kept = earlier?.added === added ? earlier.specs : specs;
  inWords.set(words, { subgraphs: document.subgraphs, inside, specs: kept, added });
  return kept;
}

function inWordsOf(spec: NodeSpec, { times: [label, help], nameOf }: BorderWords): NodeSpec {
  const named = <Port extends InputPort | OutputPort>(port: Port): Port =>
    port.label === undefined ? port : { ...port, label: nameOf(port.label) };
  const inputs = Object.entries(spec.inputs).map(([name, port]) =>
    port.kind === 'int' && port.settled ? [name, { label, ...port, help }] : [name, named(port)],
  );
  const outputs = Object.entries(spec.outputs).map(([name, port]) => [name, named(port)]);
  return {
    ...spec,
    title: nameOf(spec.title),
    inputs: Object.fromEntries(inputs),
    outputs: Object.fromEntries(outputs),
  };
}

/** What nodes of the canvas are, in English: for edits. */
export function currentSpecs(): NodeSpecs {
  const { history, scope } = useDocument.getState();
  return specsAt(useHost.getState().specs, history.present, scope);
}

/** The same, for components. */
export function useSpecs(): NodeSpecs {
  const base = useHost((state) => state.specs);
  return useDocument(({ history, scope }) => specsAt(base, history.present, scope));
}

/** Whether a node of this type may be put on the canvas: no border, and no subgraph into itself. */
export function mayBeAdded(type: string): boolean {
  const { history, scope } = useDocument.getState();
  const inside = subgraphAt(history.present, scope);
  const id = subgraphIdOf(type);
  if (inside === undefined || id === undefined) return !isBorder(type);
  return mayContain(history.present, inside, id).ok;
}
