import { type Plan, type PlannedStep, type PlannedWire, placesOf } from '../core/plan.ts';
import type { SkippedNode } from '../core/run-events.ts';
import type { ExecutionStep } from './executor.ts';
import { Need, Needs } from './needs.ts';
import type { Result, ResultCache } from './result-cache.ts';
import type { KnownResults, ResultNames } from './result-names.ts';
import { StepInputs } from './step-inputs.ts';
import { type StepResult, singleResult } from './step-result.ts';

type StepNames = Pick<ResultNames, 'get' | 'single'>;

export interface CachedStep {
  readonly step: PlannedStep;
  readonly result: StepResult | undefined;
}

/** What is known of each step of one run: its result, who waits for it and who still has to read it. */
export class StepResults implements KnownResults {
  readonly #plan: Plan;
  readonly #cache: ResultCache;
  readonly #places: ReadonlyMap<string, number>;
  readonly #inputs = new StepInputs((node) => this.resultOf(node));
  readonly #results = new Map<string, StepResult>();
  /** Results that were held before it was known whether they are needed, because others depend on what they say. */
  readonly #early = new Map<string, StepResult>();
  /** Wires of each step that has not run yet by which it reads, or may read. */
  readonly #reads = new Map<string, readonly PlannedWire[]>();
  /** How many of those start at a node. */
  readonly #unread = new Map<string, number>();
  /** Of a step that has to run: how many of those start at one that has not run. */
  readonly #missing = new Map<string, number>();
  /** Places of the steps at the ends of those wires, by source. */
  readonly #waiting = new Map<string, number[]>();
  /** Steps on branches of which nobody knows yet whether they are chosen. */
  readonly #open = new Set<string>();
  /** Steps that have to run and do not know yet which branch they choose. */
  readonly #undecided = new Set<string>();
  readonly #skipped: SkippedNode[] = [];

  constructor(plan: Plan, cache: ResultCache) {
    this.#plan = plan;
    this.#cache = cache;
    this.#places = placesOf(plan);
  }

  stepOf(node: string): PlannedStep | undefined {
    return this.#plan.steps[this.#places.get(node) ?? -1];
  }

  resultOf(node: string): StepResult | undefined {
    return this.#results.get(node) ?? this.#early.get(node);
  }

  roundsOf(step: PlannedStep): number | undefined {
    return this.#inputs.roundsOf(step);
  }

  isChosen(step: PlannedStep, wire: PlannedWire, round: number): boolean | undefined {
    return this.#inputs.isChosen(step, wire, round);
  }

