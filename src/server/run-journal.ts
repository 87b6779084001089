import type { RunEvent } from '../core/run-events.ts';

/** What a window that opens late, or comes back after a break, has to hear to be where the others are: the latest run so far. */
export interface RunJournal {
  note(event: RunEvent): void;
  events(): readonly RunEvent[];
}

/** Of progress and previews only the latest per node is kept. */
export function createRunJournal(): RunJournal {
  let latest: RunEvent[] = [];
  return {
    note(event) {
      if (event.kind === 'run-started') latest = [];
      // Only these are looked for: every event against every earlier one would take seconds in a graph of thousands.
      if (event.kind === 'node-progress' || event.kind === 'node-preview') {
        latest = latest.filter((earlier) => earlier.kind !== event.kind || earlier.node !== event.node);
      }
      latest.push(event);
    },
    events: () => latest,
  };
}
