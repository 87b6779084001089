import type { NodeSpecs } from '../../core/define-node.ts';
import type { WorkflowNode } from '../../core/workflow.ts';

/** Says a given name in the language that is set, where it is one of an example's. */
export type NameOf = (name: string) => string;

/** What a node is called: as it was named, else as its type is; undefined where neither is known. */
export function nodeTitle(node: WorkflowNode | undefined, specs: NodeSpecs, nameOf: NameOf): string | undefined {
  return node?.title === undefined ? specs.get(node?.type ?? '')?.title : nameOf(node.title);
}
