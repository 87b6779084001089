import { useMemo } from 'react';
import type { NodeSpecs } from '../../core/define-node.ts';
import { type Problem, validateWorkflow } from '../../core/validate.ts';
import type { Workflow } from '../../core/workflow.ts';
import { useTranslator } from '../words/use-words.ts';
import { useScopePath } from './document.ts';
import { useHost } from './host.ts';
import { useRestedDocument } from './rested-document.ts';

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
      : sameAgain(latest?.problems, validateWorkflow(workflow, specs));
  latest = { workflow, specs, problems };
  known.set(workflow, { specs, problems });
  return problems;
}

/** The earlier list where nothing in it has changed: cards are looked through when there is a new one. */
function sameAgain(earlier: readonly Problem[] | undefined, problems: readonly Problem[]): readonly Problem[] {
  return earlier && JSON.stringify(earlier) === JSON.stringify(problems) ? earlier : problems;
}

/** What was checked last: while nodes are dragged, every frame is a document of its own with the same problems. */
let latest: { workflow: Workflow; specs: NodeSpecs; problems: readonly Problem[] } | undefined;

function differsInPlacesOnly(a: Workflow, b: Workflow): boolean {
  const ids = Object.keys(b.nodes);
  return (
    a.edges === b.edges &&
    a.subgraphs === b.subgraphs &&
    Object.keys(a.nodes).length === ids.length &&
    ids.every((id) => {
      const [before, after] = [a.nodes[id], b.nodes[id]];
      if (before === after) return true;
      const same = before?.type === after?.type && before?.version === after?.version && before?.mode === after?.mode;
      return same && before?.widgets === after?.widgets;
    })
  );
}

/** The problems of the document as it stands, in the language of the window; their places as `instance/node`. */
export function useProblems(): readonly Problem[] {
  const workflow = useRestedDocument();
  const specs = useHost((state) => state.specs);
  const translate = useTranslator();
  const problems = problemsOf(workflow, specs);
  return useMemo(
    () =>
      problems.map((problem) => ({ ...problem, message: translate(problem.message), hint: translate(problem.hint) })),
    [problems, translate],
  );
}

/** The problems of what is on the canvas, by its nodes; what is wrong inside an instance is the instance's, without a port. */
export function useProblemsHere(): readonly Problem[] {
  const problems = useProblems();
  const scope = useScopePath();
  return useMemo(() => problemsIn(problems, scope), [problems, scope]);
}

/** Of all problems, those of the canvas that a way leads to. */
export function problemsIn(problems: readonly Problem[], scope: string): readonly Problem[] {
  if (scope === '' && !problems.some(({ node }) => node?.includes('/'))) return problems;
  const prefix = scope === '' ? '' : `${scope}/`;
  return problems.flatMap((problem): Problem[] => {
    if (!problem.node?.startsWith(prefix)) return [];
    const [id, ...rest] = problem.node.slice(prefix.length).split('/');
    if (!id) return [];
    if (rest.length === 0) return [{ ...problem, node: id }];
    const { port: _, ...others } = problem;
    return [{ ...others, node: id }];
  });
}
