import type { Progress } from './run-events.ts';

/** A node of a run, as far as time goes. */
interface TimedNode {
  readonly status: string;
  readonly progress?: Progress;
}

export interface OverallProgress {
  readonly doneNodes: number;
  readonly totalNodes: number;
  /** From 0 to 1, each node weighed by the time that it is expected to take. */
  readonly share: number;
  /** Absent while a node is still to come of which nobody knows how long it takes. */
  readonly secondsLeft?: number;
}

/** A node that took no time is still one of them. */
const SHORTEST_SECONDS = 0.01;

/** How far a run is as a whole. `expected`: how many seconds each node should take, from earlier runs. */
export function overallProgress(
  nodes: Readonly<Record<string, TimedNode>>,
  expected: Readonly<Record<string, number>>,
): OverallProgress {
  const entries = Object.entries(nodes);
  const known = entries.flatMap(([id]) => (expected[id] === undefined ? [] : [expected[id]]));
  // A node that nobody knows counts as much as the others on average.
  const usual = known.length > 0 ? known.reduce((sum, seconds) => sum + seconds, 0) / known.length : 1;
  let [whole, finished, secondsLeft, doneNodes, isKnown] = [0, 0, 0, 0, true];
  for (const [id, node] of entries) {
    const weight = Math.max(expected[id] ?? usual, SHORTEST_SECONDS);
    const share = shareOf(node);
    whole += weight;
    finished += weight * share;
    if (share === 1) doneNodes += 1;
    const left = node.progress?.secondsLeft ?? (expected[id] === undefined ? undefined : expected[id] * (1 - share));
    if (share < 1 && left === undefined) isKnown = false;
    if (share < 1) secondsLeft += left ?? 0;
  }
  const share = whole === 0 ? 0 : finished / whole;
  return { doneNodes, totalNodes: entries.length, share, ...(isKnown ? { secondsLeft } : {}) };
}

function shareOf({ status, progress }: TimedNode): number {
  if (status === 'running') return progress && progress.total > 0 ? progress.done / progress.total : 0;
  return status === 'queued' || status === 'stopped' ? 0 : 1;
}
