import type { NodeSpecs } from './define-node.ts';
import { AFTER_RUNS } from './document-parts.ts';
import { setWidget } from './edits.ts';
import { editSubgraph } from './edits-subgraphs.ts';
import { documentSpecs, orderDefinitions } from './subgraph-specs.ts';
import type { Workflow } from './workflow.ts';

export { AFTER_RUNS };
export type AfterRun = (typeof AFTER_RUNS)[number];

/** What happens to a widget's seed after a run; without a word in the document it stays. */
export function afterRunOf(workflow: Workflow, id: string, name: string): AfterRun {
  return workflow.nodes[id]?.afterRun?.[name] ?? 'fixed';
}

/** Says what happens to a seed after a run. The node must exist. */
export function setAfterRun(workflow: Workflow, id: string, name: string, afterRun: AfterRun): Workflow {
  const node = workflow.nodes[id];
  if (!node) throw new Error(`There is no node ${id}`);
  const { afterRun: all, ...rest } = node;
  const { [name]: _, ...others } = all ?? {};
  // “fixed” is what it means to say nothing: files without it stay as they are.
  const next = afterRun === 'fixed' ? others : { ...others, [name]: afterRun };
  const changed = Object.keys(next).length === 0 ? rest : { ...rest, afterRun: next };
  return { ...workflow, nodes: { ...workflow.nodes, [id]: changed } };
}

/** A seed of a document that no wire gives. */
export interface Seed {
  readonly node: string;
  readonly widget: string;
  readonly value: number;
}

/** The seeds of the nodes of one canvas, but for those that a wire gives. */
export function seedsOf(workflow: Workflow, specs: NodeSpecs): Seed[] {
  const wired = new Set(workflow.edges.map(({ to }) => `${to.node}.${to.port}`));
  return Object.entries(workflow.nodes).flatMap(([node, { type, widgets }]) =>
    Object.entries(specs.get(type)?.inputs ?? {}).flatMap(([widget, port]): Seed[] => {
      if (port.kind !== 'seed' || wired.has(`${node}.${widget}`)) return [];
      const value = widgets[widget] ?? port.default;
      return typeof value === 'number' ? [{ node, widget, value }] : [];
    }),
  );
}

/**
 * The document for the next run: seeds counted on or thrown anew, as each says, also inside subgraphs. Seeds that a wire gives stay as
 * they are. `chance` gives a number from 0 up to, but not including, 1. `all`: what is done to every seed, whatever it says.
 */
export function advanceSeeds(workflow: Workflow, base: NodeSpecs, chance: () => number, all?: AfterRun): Workflow {
  const specs = documentSpecs(workflow, base);
  const { order } = orderDefinitions(workflow.subgraphs);
  const inside = order.filter((id) => workflow.subgraphs[id]?.kind === 'definition');
  return inside.reduce(
    (next, id) => editSubgraph(next, id, (canvas) => advanceCanvas(canvas, specs, chance, all)),
    advanceCanvas(workflow, specs, chance, all),
  );
}

function advanceCanvas(workflow: Workflow, specs: NodeSpecs, chance: () => number, all?: AfterRun): Workflow {
  let next = workflow;
  for (const { node, widget, value } of seedsOf(workflow, specs)) {
    const moved = nextSeed(value, all ?? afterRunOf(workflow, node, widget), chance);
    if (moved !== value) next = setWidget(next, node, widget, moved);
  }
  return next;
}

/** Seeds go up to 2⁵³ − 1; chance keeps to ten digits, which people can still read out to each other. */
export const DICE_SIDES = 2 ** 32;

function nextSeed(seed: number, afterRun: AfterRun, chance: () => number): number {
  switch (afterRun) {
    case 'fixed':
      return seed;
    case 'increment':
      return seed === Number.MAX_SAFE_INTEGER ? 0 : seed + 1;
    case 'decrement':
      return seed === 0 ? Number.MAX_SAFE_INTEGER : seed - 1;
    case 'random':
      return Math.floor(chance() * DICE_SIDES);
  }
}
