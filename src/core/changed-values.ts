import { subgraphIdOf } from './subgraph.ts';
import type { Workflow, WorkflowNode } from './workflow.ts';

/**
 * The nodes whose values alone differ from an earlier state of a document; undefined when anything else differs that counts for a run.
 * Documents are never written to, so that what is the same object has not changed.
 */
export function changedValues(earlier: Workflow, now: Workflow): readonly string[] | undefined {
  if (earlier.edges !== now.edges || earlier.subgraphs !== now.subgraphs) return undefined;
  const [before, after] = [listed(earlier.nodes), listed(now.nodes)];
  if (before.ids.length !== after.ids.length) return undefined;
  const changed: string[] = [];
  for (let index = 0; index < after.ids.length; index++) {
    const id = after.ids[index] as string;
    if (id !== before.ids[index]) return undefined;
    const [old, node] = [before.nodes[index] as WorkflowNode, after.nodes[index] as WorkflowNode];
    if (old === node) continue;
    // The values of a subgraph’s instance are those of nodes inside it.
    const isAlike = old.type === node.type && old.version === node.version && old.mode === node.mode;
    if (!isAlike || subgraphIdOf(node.type) !== undefined) return undefined;
    changed.push(id);
  }
  return changed;
}

interface Listed {
  readonly ids: readonly string[];
  readonly nodes: readonly WorkflowNode[];
}

const known = new WeakMap<Workflow['nodes'], Listed>();

/** In a graph of thousands it takes longer to list the nodes than to look at them. */
function listed(nodes: Workflow['nodes']): Listed {
  const earlier = known.get(nodes);
  if (earlier) return earlier;
  const list = { ids: Object.keys(nodes), nodes: Object.values(nodes) };
  known.set(nodes, list);
  return list;
}
