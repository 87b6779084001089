import { randomUUID } from 'node:crypto';
import { type Seed, seedsOf } from '../core/after-run.ts';
import type { NodeSpecs } from '../core/define-node.ts';
import { type Failure, toFailure, UserError } from '../core/errors.ts';
import { flattenWorkflow, withoutRounds } from '../core/flatten.ts';
import type { Batch, Queue, RunRecord } from '../core/queue-api.ts';
import type { RunEvent } from '../core/run-events.ts';
import { documentSpecs } from '../core/subgraph-specs.ts';
import type { Workflow } from '../core/workflow.ts';
import { createWorkflowReader } from '../core/workflow-reader.ts';
import type { Engine } from '../engine/engine.ts';
import { afterEvent } from './run-record.ts';
import type { RunStore } from './run-store.ts';

export interface RunListener {
  onEvent(event: RunEvent): void;
  /** A run ended outside any node: a bug, or a workflow that can't run any more. */
  onFailure(runId: string, failure: Failure): void;
  /** What waits or runs is not what it was. */
  onQueue(queue: Queue): void;
}

/** What is to be run. */
export interface RunRequest {
  readonly name: string;
  readonly json: string;
  readonly targets?: readonly string[] | undefined;
  /** Before all that wait already, but after what of its batch has been put there. */
  readonly isNext?: boolean | undefined;
  readonly batch?: Batch | undefined;
}

export interface RunQueue {
  /** Puts a run into the queue. `UserError` when it is no workflow. */
  start(request: RunRequest): string;
  /** Puts a run that is known from before into the queue, as it was. */
  repeat(runId: string): string;
  /** Stops a run, whether it runs or waits; one that is over is left as it is. What else of its batch waits is taken out. */
  stop(runId: string, wholeBatch?: boolean): void;
  /** Takes a run that waits out, as if it had never been asked for. */
  remove(runId: string, wholeBatch?: boolean): void;
  clear(): void;
  /** Puts a run that waits before another one; to the end for null. A batch keeps its order. */
  move(runId: string, before: string | null, wholeBatch?: boolean): void;
  pause(isPaused: boolean): void;
  state(): Queue;
  /** Stops what runs and waits until it is over; what waits goes on waiting, for the next start. */
  close(): Promise<void>;
}

/** Runs go one after the other: they would only wait for each other inside the processor. */
export function createRunQueue(
  engine: Engine,
  store: RunStore,
  listener: RunListener,
  read = createWorkflowReader(),
): RunQueue {
  return new StoredRunQueue(engine, store, listener, read);
}

class StoredRunQueue implements RunQueue {
  readonly #engine: Engine;
  readonly #store: RunStore;
  readonly #listener: RunListener;
  readonly #read: (json: string) => Workflow;
  #waiting: readonly RunRecord[];
  #running: { record: RunRecord; readonly stop: AbortController; readonly over: Promise<void> } | undefined;
  #isPaused: boolean;
  #isClosed = false;

  constructor(engine: Engine, store: RunStore, listener: RunListener, read: (json: string) => Workflow) {
    this.#engine = engine;
    this.#store = store;
    this.#listener = listener;
    this.#read = read;
    this.#waiting = store.waiting();
    // Nobody has asked for these just now, and one of them may be why the last session ended.
    this.#isPaused = this.#waiting.length > 0;
  }

