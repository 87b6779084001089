import type { NodeSpecs } from '../core/define-node.ts';
import { isAbort, toFailure } from '../core/errors.ts';
import { type PlannedStep, planRun } from '../core/plan.ts';
import type { Picture, RunEvent } from '../core/run-events.ts';
import type { SavedFile } from '../core/values.ts';
import type { Workflow } from '../core/workflow.ts';
import type { RunOptions, RunResult } from './engine.ts';
import { type ExecutionStep, type Executor, type ExecutorRun, NodeError } from './executor.ts';
import { Lanes } from './lanes.ts';
import { type NodeTimes, type TimeSignature, timeSignatures } from './node-times.ts';
import { createProgressMeter } from './progress.ts';
import type { Result, ResultCache } from './result-cache.ts';
import { ResultNames } from './result-names.ts';
import { createRunInfo } from './run-info.ts';
import { StepResults } from './step-results.ts';

/** What a run needs besides its workflow. */
export interface RunTools {
  readonly specs: NodeSpecs;
  readonly executor: Executor;
  readonly cache: ResultCache;
  readonly times: NodeTimes;
}

/** How long nodes have to stop by themselves before the process that runs them is ended. */
const STOP_GRACE_MILLISECONDS = 1500;
/** How long a run may keep the event loop to itself. */
const LONGEST_STRETCH_MILLISECONDS = 10;

/** Runs a valid workflow once: what is known already is taken from the cache, the rest runs as soon as its sources are there. */
export function runWorkflow(workflow: Workflow, tools: RunTools, options: RunOptions): Promise<RunResult> {
  return new WorkflowRun(workflow, tools, options).run();
}

/** Omit over each member of a union, so that its cases stay apart. */
type WithoutRunId<E> = E extends unknown ? Omit<E, 'runId'> : never;

class WorkflowRun {
  readonly #tools: RunTools;
  readonly #options: RunOptions;
  readonly #steps: readonly PlannedStep[];
  readonly #results: StepResults;
  readonly #executorRun: ExecutorRun;
  readonly #names: ResultNames;
  readonly #signatures: ReadonlyMap<string, TimeSignature>;
  readonly #lanes = new Lanes();
  /** Steps that wait because another one is making the same result, by its key. */
  readonly #making = new Map<string, PlannedStep[]>();
  /** Aborted when the run is to end before it is done, whoever is the cause. */
  readonly #end = new AbortController();
  readonly #files: SavedFile[] = [];
  readonly #ran: string[] = [];
  readonly #cached: string[] = [];
  #failed: RunResult['failed'];
  #running = 0;
  #isPumping = false;
  #lastBreath = performance.now();
  #allOver: () => void = () => {};

