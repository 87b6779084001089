import { withoutRounds } from '../../core/flatten.ts';
import { definitionOf, subgraphIdOf } from '../../core/subgraph.ts';
import { editWithBorder, openWithBorder } from '../../core/subgraph-border.ts';
import type { Workflow } from '../../core/workflow.ts';

/** The way into a subgraph: the instances one has gone through, from the document on. Empty for the document itself. */
export type Scope = readonly string[];

/** As much of a way as leads somewhere: undoing may have taken an instance away. With the subgraphs that it leads through. */
export function followScope(document: Workflow, scope: Scope): { readonly scope: Scope; readonly subgraphs: Scope } {
  const subgraphs: string[] = [];
  for (const instance of scope) {
    const { nodes } = definitionOf(document, subgraphs.at(-1)) ?? document;
    const id = subgraphIdOf(nodes[instance]?.type ?? '');
    if (id === undefined || !definitionOf(document, id)) break;
    subgraphs.push(id);
  }
  return { scope: scope.slice(0, subgraphs.length), subgraphs };
}

/** The subgraph that a way leads into; undefined in the document itself. */
export function subgraphAt(document: Workflow, scope: Scope): string | undefined {
  return scope.length === 0 ? undefined : followScope(document, scope).subgraphs.at(-1);
}

const opened = new WeakMap<Workflow, Map<string, Workflow>>();

/** What is on the canvas: the document, or the inside of a subgraph with its border. The same again for the same document. */
export function canvasAt(document: Workflow, scope: Scope): Workflow {
  const id = subgraphAt(document, scope);
  if (id === undefined) return document;
  const known = opened.get(document) ?? new Map<string, Workflow>();
  opened.set(document, known);
  const canvas = known.get(id) ?? openWithBorder(document, id);
  known.set(id, canvas);
  return canvas;
}

/** The document after an edit of what is on the canvas. */
export function editAt(document: Workflow, scope: Scope, edit: (canvas: Workflow) => Workflow): Workflow {
  const id = subgraphAt(document, scope);
  return id === undefined ? edit(document) : editWithBorder(document, id, edit);
}

/** What a run calls a node of the canvas: `instance/node`. */
export function pathOf(scope: Scope, id: string): string {
  return [...scope, id].join('/');
}

/** The way to a node and the node, from what a run calls it; of a loop, in whatever round. */
export function splitPath(path: string): { readonly scope: Scope; readonly id: string } {
  const way = withoutRounds(path).split('/');
  return { scope: way.slice(0, -1), id: way.at(-1) ?? '' };
}
