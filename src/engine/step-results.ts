import type { Plan, PlannedInput, PlannedStep } from '../core/plan.ts';
import type { StepInput } from './executor.ts';
import type { Result, ResultCache } from './result-cache.ts';
import type { ResultNames } from './result-names.ts';

/** What is known of each step of one run: its result, who waits for it and who still has to read it. */
export class StepResults {
  readonly #plan: Plan;
  readonly #cache: ResultCache;
  readonly #places: ReadonlyMap<string, number>;
  readonly #results = new Map<string, Result>();
  /** Wires that start at a node and lead to a step that has not run yet. */
  readonly #unread = new Map<string, number>();
  /** Wires of a step that has to run which start at one that has not run. */
  readonly #missing = new Map<string, number>();
  /** Places of the steps at the ends of those wires, by source. */
  readonly #waiting = new Map<string, number[]>();

  constructor(plan: Plan, cache: ResultCache) {
    this.#plan = plan;
    this.#cache = cache;
    this.#places = new Map(plan.steps.map((step, place) => [step.node, place]));
  }

  /**
   * The steps that need not run, in the plan's order: with a result those that have one that something reads or that is
   * wanted itself, without one those that only such steps would have read.
   */
  findCached(names: Pick<ResultNames, 'get'>): { step: PlannedStep; result: Result | undefined }[] {
    const needed = new Set(this.#plan.targets);
    const found: { step: PlannedStep; result: Result | undefined }[] = [];
    for (let place = this.#plan.steps.length - 1; place >= 0; place--) {
      const step = this.#plan.steps[place] as PlannedStep;
      const key = names.get(step.node);
      const result = needed.has(step.node) && key !== undefined ? this.#cache.hold(key) : undefined;
      // Whoever reads it comes later in the plan, and was here before.
      if (result && this.#unread.get(step.node)) this.#results.set(step.node, result);
      else if (result) this.#cache.letGo(result);
      if (result || !needed.has(step.node)) {
        found.push({ step, result });
        continue;
      }
      this.#missing.set(step.node, 0);
      for (const { from } of wiresOf(step)) {
        needed.add(from.node);
        count(this.#unread, from.node, 1);
      }
    }
    this.#countMissing();
    return found.reverse();
  }

  #countMissing(): void {
    for (const node of this.#missing.keys()) {
      const place = this.#places.get(node) as number;
      for (const { from } of wiresOf(this.#plan.steps[place] as PlannedStep)) {
        if (this.#results.has(from.node)) continue;
        count(this.#missing, node, 1);
        const waiting = this.#waiting.get(from.node);
        if (waiting) waiting.push(place);
        else this.#waiting.set(from.node, [place]);
      }
    }
  }

  /** Places of the steps that have to run and wait for nothing. */
  firstPlaces(): number[] {
    return [...this.#missing].flatMap(([node, wires]) => (wires === 0 ? [this.#places.get(node) as number] : []));
  }

  /** What an input is, now that its source has run. */
  resolve(inputs: PlannedStep['inputs']): Record<string, StepInput> {
    const resolved: Record<string, StepInput> = {};
    for (const [name, input] of Object.entries(inputs)) resolved[name] = this.#resolveInput(input);
    return resolved;
  }

  #resolveInput(input: PlannedInput): StepInput {
    if (input.kind !== 'wire') return input;
    const { node, port } = input.from;
    const result = this.#results.get(node);
    // A fingerprint is asked for before there is anything on the wires that it does not read.
    if (!result) return { kind: 'empty' };
    const reference = result.outputs[port];
    if (!reference) throw new Error(`${node} made no “${port}”`);
    return { kind: 'reference', id: reference.id, text: reference.summary.text };
  }

  /** Notes a step's result and lets go of what it was the last to read. Returns the places of the steps that can run now. */
  settle(step: PlannedStep, result: Result): number[] {
    this.#results.set(step.node, result);
    // Sources first: where there is no room for all, what was made last is what to keep.
    for (const { from } of wiresOf(step)) {
      count(this.#unread, from.node, -1);
      const source = this.#results.get(from.node);
      if (source) this.#letGoIfRead(from.node, source);
    }
    this.#letGoIfRead(step.node, result);
    const waiting = this.#waiting.get(step.node) ?? [];
    this.#waiting.delete(step.node);
    return waiting.filter((place) => count(this.#missing, this.#plan.steps[place]?.node ?? '', -1) === 0);
  }

  /** Lets go of everything. */
  close(): void {
    for (const result of this.#results.values()) this.#cache.letGo(result);
    this.#results.clear();
  }

  #letGoIfRead(node: string, result: Result): void {
    if (this.#unread.get(node)) return;
    if (this.#results.delete(node)) this.#cache.letGo(result);
  }
}

function wiresOf(step: PlannedStep) {
  return Object.values(step.inputs).filter((input) => input.kind === 'wire');
}

function count(counts: Map<string, number>, key: string, change: number): number {
  const sum = (counts.get(key) ?? 0) + change;
  counts.set(key, sum);
  return sum;
}
