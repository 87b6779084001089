import type { NodeSpecs } from './define-node.ts';
import { edgesByTarget } from './graph.ts';
import { skipNodes } from './pass-through.ts';
import type { Workflow } from './workflow.ts';

/** What of a workflow is checked and run: bypassed nodes hand their inputs through, muted ones are gone with all that cannot do without them. */
export function activeWorkflow(workflow: Workflow, specs: NodeSpecs): Workflow {
  if (!Object.values(workflow.nodes).some(({ mode }) => mode !== undefined)) return workflow;
  const withMode = (mode: string) => Object.keys(workflow.nodes).filter((id) => workflow.nodes[id]?.mode === mode);
  const bypassed = withMode('bypass');
  const muted = withMode('mute');
  const passing = skipNodes(workflow, specs, bypassed);
  const cutOff = missingInputs(workflow, passing, specs, bypassed);
  return withoutNodes(passing, goneWith(passing, specs, [...muted, ...cutOff]));
}

/** Readers of a bypassed node that got nothing through it for an input that has to be wired. */
function missingInputs(before: Workflow, after: Workflow, specs: NodeSpecs, bypassed: readonly string[]): string[] {
  const fed = new Set(after.edges.map(({ to }) => `${to.node}.${to.port}`));
  return before.edges.flatMap(({ from, to }) =>
    bypassed.includes(from.node) &&
    !fed.has(`${to.node}.${to.port}`) &&
    mustBeWired(before, specs, to.node, to.port) &&
    to.node in after.nodes
      ? [to.node]
      : [],
  );
}

/** Nodes and everything downstream of them that has to be wired to them. */
function goneWith(workflow: Workflow, specs: NodeSpecs, ids: readonly string[]): ReadonlySet<string> {
  const gone = new Set(ids);
  const readers = new Map<string, { node: string; port: string }[]>();
  for (const edges of edgesByTarget(workflow).values()) {
    for (const { from, to } of edges) readers.set(from.node, [...(readers.get(from.node) ?? []), to]);
  }
  // A set that grows while it is walked: each node is visited once.
  for (const id of gone) {
    for (const { node, port } of readers.get(id) ?? []) if (mustBeWired(workflow, specs, node, port)) gone.add(node);
  }
  return gone;
}

function mustBeWired(workflow: Workflow, specs: NodeSpecs, node: string, port: string): boolean {
  const input = specs.get(workflow.nodes[node]?.type ?? '')?.inputs[port];
  return input === undefined || (input.kind === 'wire' && !input.optional);
}

function withoutNodes(workflow: Workflow, gone: ReadonlySet<string>): Workflow {
  return {
    ...workflow,
    nodes: Object.fromEntries(Object.entries(workflow.nodes).filter(([id]) => !gone.has(id))),
    edges: workflow.edges.filter(({ from, to }) => !gone.has(from.node) && !gone.has(to.node)),
  };
}
