import type { RunEvent } from '../../core/run-events.ts';

/** Nobody reads a number that changes more often than this; a window that is painted without a GPU is spared most. */
const PAUSE_MILLISECONDS = 750;

/** Passes events on, of progress only the latest of each node now and then: every one of them would draw the window anew. */
export function calmEvents(hear: (event: RunEvent) => void): (event: RunEvent) => void {
  const held = new Map<string, RunEvent>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let heardAt = Number.NEGATIVE_INFINITY;
  const release = () => {
    clearTimeout(timer);
    timer = undefined;
    if (held.size > 0) heardAt = performance.now();
    for (const event of held.values()) hear(event);
    held.clear();
  };
  return (event) => {
    if (event.kind !== 'node-progress') {
      // A node's last progress comes before what follows it.
      release();
      hear(event);
      return;
    }
    held.set(`${event.runId} ${event.node}`, event);
    timer ??= setTimeout(release, Math.max(0, heardAt + PAUSE_MILLISECONDS - performance.now()));
  };
}