  constructor(workflow: Workflow, tools: RunTools, options: RunOptions) {
    const plan = planRun(workflow, tools.specs, options.targets);
    this.#tools = tools;
    this.#options = options;
    this.#steps = plan.steps;
    this.#results = new StepResults(plan, tools.cache);
    this.#signatures = timeSignatures(plan.steps, tools.specs);
    this.#executorRun = tools.executor.openRun(createRunInfo(workflow, options.name));
    this.#names = new ResultNames(tools.specs, async (step) =>
      this.#executorRun.fingerprint(this.#executionStep(step)),
    );
  }

  async run(): Promise<RunResult> {
    const { signal } = this.#options;
    const seconds = stopwatch();
    const modelStart = this.#tools.executor.modelMilliseconds;
    let grace: NodeJS.Timeout | undefined;
    const stop = () => {
      this.#end.abort(signal.reason);
      grace = setTimeout(() => this.#tools.executor.interrupt(), STOP_GRACE_MILLISECONDS);
      this.#pump();
    };
    this.#tellStart();
    try {
      if (signal.aborted) this.#end.abort(signal.reason);
      else signal.addEventListener('abort', stop, { once: true });
      if (!this.#end.signal.aborted) await this.#findCached();
      await new Promise<void>((resolve) => {
        this.#allOver = resolve;
        this.#pump();
      });
    } finally {
      clearTimeout(grace);
      signal.removeEventListener('abort', stop);
      this.#results.close();
      this.#executorRun.close();
    }
    const status = this.#failed ? 'failed' : this.#end.signal.aborted ? 'stopped' : 'done';
    const modelSeconds = (this.#tools.executor.modelMilliseconds - modelStart) / 1000;
    this.#emit({ kind: 'run-finished', status, seconds: seconds(), modelSeconds });
    const result: RunResult = { status, files: this.#files, ran: this.#ran, cached: this.#cached };
    return this.#failed ? { ...result, failed: this.#failed } : result;
  }

  #tellStart(): void {
    const nodes = this.#steps.map((step) => step.node);
    const expectedSeconds = this.#tools.times.expected(this.#signatures);
    const isKnown = Object.keys(expectedSeconds).length > 0;
    this.#emit({ kind: 'run-started', nodes, ...(isKnown ? { expectedSeconds } : {}) });
  }

  /** Names all results that can be named before anything has run, and finds out which of them have to be made. */
  async #findCached(): Promise<void> {
    for (const step of this.#steps) {
      // Not awaited where there is nothing to wait for, which is nearly everywhere.
      const naming = this.#names.nameEarly(step);
      if (naming) await naming;
      if (this.#isTimeToBreathe()) await this.#breathe();
    }
    for (const { step, result } of this.#results.findCached(this.#names)) this.#tellCached(step, result);
    for (const place of this.#results.firstPlaces()) this.#lanes.push(this.#laneOf(place), place);
  }

  /** Starts what can start. Not from within itself: a run of any length needs no more stack than a short one. */
  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (!this.#end.signal.aborted) {
      if (this.#isTimeToBreathe()) {
        void this.#breathe().then(() => {
          this.#isPumping = false;
          this.#pump();
        });
        return;
      }
      const next = this.#lanes.enter();
      if (!next) break;
      this.#running++;
      void this.#runStep(this.#steps[next.place] as PlannedStep).finally(() => {
        this.#running--;
        this.#lanes.leave(next.lane);
        this.#pump();
      });
    }
    this.#isPumping = false;
    if (this.#running === 0) this.#allOver();
  }

  async #runStep(step: PlannedStep): Promise<void> {
    try {
      if (this.#names.get(step.node) === undefined) await this.#names.name(step);
      const key = this.#names.get(step.node);
      if (key === undefined) throw new Error(`The result of ${step.node} has no name`);
      const others = this.#making.get(key);
      if (others) {
        others.push(step);
        return;
      }
      const known = this.#tools.cache.hold(key);
      if (known) {
        this.#tellCached(step, known);
        this.#settle(step, known);
        return;
      }
      this.#making.set(key, []);
      const result = await this.#make(step, key);
      // Held for each of those who waited before anybody lets go of it: there may be no room to keep it.
      const shared = (this.#making.get(key) ?? []).map((other) => ({ other, held: this.#tools.cache.hold(key) }));
      this.#making.delete(key);
      this.#settle(step, result);
      for (const { other, held } of shared) {
        if (!held) throw new Error(`The result of ${step.node} was changed while ${other.node} waited for it`);
        this.#tellCached(other, held);
        this.#settle(other, held);
      }
    } catch (error) {
      this.#fail(step, error);
    }
  }

  async #make(step: PlannedStep, key: string): Promise<Result> {
    const { node } = step;
    const seconds = stopwatch();
    const meter = createProgressMeter(() => performance.now());
    let latest: Picture | undefined;
    this.#emit({ kind: 'node-started', node });
    const outputs = await this.#executorRun.execute(this.#executionStep(step), {
      signal: this.#end.signal,
      onProgress: (done, total, unit) =>
        this.#emit({ kind: 'node-progress', node, progress: meter(done, total, unit) }),
      onPreview: (picture) => {
        latest = picture;
        this.#emit({ kind: 'node-preview', node, picture });
      },
      onLog: (message) => this.#emit({ kind: 'node-log', node, message }),
    });
    const made = { key, outputs, ...(latest ? { picture: latest } : {}) };
    const result = this.#tools.cache.add(made, { keep: !this.#names.isForThisRun(node) });
    this.#ran.push(node);
    this.#files.push(...result.files);
    const took = seconds();
    const signature = this.#signatures.get(node);
    if (signature) this.#tools.times.note(signature, took);
    this.#emit({ kind: 'node-finished', node, outputs: result.summaries, seconds: took });
    return result;
  }

  #tellCached({ node }: PlannedStep, result: Result | undefined): void {
    const { picture } = result ?? {};
    this.#cached.push(node);
    if (result) this.#files.push(...result.files);
    const outputs = result?.summaries ?? {};
    this.#emit(picture ? { kind: 'node-cached', node, outputs, picture } : { kind: 'node-cached', node, outputs });
  }

  #settle(step: PlannedStep, result: Result): void {
    for (const place of this.#results.settle(step, result)) this.#lanes.push(this.#laneOf(place), place);
  }

  /** The first failure is the run's; what else runs is stopped, and what it says then is no news. */
  #fail(step: PlannedStep, error: unknown): void {
    if (this.#end.signal.aborted) return;
    const { node } = step;
    const inputs = error instanceof NodeError ? error.inputs : {};
    if (!isAbort(error)) {
      const failure = error instanceof NodeError ? error.failure : toFailure(error);
      this.#failed = { node, failure };
      this.#emit({ kind: 'node-failed', node, failure, inputs });
    }
    this.#end.abort();
  }

  #executionStep({ node, type, inputs }: PlannedStep): ExecutionStep {
    return { node, type, inputs: this.#results.resolve(inputs) };
  }

  #laneOf(place: number) {
    return this.#tools.specs.get(this.#steps[place]?.type ?? '')?.lane ?? 'cpu';
  }

  #emit(event: WithoutRunId<RunEvent>): void {
    this.#options.onEvent({ runId: this.#options.runId, ...event } as RunEvent);
  }

  #isTimeToBreathe(): boolean {
    return performance.now() - this.#lastBreath > LONGEST_STRETCH_MILLISECONDS;
  }

  /** Lets timers, sockets and the stop button have their turn. */
  async #breathe(): Promise<void> {
    await new Promise(setImmediate);
    this.#lastBreath = performance.now();
  }
}

function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
