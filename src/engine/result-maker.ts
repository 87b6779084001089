import type { PlannedStep } from '../core/plan.ts';
import type { Picture, Progress } from '../core/run-events.ts';
import type { ExecutorRun, StepCall, StepOutputs } from './executor.ts';
import { createProgressMeter } from './progress.ts';
import type { Result } from './result-cache.ts';
import type { ResultNames } from './result-names.ts';
import type { RunReport } from './run-report.ts';
import type { RunTools } from './scheduler.ts';
import type { SharedResults } from './shared-results.ts';
import type { StepResults } from './step-results.ts';

/** A step, or one round of it, with the name of what it will make. */
export interface NamedStep {
  readonly step: PlannedStep;
  readonly key: string;
  readonly round?: { readonly index: number; readonly of: number };
}

/** A result on its way. */
export interface Making {
  readonly named: NamedStep;
  /** From now on it is told what the node says; up to then it is kept back. */
  begin(): void;
  /** What was made, held. Throws what `ExecutorRun.execute` throws. */
  finish(): Promise<Result>;
}

interface Parts {
  readonly tools: RunTools;
  readonly run: ExecutorRun;
  readonly results: StepResults;
  readonly names: ResultNames;
  readonly shared: SharedResults;
  readonly report: RunReport;
  readonly signal: AbortSignal;
}

/** Has the executor make what the steps of one run make, tells how that goes, and puts what comes of it into the cache. */
export class ResultMaker {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** One after the other; each may read the one before. */
  makeInTurn(line: readonly NamedStep[]): readonly Making[] {
    const tellings = line.map((named) => new Telling(named, this.#parts.report));
    const calls = tellings.map((telling, index) => this.#callOf(telling, line[index - 1]?.step.node));
    return this.#parts.run.execute(calls).map((made, index) => {
      const telling = tellings[index] as Telling;
      // They are looked at one by one, and this one's turn may come later.
      made.catch(() => {});
      const finish = async () => this.#add(await made, telling);
      return { named: telling.named, begin: () => telling.begin(), finish };
    });
  }

  #callOf(telling: Telling, previous: string | undefined): StepCall {
    const { step, round } = telling.named;
    const meter = createProgressMeter(() => performance.now());
    return {
      step: this.#parts.results.executionStep(step, round?.index ?? 0, previous),
      hooks: {
        signal: this.#parts.signal,
        onProgress: (done, total, unit) => telling.progress(meter(done, total, unit)),
        onPreview: (picture) => telling.preview(picture),
        onLog: (message) => telling.log(message),
      },
    };
  }

  /**
   * The results of a step that runs once for each item, each held; what is known of some items is not made again. `begin` is called
   * before the first that is made.
   */
  async makeRounds(
    step: PlannedStep,
    keys: readonly string[],
    begin: () => void,
  ): Promise<{ readonly rounds: readonly Result[]; readonly made: number }> {
    const { tools, shared, signal } = this.#parts;
    const rounds: Result[] = [];
    let made = 0;
    try {
      for (const [index, key] of keys.entries()) {
        signal.throwIfAborted();
        let known = (await shared.made(key)) ?? tools.cache.hold(key);
        if (!known) {
          shared.begin(key);
          known = await this.recall(step, key);
        }
        if (!known && made === 0) begin();
        if (!known) made++;
        rounds.push(known ?? (await this.#makeRound(step, key, { index, of: keys.length })));
        if (!known) shared.handOut(key);
      }
    } catch (error) {
      for (const result of rounds) tools.cache.letGo(result);
      throw error;
    }
    return { rounds, made };
  }

  async #makeRound(step: PlannedStep, key: string, round: NonNullable<NamedStep['round']>): Promise<Result> {
    const [making] = this.makeInTurn([{ step, key, round }]) as [Making];
    making.begin();
    return making.finish();
  }

  /** Brings a result back from disk that could not be named before the run, for all who wait for it. */
  async recall({ type }: PlannedStep, key: string): Promise<Result | undefined> {
    const recalled = await this.#parts.tools.kept?.recall(key, type, this.#parts.signal);
    if (recalled) this.#parts.shared.handOut(key);
    return recalled;
  }

  #add(outputs: StepOutputs, { named: { step, key }, picture, seconds }: Telling): Result {
    const { names, tools } = this.#parts;
    const keep = !names.isForThisRun(step.node);
    const result = tools.cache.add(picture ? { key, outputs, picture } : { key, outputs }, { keep });
    if (keep) tools.kept?.keep(result, tools.specs.get(step.type), seconds);
    return result;
  }
}

/** What a node says while it runs. */
class Telling {
  readonly named: NamedStep;
  readonly #report: RunReport;
  readonly #keptBack: (() => void)[] = [];
  #begunAt: number | undefined;
  #picture: Picture | undefined;

  constructor(named: NamedStep, report: RunReport) {
    this.named = named;
    this.#report = report;
  }

  /** The last one that it has shown. */
  get picture(): Picture | undefined {
    return this.#picture;
  }

  /** Since it began. */
  get seconds(): number {
    return this.#begunAt === undefined ? 0 : (performance.now() - this.#begunAt) / 1000;
  }

  begin(): void {
    this.#begunAt = performance.now();
    const { round } = this.named;
    if (round) this.progress({ done: round.index, total: round.of, unit: 'items' });
    for (const say of this.#keptBack.splice(0)) say();
  }

  progress(progress: Progress): void {
    const { step, round } = this.named;
    const item = round ? { item: { number: round.index + 1, of: round.of } } : {};
    this.#say(() => this.#report.nodeProgress(step.node, { ...progress, ...item }));
  }

  preview(picture: Picture): void {
    this.#picture = picture;
    this.#say(() => this.#report.nodePreview(this.named.step.node, picture));
  }

  log(message: string): void {
    this.#say(() => this.#report.nodeLog(this.named.step.node, message));
  }

  #say(say: () => void): void {
    if (this.#begunAt === undefined) this.#keptBack.push(say);
    else say();
  }
}
