import { randomUUID } from 'node:crypto';
import type { NodeSpec, NodeSpecs } from '../core/define-node.ts';
import type { PlannedStep } from '../core/plan.ts';
import { cacheKey } from './cache-key.ts';

/** The names of the results of one run's steps, as far as they are known. */
export class ResultNames {
  readonly #specs: NodeSpecs;
  readonly #askFingerprint: (step: PlannedStep) => Promise<string>;
  readonly #keys = new Map<string, string>();
  readonly #forThisRun = new Set<string>();

  constructor(specs: NodeSpecs, askFingerprint: (step: PlannedStep) => Promise<string>) {
    this.#specs = specs;
    this.#askFingerprint = askFingerprint;
  }

  get(node: string): string | undefined {
    return this.#keys.get(node);
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
    const { version, cacheable, hasFingerprint } = this.#specOf(step);
    if (cacheable !== false && hasFingerprint) {
      // A node that can't tell is run, and then says what is wrong.
      return this.#askFingerprint(step).then(
        (fingerprint) => this.#set(step, version, fingerprint),
        () => this.#set(step, version, undefined),
      );
    }
    this.#set(step, version, cacheable === false ? undefined : '');
    return undefined;
  }

  #set(step: PlannedStep, version: number, fingerprint: string | undefined): void {
    // What can't be compared with anything gets a name that nothing else has.
    const revision = this.#specOf(step).own?.revision ?? '';
    const key = cacheKey(step, version, this.#keys, revision + (fingerprint ?? randomUUID()));
    if (key === undefined) return;
    this.#keys.set(step.node, key);
    if (fingerprint === undefined) this.#forThisRun.add(step.node);
  }

  /** Whether a widget that the fingerprint may read gets its value by wire. */
  #isFingerprintWired(step: PlannedStep): boolean {
    const spec = this.#specOf(step);
    if (!spec.hasFingerprint) return false;
    return Object.entries(step.inputs).some(
      ([name, input]) => input.kind === 'wire' && spec.inputs[name]?.kind !== 'wire',
    );
  }

  #specOf(step: PlannedStep): NodeSpec {
    const spec = this.#specs.get(step.type);
    if (!spec) throw new Error(`Node ${step.node} has no definition`);
    return spec;
  }
}
