import type { NodeSpecs } from '../core/define-node.ts';
import { isAbort, toFailure } from '../core/errors.ts';
import { type Plan, type PlannedStep, planRun } from '../core/plan.ts';
import type { Workflow } from '../core/workflow.ts';
import { Breather } from './breather.ts';
import type { RunOptions, RunResult } from './engine.ts';
import { type Executor, type ExecutorRun, NodeError } from './executor.ts';
import type { KeptResults } from './keep-results.ts';
import { Lanes } from './lanes.ts';
import { type NodeTimes, type TimeSignature, timeSignatures } from './node-times.ts';
import type { Result, ResultCache } from './result-cache.ts';
import { type Making, type NamedStep, ResultMaker } from './result-maker.ts';
import { ResultNames } from './result-names.ts';
import { createRunInfo } from './run-info.ts';
import { RunReport } from './run-report.ts';
import { SharedResults } from './shared-results.ts';
import { tellingSteps } from './step-inputs.ts';
import { type StepResult, singleResult } from './step-result.ts';
import { StepResults } from './step-results.ts';
import { stopwatch } from './stopwatch.ts';

/** What a run needs besides its workflow. */
export interface RunTools {
  readonly specs: NodeSpecs;
  readonly executor: Executor;
  readonly cache: ResultCache;
  readonly times: NodeTimes;
  /** Results that outlive the process; none when left out. */
  readonly kept?: KeptResults | undefined;
  /** What models run on besides the processor: their results may differ from its in the last digits. */
  readonly device?: string;
}

/** How long nodes have to stop by themselves before the process that runs them is ended. */
const STOP_GRACE_MILLISECONDS = 1500;

/** Runs a valid workflow once: what is known already is taken from the cache, the rest runs as soon as its sources are there. */
export function runWorkflow(workflow: Workflow, tools: RunTools, options: RunOptions): Promise<RunResult> {
  return new WorkflowRun(workflow, tools, options).run();
}

class WorkflowRun {
  readonly #tools: RunTools;
  readonly #options: RunOptions;
  readonly #plan: Plan;
  readonly #steps: readonly PlannedStep[];
  readonly #results: StepResults;
  readonly #executorRun: ExecutorRun;
  readonly #names: ResultNames;
  readonly #maker: ResultMaker;
  readonly #signatures: ReadonlyMap<string, TimeSignature>;
  readonly #lanes = new Lanes();
  readonly #shared: SharedResults;
  readonly #report: RunReport;
  /** Aborted when the run is to end before it is done, whoever is the cause. */
  readonly #end = new AbortController();
  /** Steps whose results others depend on for what they say: lists, and what chooses between branches. */
  readonly #telling: ReadonlySet<string>;
  /** Steps that were given to the executor together with the one before, and need not be started. */
  readonly #inLine = new Set<string>();
  #running = 0;
  #isPumping = false;
  readonly #breather = new Breather();
  #allOver: () => void = () => {};

