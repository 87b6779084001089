import type { RunRecord } from '../core/queue-api.ts';
import { MOST_RUNS, madeBy, type RunSearch, type RunStore, type StoredRun } from './run-store.ts';

interface Entry extends StoredRun {
  record: RunRecord;
  readonly text: string;
}

/** Queue and history that last as long as the process. */
export function createMemoryRunStore(): RunStore {
  return new MemoryRunStore();
}

class MemoryRunStore implements RunStore {
  /** In the order in which they were asked for. */
  readonly #entries = new Map<string, Entry>();
  #order: readonly string[] = [];

  add({ record, json }: StoredRun, text: string): void {
    this.#entries.set(record.runId, { record, json, text: text.toLowerCase() });
    if (record.status === 'waiting') this.#order = [...this.#order, record.runId];
    const [oldest] = this.#over();
    if (this.#entries.size > MOST_RUNS && oldest) this.remove(oldest.record.runId);
  }

  update(record: RunRecord): void {
    const entry = this.#entries.get(record.runId);
    if (entry) entry.record = record;
  }

  remove(runId: string): void {
    this.#entries.delete(runId);
  }

  waiting(): RunRecord[] {
    const records = this.#order.flatMap((runId) => this.#entries.get(runId)?.record ?? []);
    return records.filter(({ status }) => status === 'waiting');
  }

  arrange(runIds: readonly string[]): void {
    this.#order = [...runIds];
  }

  list({ words, after, limit }: RunSearch): { runs: RunRecord[]; hasMore: boolean } {
    const found = this.#over()
      .filter(({ record, text }) => words.every((word) => `${text}\n${madeBy(record)}`.includes(word)))
      .map(({ record }) => record)
      .reverse();
    const start = after === undefined ? 0 : found.findIndex(({ runId }) => runId === after) + 1;
    return { runs: found.slice(start, start + limit), hasMore: found.length > start + limit };
  }

  idsWith(beginning: string): string[] {
    const ids = this.#over().map(({ record }) => record.runId);
    return ids.filter((id) => id.startsWith(beginning)).reverse();
  }

  open(runId: string): StoredRun | undefined {
    return this.#entries.get(runId);
  }

  forget(runId: string): void {
    if (this.#over().some(({ record }) => record.runId === runId)) this.remove(runId);
  }

  clear(): void {
    for (const { record } of this.#over()) this.remove(record.runId);
  }

  close(): void {}

  #over(): Entry[] {
    return [...this.#entries.values()].filter(({ record }) => !['waiting', 'running'].includes(record.status));
  }
}
