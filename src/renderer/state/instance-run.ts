import { withoutRounds } from '../../core/flatten.ts';
import type { ValueSummary } from '../../core/run-events.ts';
import { definitionOf } from '../../core/subgraph.ts';
import type { Workflow } from '../../core/workflow.ts';
import type { NodeRun, NodeStatus, RunState } from './run-state.ts';
import { splitPath, subgraphAt } from './scope.ts';

type Nodes = RunState['nodes'];

interface Known {
  readonly subgraphs: Workflow['subgraphs'];
  /** By path; undefined where nothing of an instance has been run. */
  readonly runs: Map<string, NodeRun | undefined>;
  readonly hasInside: boolean;
}

const known = new WeakMap<Nodes, Known>();

/** What is known of a node in a run; of an instance, from the nodes inside it. The same again for the same state of the run. */
export function runAt(nodes: Nodes, document: Workflow, path: string): NodeRun | undefined {
  const own = nodes[path];
  if (own) return own;
  const state = stateOf(nodes, document);
  if (!state.hasInside) return undefined;
  if (!state.runs.has(path)) state.runs.set(path, runOfInstance(nodes, document, path));
  return state.runs.get(path);
}

/** The nodes of a canvas of which something holds, or holds of a node inside them. */
export function idsAt(nodes: Nodes, scope: string, matches: (node: NodeRun) => boolean): string[] {
  const prefix = scope === '' ? '' : `${scope}/`;
  const ids = Object.entries(nodes).flatMap(([path, node]) =>
    withoutRounds(path).startsWith(prefix) && matches(node)
      ? [withoutRounds(path).slice(prefix.length).split('/')[0] ?? '']
      : [],
  );
  return [...new Set(ids)];
}

function stateOf(nodes: Nodes, { subgraphs }: Workflow): Known {
  const earlier = known.get(nodes);
  if (earlier?.subgraphs === subgraphs) return earlier;
  const state = { subgraphs, runs: new Map(), hasInside: Object.keys(nodes).some((path) => path.includes('/')) };
  known.set(nodes, state);
  return state;
}

function runOfInstance(nodes: Nodes, document: Workflow, path: string): NodeRun | undefined {
  const rounds = Object.entries(nodes).filter(([id]) => withoutRounds(id) === path);
  if (rounds.length > 0) return latestRound(rounds.map(([, run]) => run));
  const inside = Object.entries(nodes).filter(([id]) => withoutRounds(id).startsWith(`${path}/`));
  if (inside.length === 0) return undefined;
  const runs = inside.map(([, run]) => run);
  const failed = runs.find(({ failure }) => failure);
  const picture = runs.findLast((run) => run.picture)?.picture;
  const isOver = ({ status }: NodeRun) => status === 'done' || status === 'cached';
  const seconds = runs.reduce((sum, run) => sum + (run.seconds ?? 0), 0);
  return {
    status: statusOf(runs.map(({ status }) => status)),
    progress: { done: runs.filter(isOver).length, total: runs.length, unit: 'nodes' },
    outputs: { ...filesInside(inside, path), ...outputsOf(nodes, document, path) },
    ...(picture ? { picture } : {}),
    ...(runs.every(isOver) ? { seconds } : {}),
    ...(failed?.failure ? { failure: failed.failure, inputs: failed.inputs ?? {} } : {}),
    log: runs.flatMap(({ log }) => log),
  };
}

/** A node of a loop is shown as it is in the round that goes on; before and after that, in the last one that has begun. */
function latestRound(rounds: readonly NodeRun[]): NodeRun | undefined {
  const begun = rounds.filter(({ status }) => status !== 'queued');
  return begun.find(({ status }) => status === 'running' || status === 'failed') ?? begun.at(-1) ?? rounds[0];
}

/** Between two of its nodes an instance is still running. */
function statusOf(statuses: readonly NodeStatus[]): NodeStatus {
  const has = (status: NodeStatus) => statuses.includes(status);
  if (has('failed')) return 'failed';
  if (has('stopped')) return 'stopped';
  if (has('running')) return 'running';
  if (has('queued')) return has('done') ? 'running' : 'queued';
  return has('done') ? 'done' : 'cached';
}

/** What came out of an instance: what came out of the nodes behind its outputs. */
function outputsOf(nodes: Nodes, document: Workflow, path: string): Record<string, ValueSummary> {
  const { scope, id } = splitPath(path);
  const definition = definitionOf(document, subgraphAt(document, [...scope, id]));
  const outputs = (definition?.outputs ?? []).map(({ name, from }) => {
    const value = runAt(nodes, document, `${path}/${from.node}`)?.outputs?.[from.port];
    return [name, value] as const;
  });
  return Object.fromEntries(outputs.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

/** Files that nodes inside have written are the instance's, too; no port is called with a “/”. */
function filesInside(inside: readonly (readonly [string, NodeRun])[], path: string): Record<string, ValueSummary> {
  return Object.fromEntries(
    inside.flatMap(([id, run]) =>
      Object.entries(run.outputs ?? {}).flatMap(([port, value]) =>
        value.file ? [[`${id.slice(path.length)}.${port}`, value] as const] : [],
      ),
    ),
  );
}
