import { hash } from 'node:crypto';
import type { OutputPorts } from '../core/ports.ts';
import type { SocketType } from '../core/values.ts';
import type { StepOutputs, ValueReference } from './executor.ts';
import { summarize } from './summaries.ts';

interface StoredValue {
  readonly type: SocketType;
  readonly value: unknown;
}

/** What a step was given, by the ids of the references; without those that are not there any more. */
export type GivenValues = ReadonlyMap<string, StoredValue>;

/** The values that an executor holds, by their references' ids. What may go is decided where the references are. */
export class ValueStore {
  readonly #prefix: string;
  readonly #values = new Map<string, StoredValue>();
  #nextId = 1;

  /** No two stores whose ids could meet have the same prefix. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  get count(): number {
    return this.#values.size;
  }

  get(id: string): StoredValue | undefined {
    return this.#values.get(id);
  }

  pick(ids: readonly string[]): GivenValues {
    const given = new Map<string, StoredValue>();
    for (const id of ids) {
      const stored = this.#values.get(id);
      if (stored) given.set(id, stored);
    }
    return given;
  }

  /** Keeps what a node returned, by its output ports. `typeOfAny` tells what a value is that comes from a port of any type. */
  addAll(
    ports: OutputPorts,
    outputs: Readonly<Record<string, unknown>>,
    typeOfAny: (value: unknown) => SocketType,
  ): StepOutputs {
    const describe = (declared: SocketType, value: unknown): StoredValue & Omit<ValueReference, 'id'> => {
      const type = declared === 'any' ? typeOfAny(value) : declared;
      const summary = summarize(type, value);
      const isLong = typeof value === 'string' && summary.text !== value;
      return isLong ? { type, value, summary, content: hash('sha256', value, 'base64url') } : { type, value, summary };
    };
    // Described before anything is kept: a value that is none must not leave the others behind.
    const described = Object.entries(ports).map(([name, { type, list }]) => {
      const made = outputs[name];
      if (!list) return [name, describe(type, made)] as const;
      if (!Array.isArray(made)) throw new Error(`“${name}” is declared as a list and is none`);
      return [name, made.map((item) => describe(type, item))] as const;
    });
    const keep = ({ type, value, summary, content }: ReturnType<typeof describe>): ValueReference => {
      const id = `${this.#prefix}${this.#nextId++}`;
      this.#values.set(id, { type, value });
      return content === undefined ? { id, summary } : { id, summary, content };
    };
    const references: Record<string, ValueReference | readonly ValueReference[]> = {};
    for (const [name, made] of described) references[name] = Array.isArray(made) ? made.map(keep) : keep(made);
    return references;
  }

  release(ids: readonly string[]): void {
    for (const id of ids) this.#values.delete(id);
  }

  clear(): void {
    this.#values.clear();
  }
}
