/** How long a run may keep the event loop to itself. */
const LONGEST_STRETCH_MILLISECONDS = 10;

/** Lets timers, sockets and the stop button have their turn in between. */
export class Breather {
  #last = performance.now();

  isDue(): boolean {
    return performance.now() - this.#last > LONGEST_STRETCH_MILLISECONDS;
  }

  async breathe(): Promise<void> {
    await new Promise(setImmediate);
    this.#last = performance.now();
  }
}