  start({ name, json, targets, isNext = false, batch }: RunRequest): string {
    const document = this.#read(json);
    const specs = documentSpecs(document, this.#engine.specs);
    const { workflow } = flattenWorkflow(document, specs);
    const record: RunRecord = {
      runId: randomUUID(),
      name,
      askedAt: Date.now(),
      status: 'waiting',
      seeds: seedsAskedFor(workflow, specs),
      ...(targets ? { targets: [...targets] } : {}),
      ...(batch ? { batch } : {}),
      files: [],
      nodeSeconds: {},
    };
    try {
      this.#store.add({ record, json }, foundBy(name, workflow));
    } catch (cause) {
      const hint = 'Check that the disk has room.';
      throw new UserError(`The queue can’t be written: ${toFailure(cause).message}`, { hint, cause });
    }
    const others = this.#waiting.findIndex((waiting) => !batch || waiting.batch?.id !== batch.id);
    if (isNext && others >= 0) this.#arrange(this.#waiting.toSpliced(others, 0, record));
    else this.#waiting = [...this.#waiting, record];
    this.#changed();
    return record.runId;
  }

  repeat(runId: string): string {
    const known = this.#store.open(runId);
    if (!known) throw new UserError('This run is not known any more', { hint: 'Open one of its files instead.' });
    const { name, targets } = known.record;
    return this.start({ name, json: known.json, targets });
  }

  stop(runId: string, wholeBatch = false): void {
    const running = this.#running;
    if (wholeBatch) {
      const unit = this.#unitOf(runId, true);
      if (running && this.#isOfUnit(running.record, runId)) running.stop.abort();
      this.#takeOut(unit);
      return;
    }
    if (running?.record.runId === runId) running.stop.abort();
    const [record] = this.#unitOf(runId, false);
    if (!record) return;
    this.#waiting = this.#waiting.filter((waiting) => waiting !== record);
    this.#write({ ...record, status: 'stopped', seconds: 0 });
    this.#listener.onEvent({ runId, kind: 'run-finished', status: 'stopped', seconds: 0 });
    this.#changed();
  }

  remove(runId: string, wholeBatch = false): void {
    this.#takeOut(this.#unitOf(runId, wholeBatch));
  }

  clear(): void {
    for (const { runId } of this.#waiting) this.#store.remove(runId);
    this.#waiting = [];
    this.#changed();
  }

  move(runId: string, before: string | null, wholeBatch = false): void {
    const moved = this.#unitOf(runId, wholeBatch);
    // It, or the one that it should go before, may have begun meanwhile.
    if (moved.length === 0 || moved.some((record) => record.runId === before)) return;
    const others = this.#waiting.filter((record) => !moved.includes(record));
    const place = others.findIndex((record) => record.runId === before);
    this.#arrange(before === null ? [...others, ...moved] : others.toSpliced(Math.max(0, place), 0, ...moved));
    this.#changed();
  }

  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#changed();
  }

  state(): Queue {
    const running = this.#running?.record;
    return { waiting: [...this.#waiting], isPaused: this.#isPaused, ...(running ? { running } : {}) };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#running?.stop.abort();
    await this.#running?.over;
  }

  /** A run that waits, or all of its batch that do, in their order. */
  #unitOf(runId: string, wholeBatch: boolean): readonly RunRecord[] {
    return this.#waiting.filter((record) => record.runId === runId || (wholeBatch && this.#isOfUnit(record, runId)));
  }

  /** Whether a run is that one, or of its batch. */
  #isOfUnit({ runId, batch }: RunRecord, asked: string): boolean {
    const known = [this.#running?.record, ...this.#waiting].find((record) => record?.runId === asked);
    return runId === asked || (batch !== undefined && batch.id === known?.batch?.id);
  }

  #takeOut(records: readonly RunRecord[]): void {
    if (records.length === 0) return;
    this.#waiting = this.#waiting.filter((record) => !records.includes(record));
    for (const { runId } of records) this.#store.remove(runId);
    this.#changed();
  }

  #arrange(waiting: readonly RunRecord[]): void {
    this.#waiting = waiting;
    this.#store.arrange(waiting.map(({ runId }) => runId));
  }

  #changed(): void {
    // Whoever asked for it is answered before it begins.
    queueMicrotask(() => this.#startNext());
    this.#listener.onQueue(this.state());
  }

  #startNext(): void {
    const [next, ...others] = this.#waiting;
    if (!next || this.#running || this.#isPaused || this.#isClosed) return;
    this.#waiting = others;
    const record: RunRecord = { ...next, status: 'running' };
    this.#write(record);
    const stop = new AbortController();
    const over = Promise.resolve().then(() => this.#run(record, stop.signal));
    this.#running = { record, stop, over };
    this.#listener.onQueue(this.state());
  }

  async #run({ runId, name, targets }: RunRecord, signal: AbortSignal): Promise<void> {
    const onEvent = (event: RunEvent) => {
      this.#note((record) => afterEvent(record, event));
      this.#listener.onEvent(event);
    };
    try {
      const known = this.#store.open(runId);
      if (!known) throw new Error(`Run ${runId} is not in the store`);
      const options = { runId, name, signal, onEvent, ...(targets ? { targets } : {}) };
      await this.#engine.run(this.#read(known.json), options);
    } catch (error) {
      const failure = toFailure(error);
      this.#note((record) => ({ ...record, failure }));
      this.#listener.onFailure(runId, failure);
      onEvent({ runId, kind: 'run-finished', status: 'failed', seconds: 0 });
    } finally {
      this.#running = undefined;
      this.#changed();
    }
  }

  /** Writes down what is new about the run that goes on: files at once, for a kill may come any time, and the end. */
  #note(change: (record: RunRecord) => RunRecord): void {
    if (!this.#running) return;
    const { record } = this.#running;
    const next = change(record);
    this.#running.record = next;
    if (next.files !== record.files || next.failure !== record.failure || next.status !== record.status)
      this.#write(next);
  }

  /** A full disk is no reason to end a run that may need none. */
  #write(record: RunRecord): void {
    try {
      this.#store.update(record);
    } catch (error) {
      console.warn(`patchloom: what became of run ${record.runId} can't be written down: ${toFailure(error).message}`);
    }
  }
}

/** The seeds of a workflow in whose place subgraphs stand; of a loop each once, for all its rounds. */
function seedsAskedFor(workflow: Workflow, specs: NodeSpecs): Seed[] {
  const seeds = seedsOf(workflow, specs).map((seed) => ({ ...seed, node: withoutRounds(seed.node) }));
  return [...new Map(seeds.map((seed) => [`${seed.node}.${seed.widget}`, seed])).values()];
}

/** What people remember of a run: its name, the texts and the seeds. */
function foundBy(name: string, { nodes }: Workflow): string {
  const values = Object.values(nodes).flatMap(({ widgets }) => Object.values(widgets));
  return [name, ...values.filter((value) => typeof value === 'string' || Number.isInteger(value))].join('\n');
}
