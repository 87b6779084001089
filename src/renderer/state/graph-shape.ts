import { shallow } from 'zustand/shallow';
import type { Workflow, WorkflowNode } from '../../core/workflow.ts';
import { shownIn, useDocument } from './document.ts';

/**
 * The same document again while only values, places and looks in it have changed: what follows from nodes, their types, their names and their
 * wires alone need not be worked out at every key that is pressed.
 */
export const shapeOf = keepWhile(
  (a, b) => a.edges === b.edges && sameNodes(a, b, (before, after) => isSameIn(before, after, ['type', 'title'])),
);

/** The same document again while only values of widgets have changed: all that the canvas draws, but for what the controls say. */
export const sceneOf = keepWhile(
  (a, b) =>
    a.edges === b.edges &&
    a.groups === b.groups &&
    a.notes === b.notes &&
    sameSubgraphs(a.subgraphs, b.subgraphs) &&
    sameNodes(a, b, isDrawnAlike),
);

/** The shape of what is on the canvas, for components. */
export function useGraphShape(): Workflow {
  return useDocument((state) => shapeOf(shownIn(state)));
}

/** What is on the canvas but for the values of its widgets, for components. */
export function useScene(): Workflow {
  return useDocument((state) => sceneOf(shownIn(state)));
}

/** Asked about in turn are the whole document, the same as it last rested, and the inside of the subgraph that is on the canvas. */
const COMPARED = 3;

/** Compares each document once with the ones before, however many ask. */
function keepWhile(isSame: (a: Workflow, b: Workflow) => boolean): (workflow: Workflow) => Workflow {
  const keptFor = new WeakMap<Workflow, Workflow>();
  let latest: readonly Workflow[] = [];
  return (workflow) => {
    const known = keptFor.get(workflow);
    if (known) return known;
    const before = latest.find((earlier) => isSame(earlier, workflow));
    const kept = before ? (keptFor.get(before) ?? before) : workflow;
    latest = [workflow, ...latest.filter((earlier) => earlier !== before)].slice(0, COMPARED);
    keptFor.set(workflow, kept);
    return kept;
  };
}

function sameNodes(
  a: Pick<Workflow, 'nodes'>,
  b: Pick<Workflow, 'nodes'>,
  isSame: (before: WorkflowNode, after: WorkflowNode) => boolean,
): boolean {
  if (a.nodes === b.nodes) return true;
  let count = 0;
  for (const id in b.nodes) {
    count++;
    const before = a.nodes[id];
    const after = b.nodes[id];
    if (before !== after && !(before && after && isSame(before, after))) return false;
  }
  return Object.keys(a.nodes).length === count;
}

/** Whether subgraphs differ at most in values inside them of which nothing is seen from outside. */
export function sameSubgraphs(a: Workflow['subgraphs'], b: Workflow['subgraphs']): boolean {
  if (a === b) return true;
  const ids = Object.keys(b);
  return Object.keys(a).length === ids.length && ids.every((id) => isSameSubgraph(a[id], b[id]));
}

type Subgraph = Workflow['subgraphs'][string];

function isSameSubgraph(a: Subgraph | undefined, b: Subgraph | undefined): boolean {
  if (a === b) return true;
  if (a?.kind !== 'definition' || b?.kind !== 'definition') return false;
  const { nodes: nodesBefore, ...before } = a.definition;
  const { nodes: nodesAfter, ...after } = b.definition;
  return (
    shallow(before, after) &&
    // The value inside is what an instance has that was given none.
    after.inputs.every(({ to }) =>
      to.every(({ node, port }) => nodesBefore[node]?.widgets[port] === nodesAfter[node]?.widgets[port]),
    ) &&
    sameNodes({ nodes: nodesBefore }, { nodes: nodesAfter }, isDrawnAlike)
  );
}

function isDrawnAlike(before: WorkflowNode, after: WorkflowNode): boolean {
  return isSameIn(before, after, ['type', 'version', 'title', 'position', 'size', 'mode', 'collapsed', 'color']);
}

function isSameIn(a: WorkflowNode, b: WorkflowNode, keys: readonly (keyof WorkflowNode)[]): boolean {
  return keys.every((key) => a[key] === b[key]);
}
