import type { NodeSpec } from '../core/define-node.ts';
import type { Plan, PlannedStep } from '../core/plan.ts';
import type { DiskResults } from './disk-results.ts';
import type { Executor } from './executor.ts';
import type { Result, ResultCache } from './result-cache.ts';
import type { ResultNames } from './result-names.ts';

/** What took as long as this is worth a file, whatever node it is. */
const LONG_SECONDS = 1;

/** Takes results to disk and back, between the executor that holds the values and the cache that knows them. */
export class KeptResults {
  readonly #executor: Executor;
  readonly #cache: ResultCache;
  readonly #disk: DiskResults;
  readonly #longSeconds: number;

  constructor(executor: Executor, cache: ResultCache, disk: DiskResults, longSeconds = LONG_SECONDS) {
    this.#executor = executor;
    this.#cache = cache;
    this.#disk = disk;
    this.#longSeconds = longSeconds;
  }

  open(): Promise<void> {
    return this.#disk.open();
  }

  has(key: string): boolean {
    return this.#disk.has(key);
  }

  /** Keeps a result that was expensive for what it weighs. Nobody waits for it; it is held meanwhile. */
  keep({ key }: Result, spec: Pick<NodeSpec, 'keepOnDisk' | 'outputs'> | undefined, seconds: number): void {
    if (!spec || !(spec.keepOnDisk || seconds >= this.#longSeconds)) return;
    // Of a list, its items are what took the time, and they have results of their own.
    if (Object.values(spec.outputs).some(({ list, type }) => list || type === 'any')) return;
    const result = this.#cache.hold(key);
    if (!result) return;
    this.#disk.later(async () => {
      try {
        const weight = Object.values(result.summaries).reduce((sum, { bytes }) => sum + bytes, 0);
        if (this.#disk.has(key) || weight >= this.#disk.largestBytes) return;
        const ids = Object.fromEntries(
          Object.entries(result.outputs).flatMap(([name, output]) => ('id' in output ? [[name, output.id]] : [])),
        );
        const bytes = await this.#executor.save(ids, this.#disk.fileOf(key), result.picture);
        if (bytes > 0) this.#disk.add(key, bytes);
      } finally {
        this.#cache.letGo(result);
      }
    });
  }

  /**
   * Brings back what a run can use and is not in memory, and holds it. What turns out to be damaged is made anew from what it reads, so
   * that there is more to look for.
   */
  async recallNeeded(plan: Plan, names: Pick<ResultNames, 'get'>, signal: AbortSignal): Promise<Result[]> {
    const recalled: Result[] = [];
    while (!signal.aborted) {
      const found = this.#findNeeded(plan, names);
      if (found.length === 0) break;
      const results = await Promise.all(found.map(({ step, key }) => this.recall(key, step.type, signal)));
      recalled.push(...results.filter((result) => result !== undefined));
    }
    return recalled;
  }

  /** What is on disk alone of the steps that are wanted, or read by those that have to run. Branches count, chosen or not. */
  #findNeeded({ steps, targets }: Plan, names: Pick<ResultNames, 'get'>): { step: PlannedStep; key: string }[] {
    const needed = new Set(targets);
    const found: { step: PlannedStep; key: string }[] = [];
    if (this.#disk.count === 0) return found;
    for (const step of steps.toReversed()) {
      if (!needed.has(step.node)) continue;
      const keys = names.get(step.node);
      const missing = (keys ?? []).filter((key) => !this.#isInMemory(key));
      found.push(...missing.filter((key) => this.has(key)).map((key) => ({ step, key })));
      if (keys && missing.every((key) => this.has(key))) continue;
      for (const input of Object.values(step.inputs)) if (input.kind === 'wire') needed.add(input.from.node);
    }
    return found;
  }

  #isInMemory(key: string): boolean {
    const result = this.#cache.hold(key);
    if (result) this.#cache.letGo(result);
    return result !== undefined;
  }

  /** Brings a result back and holds it; undefined when there is none, or its file is gone or damaged. */
  async recall(key: string, type: string, signal: AbortSignal): Promise<Result | undefined> {
    if (!this.has(key)) return undefined;
    const made = await this.#executor.load(type, this.#disk.fileOf(key), signal).catch(() => undefined);
    if (!made) {
      // Where the process was ended because somebody stopped the run, nothing is wrong with the file.
      if (!signal.aborted) this.#disk.forget(key);
      return undefined;
    }
    this.#disk.touch(key);
    return this.#cache.add({ key, ...made }, { keep: true });
  }
}
