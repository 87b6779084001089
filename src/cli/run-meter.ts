import { overallProgress } from '../core/overall-progress.ts';
import type { Progress, RunEvent } from '../core/run-events.ts';

/** Hears the events of one run and says how many seconds it still needs; undefined while nobody can know, or when it is over. */
export function createRunMeter(): (event: RunEvent) => number | undefined {
  let expected: Readonly<Record<string, number>> = {};
  let nodes: Record<string, { status: string; progress?: Progress }> = {};
  return (event) => {
    switch (event.kind) {
      case 'run-started':
        expected = event.expectedSeconds ?? {};
        nodes = Object.fromEntries(event.nodes.map((node) => [node, { status: 'queued' }]));
        break;
      case 'run-finished':
        nodes = {};
        return undefined;
      case 'node-preview':
      case 'node-log':
        break;
      case 'node-started':
        nodes[event.node] = { status: 'running' };
        break;
      case 'node-progress':
        nodes[event.node] = { status: 'running', progress: event.progress };
        break;
      default:
        nodes[event.node] = { status: 'over' };
    }
    return overallProgress(nodes, expected).secondsLeft;
  };
}
