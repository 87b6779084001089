import type { OutputPorts } from '../core/ports.ts';
import type { SocketType } from '../core/values.ts';
import type { ValueReference } from './executor.ts';
import { summarize } from './summaries.ts';

interface StoredValue {
  readonly type: SocketType;
  readonly value: unknown;
}

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

  /** Keeps what a node returned, by its output ports. */
  addAll(ports: OutputPorts, outputs: Readonly<Record<string, unknown>>): Record<string, ValueReference> {
    // Described before anything is kept: a value that is none must not leave the others behind.
    const described = Object.entries(ports).map(
      ([name, { type }]) => [name, type, summarize(type, outputs[name])] as const,
    );
    const references: Record<string, ValueReference> = {};
    for (const [name, type, summary] of described) {
      const id = `${this.#prefix}${this.#nextId++}`;
      this.#values.set(id, { type, value: outputs[name] });
      references[name] = { id, summary };
    }
    return references;
  }

  release(ids: readonly string[]): void {
    for (const id of ids) this.#values.delete(id);
  }

  clear(): void {
    this.#values.clear();
  }
}
