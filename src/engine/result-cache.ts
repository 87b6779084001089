import type { Picture, ValueSummary } from '../core/run-events.ts';
import type { SavedFile } from '../core/values.ts';
import { type Executor, referencesIn, type StepOutputs } from './executor.ts';
import { fileStamp } from './file-stamp.ts';
import { summarizeList } from './summaries.ts';

/** What a node made, by the name of its result. */
export interface MadeResult {
  readonly key: string;
  readonly outputs: StepOutputs;
  /** The last picture that the node showed. */
  readonly picture?: Picture;
}

/** The same in the cache. */
export interface Result extends MadeResult {
  readonly summaries: Readonly<Record<string, ValueSummary>>;
  readonly files: readonly SavedFile[];
}

interface Entry extends Result {
  readonly bytes: number;
  /** Good for later runs, and not for this one alone. */
  readonly keep: boolean;
  /** The files among the outputs, as they were when the result was added. */
  readonly stamps: readonly (string | undefined)[];
  holders: number;
  isInCache: boolean;
  /** When it was last let go of, counted in uses. */
  use: number;
}

/** What the smallest result costs: its entry here and its value there. */
const LEAST_BYTES = 1024;

/**
 * The results that an executor holds, found by key. Who uses one holds it; those that nobody holds stay until all together
 * are over the budget, and then those go first that were used longest ago.
 */
export class ResultCache {
  readonly #executor: Pick<Executor, 'generation' | 'release'>;
  readonly #budget: number;
  readonly #entries = new Map<string, Entry>();
  readonly #uses = new Uses();
  #generation: number;
  #bytes = 0;

  constructor(executor: Pick<Executor, 'generation' | 'release'>, budgetBytes: number) {
    this.#executor = executor;
    this.#budget = budgetBytes;
    this.#generation = executor.generation;
  }

  /** Bytes of all results, held or not. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many values the results consist of. */
  get valueCount(): number {
    return [...this.#entries.values()].reduce((sum, { outputs }) => sum + referencesIn(outputs).length, 0);
  }

  /** Whether there is one with that key; a file that belongs to it may have been changed meanwhile. */
  has(key: string): boolean {
    this.#forgetLost();
    return this.#entries.has(key);
  }

  /** The result with that key, held until it is let go. None when a file that belongs to it is gone or was changed. */
  hold(key: string): Result | undefined {
    this.#forgetLost();
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.files.length > 0 && !areUnchanged(entry)) {
      this.#remove(entry);
      return undefined;
    }
    entry.holders++;
    return entry;
  }

  /** Adds a result and holds it. One that is there already, as two runs may have made the same, takes its place. */
  add(made: MadeResult, { keep }: { keep: boolean }): Result {
    const present = this.hold(made.key);
    if (present) {
      this.#release(made);
      return present;
    }
    const entry = createEntry(made, keep);
    this.#entries.set(entry.key, entry);
    this.#bytes += entry.bytes;
    return entry;
  }

  /** Ends one holding. */
  letGo(result: Result): void {
    const entry = result as Entry;
    entry.holders--;
    if (entry.holders > 0) return;
    if (!entry.isInCache) {
      this.#release(entry);
    } else if (entry.keep) {
      this.#uses.note(entry);
      this.#trim();
    } else {
      this.#remove(entry);
    }
  }

  /** Drops all results; those that are held go with their last holder. */
  clear(): void {
    for (const entry of this.#entries.values()) this.#remove(entry);
  }

  #trim(): void {
    while (this.#bytes > this.#budget) {
      const oldest = this.#uses.oldest(this.#entries);
      if (!oldest) return;
      this.#remove(oldest);
    }
  }

  /** Whoever still holds it may go on; its values go with the last holder. */
  #remove(entry: Entry): void {
    this.#entries.delete(entry.key);
    entry.isInCache = false;
    this.#bytes -= entry.bytes;
    if (entry.holders === 0) this.#release(entry);
  }

  #release({ outputs }: MadeResult): void {
    const ids = referencesIn(outputs).map((reference) => reference.id);
    if (ids.length > 0) this.#executor.release(ids);
  }

  /** A process that ended took all its values along. */
  #forgetLost(): void {
    if (this.#generation === this.#executor.generation) return;
    this.#generation = this.#executor.generation;
    for (const entry of this.#entries.values()) entry.isInCache = false;
    this.#entries.clear();
    this.#bytes = 0;
  }
}

/**
 * Tells which of those that nobody holds was used longest ago. A use is a number in the entry and no more, as a graph of thousands uses
 * all of its results in every run; they are put in order when one has to go, and that order serves until it is used up.
 */
class Uses {
  #latest = 0;
  /** The oldest last; those that were used since then are not where they belong any more. */
  #order: { readonly entry: Entry; readonly use: number }[] = [];

  note(entry: Entry): void {
    entry.use = ++this.#latest;
  }

  oldest(entries: ReadonlyMap<string, Entry>): Entry | undefined {
    return this.#nextInOrder() ?? this.#putInOrder(entries.values());
  }

  #putInOrder(entries: Iterable<Entry>): Entry | undefined {
    const idle = [...entries].filter(({ holders }) => holders === 0);
    this.#order = idle.map((entry) => ({ entry, use: entry.use })).sort((a, b) => b.use - a.use);
    return this.#nextInOrder();
  }

  #nextInOrder(): Entry | undefined {
    for (let next = this.#order.pop(); next; next = this.#order.pop()) {
      const { entry, use } = next;
      if (entry.isInCache && entry.holders === 0 && entry.use === use) return entry;
    }
    return undefined;
  }
}

function createEntry(made: MadeResult, keep: boolean): Entry {
  const summaries: Record<string, ValueSummary> = {};
  const files: SavedFile[] = [];
  let bytes = made.picture?.url.length ?? 0;
  for (const [name, output] of Object.entries(made.outputs)) {
    const summary = 'id' in output ? output.summary : summarizeList(output.map((item) => item.summary));
    summaries[name] = summary;
    bytes += summary.bytes;
    if (summary.file) files.push(summary.file);
    for (const item of summary.items ?? []) if (item.file) files.push(item.file);
  }
  const stamps = files.map(({ path }) => fileStamp(path));
  const { key, outputs, picture } = made;
  // Spelt out, as are all objects that are made once per node: copying properties into a new object takes V8 ten times as long.
  const entry: Entry = {
    key,
    outputs,
    summaries,
    files,
    stamps,
    keep,
    bytes: Math.max(LEAST_BYTES, bytes),
    holders: 1,
    isInCache: true,
    use: 0,
  };
  return picture ? { ...entry, picture } : entry;
}

function areUnchanged({ files, stamps }: Entry): boolean {
  return files.every(({ path }, index) => stamps[index] !== undefined && fileStamp(path) === stamps[index]);
}
