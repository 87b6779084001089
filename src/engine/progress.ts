import type { Progress } from '../core/run-events.ts';

/** Works out rate and time left of one node from its progress calls. `now` is in milliseconds. */
export function createProgressMeter(now: () => number): (done: number, total: number, unit: string) => Progress {
  let first: { at: number; done: number } | undefined;
  return (done, total, unit) => {
    const at = now();
    // The first call only starts the clock: what came before it (opening a model) says nothing about the steps.
    first ??= { at, done };
    const seconds = (at - first.at) / 1000;
    const rate = (done - first.done) / seconds;
    const known = Number.isFinite(rate) && rate > 0;
    return { done, total, unit, ...(known ? { rate, secondsLeft: (total - done) / rate } : {}) };
  };
}
