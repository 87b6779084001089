import { z } from 'zod';
import type { NodeSpecs } from './define-node.ts';
import { connect, mayConnect } from './edits.ts';
import { freeId } from './edits-boxes.ts';
import { UserError } from './errors.ts';
import { isSameJson } from './same-json.ts';
import { definitionOf, instanceTypeOf, type Subgraph, subgraphIdOf } from './subgraph.ts';
import { documentSpecs, subgraphsInside } from './subgraph-specs.ts';
import { type Edge, type Point, parseWorkflow, readWorkflow, serializeWorkflow, type Workflow } from './workflow.ts';

/** What is in the clipboard: some of a workflow's nodes, groups and notes, with their wires. */
export interface Fragment {
  readonly content: Workflow;
  /** Wires that came from nodes outside. */
  readonly inputs: readonly Edge[];
}

export interface Selection {
  readonly nodes: readonly string[];
  readonly groups?: readonly string[];
  readonly notes?: readonly string[];
}

/** What a person has selected, as a piece of its own. */
export function copyFragment(workflow: Workflow, selection: Selection): Fragment {
  const taken = new Set(selection.nodes);
  const nodes = Object.fromEntries(Object.entries(workflow.nodes).filter(([id]) => taken.has(id)));
  return {
    content: {
      ...workflow,
      nodes,
      edges: workflow.edges.filter(({ from, to }) => taken.has(from.node) && taken.has(to.node)),
      groups: workflow.groups.filter(({ id }) => selection.groups?.includes(id)),
      notes: workflow.notes.filter(({ id }) => selection.notes?.includes(id)),
      subgraphs: subgraphsFor(workflow, nodes),
      meta: {},
    },
    inputs: workflow.edges.filter(({ from, to }) => !taken.has(from.node) && taken.has(to.node)),
  };
}

/** A fragment as JSON text for the clipboard: a workflow that can be run or saved, with the wires from outside beside it. */
export function serializeFragment({ content, inputs }: Fragment): string {
  const wires = parsed(serializeWorkflow({ ...content, edges: [...inputs] })).edges;
  return JSON.stringify({ ...parsed(serializeWorkflow(content)), pastedInputs: wires }, null, 2);
}

/** Reads a fragment, or any workflow, from the clipboard's text. */
export function parseFragment(text: string): Fragment {
  const { pastedInputs, ...content } = parseWorkflow(text) as Workflow & { pastedInputs?: unknown };
  const wires = z.array(z.json()).safeParse(pastedInputs);
  if (!wires.success || wires.data.length === 0) return { content, inputs: [] };
  const { edges } = readWorkflow({ format: 'patchloom/workflow', version: 1, nodes: {}, edges: wires.data });
  return { content, inputs: edges };
}

/** Whether a text may be a fragment; cheap, for texts of any kind. */
export function looksLikeFragment(text: string): boolean {
  return text.trimStart().startsWith('{') && text.includes('"patchloom/workflow"');
}

export interface Pasted {
  readonly workflow: Workflow;
  readonly nodes: readonly string[];
  readonly groups: readonly string[];
  readonly notes: readonly string[];
}

/** Adds a fragment, moved by some distance, under ids that are free. With `specs`, wires from outside are drawn again where they still fit. */
export function pasteFragment(workflow: Workflow, fragment: Fragment, by: Point, specs?: NodeSpecs): Pasted {
  const { content, subgraphs } = withSubgraphs(workflow, fragment.content);
  const moved = ([x, y]: Point): [number, number] => [x + by[0], y + by[1]];
  const names = new Map<string, string>();
  const nodes = { ...workflow.nodes };
  for (const [id, node] of Object.entries(content.nodes)) {
    const name = freeId((taken) => taken in nodes, id.replace(/-\d+$/, ''));
    names.set(id, name);
    nodes[name] = { ...node, position: moved(node.position) };
  }
  const nameOf = (id: string) => {
    const name = names.get(id);
    if (name === undefined) throw new UserError(`A wire in the clipboard ends at “${id}”, which is not in it`);
    return name;
  };
  const edges = content.edges.map(
    (edge): Edge => ({
      ...edge,
      from: { ...edge.from, node: nameOf(edge.from.node) },
      to: { ...edge.to, node: nameOf(edge.to.node) },
      ...(edge.via ? { via: edge.via.map(moved) } : {}),
    }),
  );
  const addBoxes = <T extends Workflow['groups'][number] | Workflow['notes'][number]>(present: T[], added: T[]) => {
    const all = [...present];
    for (const box of added) {
      const id = freeId((taken) => all.some((other) => other.id === taken), box.id.replace(/-\d+$/, ''));
      all.push({ ...box, id, position: moved(box.position) });
    }
    return all;
  };
  const groups = addBoxes(workflow.groups, content.groups);
  const notes = addBoxes(workflow.notes, content.notes);
  const pasted = { ...workflow, subgraphs, nodes, edges: [...workflow.edges, ...edges], groups, notes };
  const wired = specs
    ? fragment.inputs.reduce((next, { from, to }) => {
        const end = { ...to, node: names.get(to.node) ?? '' };
        return mayConnect(next, documentSpecs(next, specs), from, end).ok ? connect(next, from, end) : next;
      }, pasted)
    : pasted;
  return {
    workflow: wired,
    nodes: [...names.values()],
    groups: groups.slice(workflow.groups.length).map(({ id }) => id),
    notes: notes.slice(workflow.notes.length).map(({ id }) => id),
  };
}

/** The definitions that some nodes need, directly or through others. */
function subgraphsFor(workflow: Workflow, nodes: Workflow['nodes']): Workflow['subgraphs'] {
  const found = new Set(subgraphsInside({ nodes }));
  // A set that grows while it is walked: each definition is visited once.
  for (const id of found) for (const inside of subgraphsInside(definitionOf(workflow, id))) found.add(inside);
  return Object.fromEntries(Object.entries(workflow.subgraphs).filter(([id]) => found.has(id)));
}

/** The definitions of a workflow and those of a fragment; these get another id where theirs means something else here. */
function withSubgraphs(workflow: Workflow, content: Workflow) {
  const taken = { ...content.subgraphs, ...workflow.subgraphs };
  const renamed = new Map<string, string>();
  for (const [id, subgraph] of Object.entries(content.subgraphs)) {
    const present = Object.hasOwn(workflow.subgraphs, id) ? workflow.subgraphs[id] : undefined;
    if (!present || isSameJson(present, subgraph)) continue;
    const name = freeId((candidate) => candidate in taken, id);
    taken[name] = subgraph;
    renamed.set(id, name);
  }
  const retyped = (nodes: Workflow['nodes']): Workflow['nodes'] =>
    Object.fromEntries(
      Object.entries(nodes).map(([id, node]) => {
        const name = renamed.get(subgraphIdOf(node.type) ?? '');
        return [id, name === undefined ? node : { ...node, type: instanceTypeOf(name) }];
      }),
    );
  const added = Object.entries(content.subgraphs).map(([id, subgraph]) => {
    const placed: Subgraph =
      subgraph.kind === 'placeholder'
        ? subgraph
        : { ...subgraph, definition: { ...subgraph.definition, nodes: retyped(subgraph.definition.nodes) } };
    return [renamed.get(id) ?? id, placed] as const;
  });
  return {
    content: { ...content, nodes: retyped(content.nodes) },
    subgraphs: added.length === 0 ? workflow.subgraphs : { ...workflow.subgraphs, ...Object.fromEntries(added) },
  };
}

function parsed(json: string): Record<string, unknown> & { readonly edges: unknown } {
  return JSON.parse(json);
}
