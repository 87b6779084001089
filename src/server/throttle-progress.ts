import type { RunEvent } from '../core/run-events.ts';

export interface ProgressThrottle {
  push(event: RunEvent): void;
  /** Forgets what is held back. */
  close(): void;
}

/** Passes events on, of each node's progress only the latest per interval: windows can't show more, and a queue of old news helps nobody. */
export function throttleProgress(send: (event: RunEvent) => void, intervalMilliseconds = 50): ProgressThrottle {
  const lastSent = new Map<string, number>();
  const held = new Map<string, { event: RunEvent; timer: NodeJS.Timeout }>();

  const release = (key: string) => {
    const waiting = held.get(key);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    held.delete(key);
    lastSent.set(key, Date.now());
    send(waiting.event);
  };

  return {
    push(event) {
      if (event.kind !== 'node-progress') {
        // A node's last progress comes before its end.
        for (const key of [...held.keys()]) release(key);
        if (event.kind === 'run-finished') lastSent.clear();
        send(event);
        return;
      }
      const key = `${event.runId} ${event.node}`;
      const wait = (lastSent.get(key) ?? Number.NEGATIVE_INFINITY) + intervalMilliseconds - Date.now();
      const waiting = held.get(key);
      if (waiting) {
        waiting.event = event;
      } else if (wait > 0) {
        held.set(key, { event, timer: setTimeout(() => release(key), wait) });
      } else {
        lastSent.set(key, Date.now());
        send(event);
      }
    },
    close() {
      for (const { timer } of held.values()) clearTimeout(timer);
      held.clear();
    },
  };
}
