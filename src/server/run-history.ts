import type { Failure } from '../core/errors.ts';
import { UserError } from '../core/errors.ts';
import type { RunRecord } from '../core/host-api.ts';
import type { RunEvent } from '../core/run-events.ts';

/** The runs since the host was started, each with the workflow that was run. */
export interface RunHistory {
  /** A run was asked for. */
  begin(runId: string, name: string, json: string): void;
  note(event: RunEvent): void;
  /** A run failed outside any node. */
  fail(runId: string, failure: Failure): void;
  /** Newest first. */
  list(): readonly RunRecord[];
  /** `UserError` when it is not known any more. */
  open(runId: string): { readonly json: string; readonly name: string };
}

interface Entry {
  readonly json: string;
  record: RunRecord;
}

/** Workflows are small; what they have made is on the disk. */
const MOST_RUNS = 200;

export function createRunHistory(now: () => number = Date.now): RunHistory {
  const entries = new Map<string, Entry>();
  const change = (runId: string, next: (record: RunRecord) => RunRecord) => {
    const entry = entries.get(runId);
    if (entry) entry.record = next(entry.record);
  };

  return {
    begin(runId, name, json) {
      entries.set(runId, { json, record: { runId, name, askedAt: now(), status: 'waiting', files: [] } });
      const [oldest] = entries.keys();
      if (entries.size > MOST_RUNS && oldest !== undefined) entries.delete(oldest);
    },
    note(event) {
      change(event.runId, (record) => afterEvent(record, event));
    },
    fail(runId, failure) {
      change(runId, (record) => ({ ...record, failure }));
    },
    list: () => [...entries.values()].map(({ record }) => record).reverse(),
    open(runId) {
      const entry = entries.get(runId);
      if (!entry) throw new UserError('This run is not known any more', { hint: 'Open one of its files instead.' });
      return { json: entry.json, name: entry.record.name };
    },
  };
}

function afterEvent(record: RunRecord, event: RunEvent): RunRecord {
  switch (event.kind) {
    case 'run-started':
      return { ...record, status: 'running' };
    case 'run-finished':
      return { ...record, status: event.status, seconds: event.seconds };
    case 'node-failed':
      return { ...record, failure: event.failure, failedNode: event.node };
    case 'node-cached':
    case 'node-finished': {
      const files = Object.values(event.outputs).flatMap(({ file }) => (file ? [file] : []));
      return files.length === 0 ? record : { ...record, files: [...record.files, ...files] };
    }
    default:
      return record;
  }
}
