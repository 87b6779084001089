import type { RunRecord } from '../core/queue-api.ts';
import { createMemoryRunStore } from './memory-run-store.ts';
import { openSqlRunStore } from './sql-run-store.ts';

/** A run with all that it takes to run it. */
export interface StoredRun {
  readonly record: RunRecord;
  readonly json: string;
}

export interface RunSearch {
  /** Lower-case words that all have to be there. */
  readonly words: readonly string[];
  /** The last run of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Queue and history on disk. Whatever a call has changed is there after a kill; none waits for the disk. */
export interface RunStore {
  /** Adds a run that waits. `text` is what it is found by besides its record. */
  add(run: StoredRun, text: string): void;
  /** Writes down what became of a run. */
  update(record: RunRecord): void;
  remove(runId: string): void;
  /** Those that wait, first the one that is next. */
  waiting(): RunRecord[];
  /** Writes down in which order they wait. */
  arrange(runIds: readonly string[]): void;
  /** Runs that are over, newest first. */
  list(search: RunSearch): { runs: RunRecord[]; hasMore: boolean };
  /** The ids of runs that are over and begin with this, newest first. */
  idsWith(beginning: string): string[];
  open(runId: string): StoredRun | undefined;
  /** Forgets a run that is over; one that is not stays. */
  forget(runId: string): void;
  /** Forgets all that is over. */
  clear(): void;
  close(): void;
}

/** How many runs that are over are kept. */
export const MOST_RUNS = 10_000;

/**
 * Opens queue and history. Where the file can't be had (another Patchloom has it open, a later release has made it, this system
 * has no SQLite), they last as long as this process: nobody is kept from working.
 */
export function openRunStore(file: string | undefined): RunStore {
  if (file === undefined) return createMemoryRunStore();
  try {
    return openSqlRunStore(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.warn(`patchloom: runs are remembered only until this ends: ${reason}`);
    return createMemoryRunStore();
  }
}

/** What a run is found by that is known once it has run, in lower case. */
export function madeBy({ files, failure }: RunRecord): string {
  return [...files.map(({ name }) => name), failure?.message ?? ''].join('\n').toLowerCase();
}