  constructor(workflow: Workflow, tools: RunTools, options: RunOptions) {
    const plan = planRun(workflow, tools.specs, options.targets);
    this.#tools = tools;
    this.#options = options;
    this.#report = new RunReport(options);
    this.#shared = new SharedResults(tools.cache);
    this.#plan = plan;
    this.#steps = plan.steps;
    this.#telling = tellingSteps(plan.steps, tools.specs);
    this.#results = new StepResults(plan, tools.cache);
    this.#signatures = timeSignatures(plan.steps, tools.specs);
    this.#executorRun = tools.executor.openRun(createRunInfo(workflow, options.name));
    const fingerprint = async (step: PlannedStep, round: number) =>
      this.#executorRun.fingerprint(this.#results.executionStep(step, round), this.#end.signal);
    this.#names = new ResultNames(tools.specs, this.#results, fingerprint, tools.device);
    this.#maker = new ResultMaker({
      tools,
      run: this.#executorRun,
      results: this.#results,
      names: this.#names,
      shared: this.#shared,
      report: this.#report,
      signal: this.#end.signal,
    });
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
    for (const skipped of this.#plan.skipped) this.#report.nodeSkipped(skipped);
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
    const status = this.#report.hasFailed ? 'failed' : this.#end.signal.aborted ? 'stopped' : 'done';
    // Of a run that did not come to its end nobody knows what it would have chosen.
    if (status === 'done') for (const skipped of this.#results.skipped()) this.#report.nodeSkipped(skipped);
    return this.#report.finished(status, seconds(), (this.#tools.executor.modelMilliseconds - modelStart) / 1000);
  }

  #tellStart(): void {
    const nodes = this.#steps.map((step) => step.node);
    const expectedSeconds = this.#tools.times.expected(this.#signatures);
    const isKnown = Object.keys(expectedSeconds).length > 0;
    this.#report.started(nodes, isKnown ? expectedSeconds : undefined);
  }

  /** Names all results that can be named before anything has run, and finds out which of them have to be made. */
  async #findCached(): Promise<void> {
    for (const step of this.#steps) {
      // Not awaited where there is nothing to wait for, which is nearly everywhere.
      const naming = this.#names.nameEarly(step);
      if (naming) await naming;
      if (this.#end.signal.aborted) return;
      if (this.#telling.has(step.node)) this.#results.holdEarly(step, this.#names);
      if (this.#breather.isDue()) await this.#breather.breathe();
    }
    const recalled = (await this.#tools.kept?.recallNeeded(this.#plan, this.#names, this.#end.signal)) ?? [];
    for (const { step, result } of this.#results.findCached(this.#names)) this.#report.nodeCached(step.node, result);
    for (const result of recalled) this.#tools.cache.letGo(result);
    this.#pushReady(this.#results.firstPlaces());
  }

  /** Lets steps start that have all they need; one that chooses a branch may now need what is on it. */
  #pushReady(places: readonly number[]): void {
    const open = [...places];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      const step = this.#steps[place] as PlannedStep;
      if (this.#inLine.delete(step.node)) continue;
      const decided = this.#results.decide(step, this.#names);
      if (!decided) {
        this.#lanes.push(this.#laneOf(step), place);
        continue;
      }
      for (const { step, result } of decided.cached) this.#report.nodeCached(step.node, result);
      open.push(...decided.places);
    }
  }

  /** Starts what can start. Not from within itself: a run of any length needs no more stack than a short one. */
  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (!this.#end.signal.aborted) {
      if (this.#breather.isDue()) {
        void this.#breather.breathe().then(() => {
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
      const keys = this.#names.get(step.node);
      if (keys === undefined) throw new Error(`The result of ${step.node} has no name`);
      if (step.over) await this.#runRounds(step, keys);
      else await this.#runOnce(step, keys[0] as string);
    } catch (error) {
      this.#fail(step, error);
    }
  }

  async #runOnce(step: PlannedStep, key: string): Promise<void> {
    const takeKnown = (held: Result) => {
      const result = singleResult(held);
      this.#report.nodeCached(step.node, result);
      this.#settle(step, result);
    };
    // Nobody else can use the lane while it waits; so it leaves, and comes back with the result.
    if (this.#shared.whenMade(key, takeKnown)) return;
    const known = this.#tools.cache.hold(key);
    if (known) return takeKnown(known);
    this.#shared.begin(key);
    const recalled = this.#tools.kept?.has(key) ? await this.#maker.recall(step, key) : undefined;
    if (recalled) return takeKnown(recalled);
    await this.#runLine(this.#lineFrom({ step, key }));
  }

  /** A step, and those that only wait for the one before: between them the executor need not wait for word from here. */
  #lineFrom(first: NamedStep): NamedStep[] {
    const line = [first];
    while (line.length < this.#tools.executor.longestLine) {
      const next = this.#nextInLine((line.at(-1) ?? first).step);
      if (!next) break;
      line.push(next);
      this.#inLine.add(next.step.node);
      this.#shared.begin(next.key);
    }
    return line;
  }

  #nextInLine(step: PlannedStep): NamedStep | undefined {
    const next = this.#results.nextInLine(step);
    if (!next || next.over || step.over || this.#telling.has(step.node)) return undefined;
    if (this.#laneOf(next) !== this.#laneOf(step)) return undefined;
    const key = this.#names.get(next.node)?.[0];
    if (key === undefined || this.#shared.isMaking(key)) return undefined;
    return this.#tools.cache.has(key) || this.#tools.kept?.has(key) ? undefined : { step: next, key };
  }

  async #runLine(line: readonly NamedStep[]): Promise<void> {
    for (const making of this.#maker.makeInTurn(line)) {
      try {
        await this.#takeTurn(making);
      } catch (error) {
        this.#fail(making.named.step, error);
      }
    }
  }

  async #takeTurn({ named: { step, key }, begin, finish }: Making): Promise<void> {
    const isOver = this.#end.signal.aborted;
    const seconds = stopwatch();
    const tellStart = () => {
      this.#report.nodeStarted(step.node);
      begin();
    };
    if (!isOver) tellStart();
    const result = singleResult(await finish());
    // The executor had gone on before it heard of that.
    if (isOver) tellStart();
    this.#tellFinished(step, result, seconds());
    this.#shared.handOut(key);
    this.#settle(step, result);
  }

  async #runRounds(step: PlannedStep, keys: readonly string[]): Promise<void> {
    const seconds = stopwatch();
    const { rounds, made } = await this.#maker.makeRounds(step, keys, () => this.#report.nodeStarted(step.node));
    const result: StepResult = { rounds, isMapped: true };
    if (made > 0) this.#tellFinished(step, result, seconds(), made === keys.length);
    else this.#report.nodeCached(step.node, result);
    this.#settle(step, result);
  }

  #tellFinished(step: PlannedStep, result: StepResult, seconds: number, isWhole = true): void {
    const signature = this.#signatures.get(step.node);
    // Some rounds alone tell nothing of how long all of them take.
    if (signature && isWhole) this.#tools.times.note(signature, seconds);
    this.#report.nodeFinished(step.node, result, seconds);
  }

  #settle(step: PlannedStep, result: StepResult): void {
    this.#pushReady(this.#results.settle(step, result));
  }

  /** The first failure is the run's; what else runs is stopped, and what it says then is no news. */
  #fail(step: PlannedStep, error: unknown): void {
    this.#shared.giveUp();
    if (this.#end.signal.aborted) return;
    const { node } = step;
    const inputs = error instanceof NodeError ? error.inputs : {};
    if (!isAbort(error)) {
      const failure = error instanceof NodeError ? error.failure : toFailure(error);
      this.#report.nodeFailed({ node, failure }, inputs);
    }
    this.#end.abort();
  }

  #laneOf({ type }: PlannedStep) {
    return this.#tools.specs.get(type)?.lane ?? 'cpu';
  }
}
