import type { Workflow } from '../../core/workflow.ts';
import { shownIn, useDocument } from './document.ts';

let latest: Workflow | undefined;

/**
 * The same document again while only values, places and looks in it have changed: what follows from nodes, their types, their names and their
 * wires alone need not be worked out at every key that is pressed.
 */
export function shapeOf(workflow: Workflow): Workflow {
  if (!latest || !hasSameShape(latest, workflow)) latest = workflow;
  return latest;
}

/** The shape of what is on the canvas, for components. */
export function useGraphShape(): Workflow {
  return useDocument((state) => shapeOf(shownIn(state)));
}

function hasSameShape(a: Workflow, b: Workflow): boolean {
  if (a === b || a.nodes === b.nodes) return a.edges === b.edges;
  const ids = Object.keys(b.nodes);
  return (
    a.edges === b.edges &&
    Object.keys(a.nodes).length === ids.length &&
    ids.every((id) => {
      const [before, after] = [a.nodes[id], b.nodes[id]];
      return before === after || (before?.type === after?.type && before?.title === after?.title);
    })
  );
}
