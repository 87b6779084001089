import { randomUUID } from 'node:crypto';
import type { NodeSpec, NodeSpecs } from '../core/define-node.ts';
import { itemInRound } from '../core/lists.ts';
import type { PlannedStep, PlannedWire } from '../core/plan.ts';
import type { PortRef } from '../core/workflow.ts';
import { cacheKey, canonicalJson } from './cache-key.ts';
import type { ValueReference } from './executor.ts';
import { type StepResult, scalarOf } from './step-result.ts';

/** What names depend on besides other names. */
export interface KnownResults {
  stepOf(node: string): PlannedStep | undefined;
  /** What a step has made, if it is known yet. */
  resultOf(node: string): StepResult | undefined;
  /** How often a step runs that runs over lists; undefined while their lengths are not known. */
  roundsOf(step: PlannedStep): number | undefined;
  /** Whether a wire counts in a round; undefined while what chooses is not known. */
  isChosen(step: PlannedStep, wire: PlannedWire, round: number): boolean | undefined;
}

/** The names of the results of one run's steps, as far as they are known. */
export class ResultNames {
  readonly #specs: NodeSpecs;
  readonly #known: KnownResults;
  readonly #device: string;
  readonly #askFingerprint: (step: PlannedStep, round: number) => Promise<string>;
  /** One for a step that runs once, else one for each round. */
  readonly #keys = new Map<string, string | readonly string[]>();
  readonly #forThisRun = new Set<string>();
  /** The names of the items of lists, by `node.port`. */
  readonly #items = new Map<string, readonly string[]>();

  constructor(
    specs: NodeSpecs,
    known: KnownResults,
    askFingerprint: (step: PlannedStep, round: number) => Promise<string>,
    device = '',
  ) {
    this.#specs = specs;
    this.#known = known;
    this.#askFingerprint = askFingerprint;
    this.#device = device;
  }

  /** The name of what a step makes that runs once. */
  single(node: string): string | undefined {
    const key = this.#keys.get(node);
    return typeof key === 'string' ? key : undefined;
  }

  /** The names of a step's results, one for each round. */
  get(node: string): readonly string[] | undefined {
    const keys = this.#keys.get(node);
    return typeof keys === 'string' ? [keys] : keys;
  }

  /** Whether no later run can have use of the node's result. */
  isForThisRun(node: string): boolean {
    return this.#forThisRun.has(node);
  }

  /** Names the step's result before anything has run; leaves it without a name where that takes a value on a wire. */
  nameEarly(step: PlannedStep): Promise<void> | undefined {
    return this.#isFingerprintWired(step) ? undefined : this.name(step);
  }

  /** Names the step's result, unless one of its sources has no name yet. Returns nothing where there is nothing to wait for. */
  name(step: PlannedStep): Promise<void> | undefined {
    const { cacheable, hasFingerprint } = this.#specOf(step.type);
    const rounds = step.over ? this.#known.roundsOf(step) : 1;
    if (rounds === undefined) return undefined;
    if (cacheable !== false && hasFingerprint) return this.#nameByFingerprint(step, rounds);
    const fingerprint = cacheable === false ? undefined : '';
    if (step.over)
      this.#setAll(
        step,
        Array.from({ length: rounds }, () => fingerprint),
      );
    else this.#set(step, fingerprint);
    return undefined;
  }

  async #nameByFingerprint(step: PlannedStep, rounds: number): Promise<void> {
    const fingerprints: (string | undefined)[] = [];
    for (let round = 0; round < rounds; round++) {
      // A node that can't tell is run, and then says what is wrong.
      fingerprints.push(await this.#askFingerprint(step, round).catch(() => undefined));
    }
    if (step.over) this.#setAll(step, fingerprints);
    else this.#set(step, fingerprints[0]);
  }

  #set(step: PlannedStep, fingerprint: string | undefined): void {
    const key = this.#keyOf(step, 0, fingerprint);
    if (key === undefined) return;
    this.#keys.set(step.node, key);
    if (fingerprint === undefined) this.#forThisRun.add(step.node);
  }

  #setAll(step: PlannedStep, fingerprints: readonly (string | undefined)[]): void {
    const keys: string[] = [];
    for (const [round, fingerprint] of fingerprints.entries()) {
      const key = this.#keyOf(step, round, fingerprint);
      if (key === undefined) return;
      keys.push(key);
    }
    this.#keys.set(step.node, keys);
    if (fingerprints.includes(undefined)) this.#forThisRun.add(step.node);
  }

  #keyOf(step: PlannedStep, round: number, fingerprint: string | undefined): string | undefined {
    const { version, own, lane } = this.#specOf(step.type);
    // What can't be compared with anything gets a name that nothing else has.
    const device = lane === 'model' ? this.#device : '';
    const rest = (own?.revision ?? '') + device + (fingerprint ?? randomUUID());
    return cacheKey(step, version, (wire, input) => this.#sourceOf(step, wire, input, round), rest);
  }

  /** What comes through a wire, for a name: see `cacheKey`. */
  #sourceOf(step: PlannedStep, wire: PlannedWire, input: string, round: number): string | undefined {
    if (wire.when) {
      const isChosen = this.#known.isChosen(step, wire, round);
      if (!isChosen) return isChosen === undefined ? undefined : '';
    }
    const keys = this.#keys.get(wire.from.node);
    if (typeof keys === 'string' && !wire.gathers && !step.over?.includes(input)) return `<${keys}.${wire.from.port}`;
    const items = keys && this.#itemsAt(wire.from, typeof keys === 'string' ? [keys] : keys);
    if (!items) return undefined;
    return wire.gathers ? `<[${items.join()}]` : items[itemInRound(items.length, round)];
  }

  /** The names of the items of a list. An item that can be told in full is named by what it is, wherever it comes from. */
  #itemsAt({ node, port }: PortRef, keys: readonly string[]): readonly string[] | undefined {
    const step = this.#known.stepOf(node);
    if (!step || !this.#specOf(step.type).outputs[port]?.list) return keys.map((key) => `<${key}.${port}`);
    const known = this.#items.get(`${node}.${port}`);
    if (known) return known;
    const result = this.#known.resultOf(node);
    const names = result?.rounds.flatMap(({ outputs }, round) => {
      const items = outputs[port];
      if (!Array.isArray(items)) throw new Error(`“${port}” of ${node} is no list`);
      return items.map((item, index) => contentName(item) ?? `<${keys[round]}.${port}[${index}]`);
    });
    if (names) this.#items.set(`${node}.${port}`, names);
    return names;
  }

  /** Whether a widget that the fingerprint may read gets its value by wire. */
  #isFingerprintWired(step: PlannedStep): boolean {
    const spec = this.#specOf(step.type);
    if (!spec.hasFingerprint) return false;
    return Object.entries(step.inputs).some(
      ([name, input]) => input.kind === 'wire' && spec.inputs[name]?.kind !== 'wire',
    );
  }

  #specOf(type: string): NodeSpec {
    const spec = this.#specs.get(type);
    if (!spec) throw new Error(`Node ${type} has no definition`);
    return spec;
  }
}

function contentName(item: ValueReference): string | undefined {
  if (item.content !== undefined) return `=#${item.content}`;
  const scalar = scalarOf(item);
  return scalar === undefined ? undefined : `=${canonicalJson(scalar)}`;
}
