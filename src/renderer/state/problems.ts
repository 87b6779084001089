import { useMemo } from 'react';
import type { NodeSpecs } from '../../core/define-node.ts';
import { type Problem, validateWorkflow } from '../../core/validate.ts';
import type { Workflow } from '../../core/workflow.ts';
import { useTranslator } from '../words/use-words.ts';
import { useWorkflow } from './document.ts';
import { useHost } from './host.ts';

const NONE: readonly Problem[] = [];
const known = new WeakMap<Workflow, { specs: NodeSpecs; problems: readonly Problem[] }>();

/** What keeps a workflow from running; worked out once per document, however many ask. */
export function problemsOf(workflow: Workflow, specs: NodeSpecs): readonly Problem[] {
  // Before the nodes have arrived from the host, everything would look unknown.
  if (specs.size === 0) return NONE;
  const earlier = known.get(workflow);
  if (earlier?.specs === specs) return earlier.problems;
  const problems =
    latest?.specs === specs && differsInPlacesOnly(latest.workflow, workflow)
      ? latest.problems
      : validateWorkflow(workflow, specs);
  latest = { workflow, specs, problems };
  known.set(workflow, { specs, problems });
  return problems;
}

/** What was checked last: while nodes are dragged, every frame is a document of its own with the same problems. */
let latest: { workflow: Workflow; specs: NodeSpecs; problems: readonly Problem[] } | undefined;

function differsInPlacesOnly(a: Workflow, b: Workflow): boolean {
  const ids = Object.keys(b.nodes);
  return (
    a.edges === b.edges &&
    Object.keys(a.nodes).length === ids.length &&
    ids.every((id) => {
      const [before, after] = [a.nodes[id], b.nodes[id]];
      if (before === after) return true;
      const same = before?.type === after?.type && before?.version === after?.version && before?.mode === after?.mode;
      return same && before?.widgets === after?.widgets;
    })
  );
}

/** The problems of the document as it stands, in the language of the window. */
export function useProblems(): readonly Problem[] {
  const workflow = useWorkflow();
  const specs = useHost((state) => state.specs);
  const translate = useTranslator();
  const problems = problemsOf(workflow, specs);
  return useMemo(
    () =>
      problems.map((problem) => ({ ...problem, message: translate(problem.message), hint: translate(problem.hint) })),
    [problems, translate],
  );
}
