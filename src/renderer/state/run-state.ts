import { produce } from 'immer';
import { assertNever, type Failure } from '../../core/errors.ts';
import {
  filesIn,
  type Picture,
  type Progress,
  type RunEvent,
  type SkipReason,
  type ValueSummary,
} from '../../core/run-events.ts';
import type { SavedFile } from '../../core/values.ts';

export type NodeStatus = 'queued' | 'running' | 'done' | 'cached' | 'skipped' | 'failed' | 'stopped';

/** What is known of a node in the latest run. */
export interface NodeRun {
  readonly status: NodeStatus;
  readonly progress?: Progress;
  readonly picture?: Picture;
  readonly outputs?: Readonly<Record<string, ValueSummary>>;
  readonly seconds?: number;
  /** Why it was skipped. */
  readonly reason?: SkipReason;
  readonly failure?: Failure;
  /** What a failed node was given, one line per input. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly log: readonly string[];
}

/** A file that a run wrote. */
export interface RunOutput {
  readonly runId: string;
  /** Empty where it came with the workflow. */
  readonly node: string;
  readonly file: SavedFile;
}

/** The latest run, folded from its events, and what earlier ones have left. */
export interface RunState {
  readonly runId: string | undefined;
  readonly status: 'idle' | 'running' | 'done' | 'failed' | 'stopped';
  readonly seconds: number | undefined;
  readonly nodes: Readonly<Record<string, NodeRun>>;
  /** How long each node should take, as far as earlier runs tell. */
  readonly expectedSeconds: Readonly<Record<string, number>>;
  /** A failure of the run itself: it could not start, or ended outside any node. */
  readonly failure: Failure | undefined;
  /** Newest first. */
  readonly outputs: readonly RunOutput[];
}

export const NO_RUN: RunState = {
  runId: undefined,
  status: 'idle',
  seconds: undefined,
  nodes: {},
  expectedSeconds: {},
  failure: undefined,
  outputs: [],
};

const MOST_OUTPUTS = 50;

/** The state when one more run is asked for: what kept an earlier one from starting is no news any more. */
export function foldAsked(state: RunState): RunState {
  return { ...state, failure: undefined };
}

/** The state after a run failed outside any node. */
export function foldFailure(state: RunState, failure: Failure): RunState {
  return { ...state, failure };
}

/** The state with results that a workflow was opened with. */
export function foldOpened(state: RunState, runId: string, files: readonly SavedFile[]): RunState {
  const opened = files.map((file): RunOutput => ({ runId, node: '', file }));
  return { ...state, outputs: [...opened, ...state.outputs].slice(0, MOST_OUTPUTS) };
}

/** The state after one more event. */
export function foldEvent(state: RunState, event: RunEvent): RunState {
  return produce(state, (draft) => {
    if (event.kind === 'run-started') {
      const nodes = Object.fromEntries(event.nodes.map((id) => [id, { status: 'queued' as const, log: [] }]));
      Object.assign(draft, {
        runId: event.runId,
        status: 'running',
        seconds: undefined,
        nodes,
        expectedSeconds: event.expectedSeconds ?? {},
        failure: undefined,
      });
      return;
    }
    if (event.runId !== draft.runId) return;
    if (event.kind === 'run-finished') {
      draft.status = event.status;
      draft.seconds = event.seconds;
      // Nothing runs or waits any more: a node that was stopped shows what it did not finish, the others go back to nothing.
      for (const [id, node] of Object.entries(draft.nodes)) {
        if (node.status === 'running') node.status = 'stopped';
        else if (node.status === 'queued') delete draft.nodes[id];
      }
      return;
    }
    draft.nodes[event.node] ??= { status: 'queued', log: [] };
    const node = draft.nodes[event.node];
    if (!node) return;
    switch (event.kind) {
      case 'node-started':
        node.status = 'running';
        return;
      case 'node-progress':
        node.progress = event.progress;
        return;
      case 'node-preview':
        node.picture = event.picture;
        return;
      case 'node-log':
        node.log.push(event.message);
        return;
      case 'node-finished':
        Object.assign(node, { status: 'done', outputs: event.outputs, seconds: event.seconds });
        for (const file of filesIn(event.outputs)) {
          if (draft.outputs.some((output) => output.runId === event.runId && output.file.name === file.name)) continue;
          draft.outputs = [{ runId: event.runId, node: event.node, file }, ...draft.outputs].slice(0, MOST_OUTPUTS);
        }
        return;
      case 'node-cached':
        Object.assign(node, { status: 'cached', outputs: event.outputs });
        if (event.picture) node.picture = event.picture;
        // The run that wrote the file has listed it, unless this window has not heard of that run.
        for (const file of filesIn(event.outputs)) {
          if (draft.outputs.some((output) => output.file.name === file.name)) continue;
          draft.outputs = [{ runId: event.runId, node: event.node, file }, ...draft.outputs].slice(0, MOST_OUTPUTS);
        }
        return;
      case 'node-skipped':
        // What a run was not for is as if nothing had been said of it.
        if (event.reason === 'not-needed') delete draft.nodes[event.node];
        else Object.assign(node, { status: 'skipped', reason: event.reason });
        return;
      case 'node-failed':
        Object.assign(node, { status: 'failed', failure: event.failure, inputs: event.inputs });
        return;
      default:
        assertNever(event);
    }
  });
}

/** The files that a node has written in the latest run. */
export function filesOf(node: NodeRun | undefined): SavedFile[] {
  return filesIn(node?.outputs ?? {});
}
