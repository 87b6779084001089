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
    a.subgraphs === b.subgraphs &&
    sameNodes(a, b, (before, after) =>
      isSameIn(before, after, ['type', 'version', 'title', 'position', 'size', 'mode', 'collapsed', 'color']),
    ),
);

/** The shape of what is on the canvas, for components. */
export function useGraphShape(): Workflow {
  return useDocument((state) => shapeOf(shownIn(state)));
}

/** What is on the canvas but for the values of its widgets, for components. */
export function useScene(): Workflow {
  return useDocument((state) => sceneOf(shownIn(state)));
}

/** Compares each document once with the one before, however many ask. */
function keepWhile(isSame: (a: Workflow, b: Workflow) => boolean): (workflow: Workflow) => Workflow {
  const keptFor = new WeakMap<Workflow, Workflow>();
  let latest: Workflow | undefined;
  return (workflow) => {
    const known = keptFor.get(workflow);
    if (known) return known;
    const kept = latest && isSame(latest, workflow) ? (keptFor.get(latest) ?? latest) : workflow;
    latest = workflow;
    keptFor.set(workflow, kept);
    return kept;
  };
}

function sameNodes(a: Workflow, b: Workflow, isSame: (before: WorkflowNode, after: WorkflowNode) => boolean): boolean {
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

function isSameIn(a: WorkflowNode, b: WorkflowNode, keys: readonly (keyof WorkflowNode)[]): boolean {
  return keys.every((key) => a[key] === b[key]);
}
