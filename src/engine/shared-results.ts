import { stopped } from './executor.ts';
import type { Result, ResultCache } from './result-cache.ts';

/** Somebody who wants a result that is being made. */
interface Waiting {
  take(result: Result): void;
  giveUp(error: unknown): void;
}

/** Results that are being made in a run, so that those who want the same wait for it. */
export class SharedResults {
  readonly #cache: ResultCache;
  readonly #making = new Map<string, Waiting[]>();

  constructor(cache: ResultCache) {
    this.#cache = cache;
  }

  /** From now on others wait for it. */
  begin(key: string): void {
    this.#making.set(key, []);
  }

  isMaking(key: string): boolean {
    return this.#making.has(key);
  }

  /** Whether somebody is making a result; then `take` is called with it once it is there, held. */
  whenMade(key: string, take: Waiting['take'], giveUp: Waiting['giveUp'] = () => {}): boolean {
    const others = this.#making.get(key);
    others?.push({ take, giveUp });
    return others !== undefined;
  }

  /** The result that somebody is making, held; undefined when nobody is. Throws `AbortError` when it will not be made. */
  async made(key: string): Promise<Result | undefined> {
    if (!this.#making.has(key)) return undefined;
    return new Promise((take, giveUp) => this.whenMade(key, take, giveUp));
  }

  /** Gives a result to all who have waited for it. Whoever made it has to hold it. */
  handOut(key: string): void {
    const waiting = this.#making.get(key) ?? [];
    this.#making.delete(key);
    // Held for each of them before anybody lets go of it: there may be no room to keep it.
    const held = waiting.map(() => this.#cache.hold(key));
    for (const [index, { take }] of waiting.entries()) {
      const result = held[index];
      if (!result) throw new Error('A result was changed while others waited for it');
      take(result);
    }
  }

  /** The run has ended: what they wait for will not be made. */
  giveUp(): void {
    for (const waiting of this.#making.values()) for (const { giveUp } of waiting.splice(0)) giveUp(stopped());
  }
}
