import type { RunRecord } from '../core/queue-api.ts';
import { filesIn, type RunEvent } from '../core/run-events.ts';

/** A run's record after one more of its events; the very same one where the event says nothing that is kept. */
export function afterEvent(record: RunRecord, event: RunEvent): RunRecord {
  switch (event.kind) {
    case 'run-finished':
      return { ...record, status: event.status, seconds: event.seconds };
    case 'node-failed':
      return { ...record, failure: event.failure, failedNode: event.node };
    case 'node-finished':
      return {
        ...withFiles(record, event),
        nodeSeconds: { ...record.nodeSeconds, [event.node]: event.seconds },
      };
    case 'node-cached':
      return withFiles(record, event);
    default:
      return record;
  }
}

function withFiles(
  record: RunRecord,
  { outputs }: Extract<RunEvent, { kind: 'node-finished' | 'node-cached' }>,
): RunRecord {
  const files = filesIn(outputs);
  return files.length === 0 ? record : { ...record, files: [...record.files, ...files] };
}
