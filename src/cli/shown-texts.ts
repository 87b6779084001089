import type { NodeSpecs } from '../core/define-node.ts';
import { flattenWorkflow } from '../core/flatten.ts';
import type { RunEvent } from '../core/run-events.ts';
import { documentSpecs } from '../core/subgraph-specs.ts';
import type { Workflow } from '../core/workflow.ts';

/** Hears the events of a run and gathers what nodes that are ends in themselves have shown: texts by node, in the order of their coming. */
export function createTextGatherer(workflow: Workflow, specs: NodeSpecs) {
  const texts = new Map<string, string>();
  // Inside subgraphs as well.
  const { nodes } = flattenWorkflow(workflow, documentSpecs(workflow, specs)).workflow;
  return {
    texts: texts as ReadonlyMap<string, string>,
    hear(event: RunEvent): void {
      if (event.kind !== 'node-finished' && event.kind !== 'node-cached') return;
      if (!specs.get(nodes[event.node]?.type ?? '')?.terminal) return;
      for (const { type, text } of Object.values(event.outputs)) if (type === 'text') texts.set(event.node, text);
    },
  };
}
