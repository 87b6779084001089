import type { Edge, Workflow } from './workflow.ts';

/** The wires that end at each node, in document order; nodes without any are not in the map. */
export function edgesByTarget(workflow: Workflow): ReadonlyMap<string, readonly Edge[]> {
  const known = incomingOf.get(workflow.edges);
  if (known) return known;
  const incoming = new Map<string, Edge[]>();
  for (const edge of workflow.edges) {
    const list = incoming.get(edge.to.node);
    if (list) list.push(edge);
    else incoming.set(edge.to.node, [edge]);
  }
  incomingOf.set(workflow.edges, incoming);
  return incoming;
}

/** Documents are never written to, and most edits leave the wires as they are. */
const incomingOf = new WeakMap<Workflow['edges'], ReadonlyMap<string, readonly Edge[]>>();

export interface Ordering {
  /** Every wanted node and what it needs, sources first. Empty when there are cycles. */
  readonly order: readonly string[];
  /** Each cycle as the nodes it runs through. */
  readonly cycles: readonly (readonly string[])[];
}

/** Sources before readers, for `targets` and all that they need. Iterative: depth is limited by memory alone. */
export function orderNodes(workflow: Workflow, targets: readonly string[]): Ordering {
  const ids = Object.keys(workflow.nodes);
  const known = orderings.get(workflow.edges) ?? [];
  const same = known.find((earlier) => areSameIds(earlier.ids, ids) && areSameIds(earlier.targets, targets));
  if (same) return same.ordering;
  const ordering = findOrder(workflow, targets);
  // Checking, planning and the editor ask about all nodes, about the ends, and about a few.
  orderings.set(workflow.edges, [{ ids, targets: [...targets], ordering }, ...known.slice(0, 2)]);
  return ordering;
}

/** What follows from the wires, which most edits leave as they are. */
const orderings = new WeakMap<
  Workflow['edges'],
  readonly { readonly ids: readonly string[]; readonly targets: readonly string[]; readonly ordering: Ordering }[]
>();

/** Whether two lists name the same in the same order; what is not there is the same as what is not there. */
export function areSameIds(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === b || (a !== undefined && a.length === b?.length && a.every((id, index) => id === b[index]));
}

function findOrder(workflow: Workflow, targets: readonly string[]): Ordering {
  const incoming = edgesByTarget(workflow);
  const wanted = targets.filter((id) => id in workflow.nodes);
  const { order, cycles } = orderBySources(wanted, (id) => sourcesOf(workflow, incoming.get(id) ?? []));
  return cycles.length > 0 ? { order: [], cycles } : { order, cycles };
}

/** The same for anything that has sources. What is part of a cycle, or needs such, stands somewhere in the order. */
export function orderBySources(targets: Iterable<string>, sourcesOf: (id: string) => readonly string[]): Ordering {
  const order: string[] = [];
  const cycles: string[][] = [];
  const state = new Map<string, 'open' | 'done'>();
  const path: { id: string; sources: readonly string[]; next: number }[] = [];

  const enter = (id: string) => {
    state.set(id, 'open');
    path.push({ id, sources: sourcesOf(id), next: 0 });
  };

  for (const target of targets) {
    if (state.has(target)) continue;
    enter(target);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const source = top.sources[top.next++];
      if (source === undefined) {
        path.pop();
        state.set(top.id, 'done');
        order.push(top.id);
      } else if (!state.has(source)) {
        enter(source);
      } else if (state.get(source) === 'open') {
        cycles.push(path.slice(path.findIndex((step) => step.id === source)).map((step) => step.id));
      }
    }
  }
  return { order, cycles };
}

/** A node and all that it needs, directly or through others; cycles do no harm. */
export function upstreamOf(workflow: Workflow, id: string): ReadonlySet<string> {
  const incoming = edgesByTarget(workflow);
  const found = new Set([id]);
  // A set that grows while it is walked: each node is visited once.
  for (const node of found) {
    for (const source of sourcesOf(workflow, incoming.get(node) ?? [])) found.add(source);
  }
  return found;
}

/** The part of a workflow that some of its nodes need, with these nodes. */
export function keepUpstream(workflow: Workflow, ids: readonly string[]): Workflow {
  const kept = new Set(ids.flatMap((id) => [...upstreamOf(workflow, id)]));
  return {
    ...workflow,
    nodes: Object.fromEntries(Object.entries(workflow.nodes).filter(([id]) => kept.has(id))),
    edges: workflow.edges.filter((edge) => kept.has(edge.to.node)),
  };
}

/** The nodes that wires come from, each once; a wire from nowhere has none. */
function sourcesOf(workflow: Workflow, edges: readonly Edge[]): readonly string[] {
  if (edges.length === 0) return [];
  return [...new Set(edges.map((edge) => edge.from.node))].filter((from) => from in workflow.nodes);
}