  /** What the executor is given for a round of a step, now that its sources have run, but for `previous` whose turn is before its own. */
  executionStep(step: PlannedStep, round: number, previous?: string): ExecutionStep {
    return { node: step.node, type: step.type, inputs: this.#inputs.resolve(step, round, previous) };
  }

  /** Looks a result up that others depend on for what it says, before anything has run. */
  holdEarly(step: PlannedStep, names: StepNames): void {
    const result = this.#hold(step, names);
    if (result) this.#early.set(step.node, result);
  }

  /**
   * The steps that need not run, in the plan's order: with a result those that have one that something reads or that is
   * wanted itself, without one those that only such steps would have read.
   */
  findCached(names: StepNames): CachedStep[] {
    const needs = new Needs(this.#places);
    for (const node of this.#plan.targets) needs.pass(node, Need.Run);
    const found: CachedStep[] = [];
    for (let place = this.#plan.steps.length - 1; place >= 0; place--) {
      const step = this.#plan.steps[place] as PlannedStep;
      const cached = this.#visit(step, needs.at(place), needs, names);
      if (cached) found.push(cached);
    }
    this.#countMissing(this.#missing.keys());
    for (const result of this.#early.values()) this.#letGo(result);
    this.#early.clear();
    return found.reverse();
  }

  /** Places of the steps that have to run and wait for nothing. */
  firstPlaces(): number[] {
    return [...this.#missing].flatMap(([node, wires]) => (wires === 0 ? [this.#places.get(node) as number] : []));
  }

  /**
   * For a step that chooses between branches, and now can: lets go of those that it does not choose. Returns what of the chosen one has
   * its results already, and the places of what can run now; undefined for a step that has nothing to choose any more.
   */
  decide(
    step: PlannedStep,
    names: StepNames,
  ): { readonly cached: readonly CachedStep[]; readonly places: readonly number[] } | undefined {
    if (!this.#undecided.delete(step.node)) return undefined;
    const wires = this.#reads.get(step.node) ?? [];
    const chosen = wires.filter((wire) => this.#inputs.isRead(step, wire));
    for (const wire of wires) if (!chosen.includes(wire)) this.#doneReading(wire);
    this.#reads.set(step.node, chosen);
    const needs = new Needs(this.#places);
    const branches = chosen.flatMap(({ from, when }) => (when ? [from.node] : []));
    for (const node of branches) needs.pass(node, Need.Run);
    const cached: CachedStep[] = [];
    const added: string[] = [];
    for (const place of this.#openUpstream(branches)) {
      const opened = this.#plan.steps[place] as PlannedStep;
      // What only such read that have their results may still be read by others on the branch.
      if (needs.at(place) !== Need.Run) continue;
      this.#open.delete(opened.node);
      const result = this.#visit(opened, Need.Run, needs, names);
      if (result) cached.push(result);
      else added.push(opened.node);
    }
    this.#missing.set(step.node, 0);
    this.#countMissing([...added, step.node]);
    const places = [...added, step.node].filter((node) => this.#missing.get(node) === 0);
    return { cached: cached.reverse(), places: places.map((node) => this.#places.get(node) as number) };
  }

  /** The next step of the plan, if that one is all that it still waits for. */
  nextInLine(step: PlannedStep): PlannedStep | undefined {
    const next = this.#plan.steps[(this.#places.get(step.node) ?? -1) + 1];
    if (!next || this.#undecided.has(next.node)) return undefined;
    let wires = 0;
    for (const { from } of this.#reads.get(next.node) ?? []) if (from.node === step.node) wires++;
    return wires > 0 && this.#missing.get(next.node) === wires ? next : undefined;
  }

  /** Notes a step's result and lets go of what it was the last to read. Returns the places of the steps that can run now. */
  settle(step: PlannedStep, result: StepResult): number[] {
    this.#results.set(step.node, result);
    // Sources first: where there is no room for all, what was made last is what to keep.
    for (const wire of this.#reads.get(step.node) ?? []) this.#doneReading(wire);
    this.#reads.delete(step.node);
    this.#letGoIfRead(step.node, result);
    const waiting = this.#waiting.get(step.node) ?? [];
    this.#waiting.delete(step.node);
    return waiting.filter((place) => count(this.#missing, this.#plan.steps[place]?.node ?? '', -1) === 0);
  }

  /** The steps that were not run because nothing chose them. */
  skipped(): readonly SkippedNode[] {
    return [...this.#skipped, ...[...this.#open].map((node) => ({ node, reason: 'not-chosen' as const }))];
  }

  /** Lets go of everything. */
  close(): void {
    for (const result of [...this.#results.values(), ...this.#early.values()]) this.#letGo(result);
    this.#results.clear();
    this.#early.clear();
  }

  /** Finds out whether a step has to run, and passes on to its sources how much they are needed. Readers are visited before. */
  #visit(step: PlannedStep, need: Need, needs: Needs, names: StepNames): CachedStep | undefined {
    const wires = wiresOf(step);
    if (need === Need.NotChosen || need === Need.Open) {
      if (need === Need.NotChosen) this.#skipped.push({ node: step.node, reason: 'not-chosen' });
      else {
        this.#open.add(step.node);
        this.#willRead(step, wires);
      }
      for (const { from } of wires) needs.pass(from.node, need);
      return undefined;
    }
    const result = need === Need.Run ? this.#hold(step, names) : undefined;
    if (result || need === Need.Cached) {
      for (const wire of this.#reads.get(step.node) ?? []) this.#doneReading(wire);
      this.#reads.delete(step.node);
      // Whoever reads it comes later in the plan, and was here before.
      if (result && this.#unread.get(step.node)) this.#results.set(step.node, result);
      else if (result) this.#letGo(result);
      for (const wire of wires)
        needs.pass(wire.from.node, this.#inputs.isRead(step, wire) === false ? Need.NotChosen : Need.Cached);
      return { step, result };
    }
    this.#missing.set(step.node, 0);
    const read = wires.filter((wire) => {
      const isRead = this.#inputs.isRead(step, wire);
      if (isRead === undefined) this.#undecided.add(step.node);
      needs.pass(wire.from.node, isRead === undefined ? Need.Open : isRead ? Need.Run : Need.NotChosen);
      return isRead !== false;
    });
    this.#willRead(step, read);
    return undefined;
  }

  /** Places of the steps on open branches above some nodes, readers first. */
  #openUpstream(nodes: Iterable<string>): number[] {
    const found = new Set([...nodes].filter((node) => this.#open.has(node)));
    // A set that grows while it is walked: each step is visited once.
    for (const node of found) {
      for (const { from } of wiresOf(this.stepOf(node))) if (this.#open.has(from.node)) found.add(from.node);
    }
    return [...found].map((node) => this.#places.get(node) as number).sort((a, b) => b - a);
  }

  #countMissing(nodes: Iterable<string>): void {
    for (const node of nodes) {
      const place = this.#places.get(node) as number;
      const isUndecided = this.#undecided.has(node);
      for (const { from, when } of this.#reads.get(node) ?? []) {
        if (this.#results.has(from.node) || (isUndecided && when)) continue;
        count(this.#missing, node, 1);
        const waiting = this.#waiting.get(from.node);
        if (waiting) waiting.push(place);
        else this.#waiting.set(from.node, [place]);
      }
    }
  }

  #willRead(step: PlannedStep, wires: readonly PlannedWire[]): void {
    const before = this.#reads.get(step.node);
    for (const { from } of wires) count(this.#unread, from.node, 1);
    this.#reads.set(step.node, wires);
    for (const wire of before ?? []) this.#doneReading(wire);
  }

  #doneReading({ from }: PlannedWire): void {
    count(this.#unread, from.node, -1);
    const source = this.#results.get(from.node);
    if (source) this.#letGoIfRead(from.node, source);
  }

  /** All results of a step, each held; none unless all are there. */
  #hold({ node, over }: PlannedStep, names: StepNames): StepResult | undefined {
    if (!over) {
      const key = names.single(node);
      const result = key === undefined ? undefined : this.#cache.hold(key);
      return result && singleResult(result);
    }
    const rounds: Result[] = [];
    const keys = names.get(node);
    if (!keys) return undefined;
    for (const key of keys) {
      const result = this.#cache.hold(key);
      if (!result) {
        for (const held of rounds) this.#cache.letGo(held);
        return undefined;
      }
      rounds.push(result);
    }
    return { rounds, isMapped: true };
  }

  #letGo({ rounds }: StepResult): void {
    for (const result of rounds) this.#cache.letGo(result);
  }

  #letGoIfRead(node: string, result: StepResult): void {
    if (this.#unread.get(node)) return;
    if (this.#results.delete(node)) this.#letGo(result);
  }
}

function wiresOf(step: PlannedStep | undefined): readonly PlannedWire[] {
  const wires: PlannedWire[] = [];
  for (const name in step?.inputs) {
    const input = step.inputs[name];
    if (input?.kind === 'wire') wires.push(input);
  }
  return wires;
}

function count(counts: Map<string, number>, key: string, change: number): number {
  const sum = (counts.get(key) ?? 0) + change;
  counts.set(key, sum);
  return sum;
}
