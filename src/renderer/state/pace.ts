import { create } from 'zustand';
import type { RunEvent } from '../../core/run-events.ts';
import type { NodeRun } from './run-state.ts';

/** How long each node took when it last ran, in seconds: what the next run is measured by. */
export const usePace = create<{ readonly seconds: Readonly<Record<string, number>> }>()(() => ({ seconds: {} }));

export function notePace(event: RunEvent): void {
  if (event.kind !== 'node-finished') return;
  usePace.setState(({ seconds }) => ({ seconds: { ...seconds, [event.node]: event.seconds } }));
}

export interface OverallProgress {
  readonly doneNodes: number;
  readonly totalNodes: number;
  /** From 0 to 1, each node weighed by the time that it took before. */
  readonly share: number;
  /** Absent while a node is still to come of which nobody knows how long it takes. */
  readonly secondsLeft?: number;
}

/** How far a run is as a whole. */
export function overallProgress(
  nodes: Readonly<Record<string, NodeRun>>,
  pace: Readonly<Record<string, number>>,
): OverallProgress {
  const entries = Object.entries(nodes);
  const known = entries.flatMap(([id]) => (pace[id] === undefined ? [] : [pace[id]]));
  // A node that nobody knows counts as much as the others on average.
  const usual = known.length > 0 ? known.reduce((sum, seconds) => sum + seconds, 0) / known.length : 1;
  let [whole, finished, secondsLeft, doneNodes, isKnown] = [0, 0, 0, 0, true];
  for (const [id, node] of entries) {
    const weight = Math.max(pace[id] ?? usual, SHORTEST_SECONDS);
    const share = shareOf(node);
    whole += weight;
    finished += weight * share;
    if (share === 1) doneNodes += 1;
    const left = node.progress?.secondsLeft ?? (pace[id] === undefined ? undefined : pace[id] * (1 - share));
    if (share < 1 && left === undefined) isKnown = false;
    if (share < 1) secondsLeft += left ?? 0;
  }
  const share = whole === 0 ? 0 : finished / whole;
  return { doneNodes, totalNodes: entries.length, share, ...(isKnown ? { secondsLeft } : {}) };
}

/** A node that took no time is still one of them. */
const SHORTEST_SECONDS = 0.01;

function shareOf({ status, progress }: NodeRun): number {
  if (status === 'running') return progress && progress.total > 0 ? progress.done / progress.total : 0;
  return status === 'queued' || status === 'stopped' ? 0 : 1;
}
