const LEAST_MILLISECONDS_BETWEEN = 250;
/** What may be spent on them of a node's time. */
const SHARE = 0.001;

/**
 * Shows what it is asked to, a few times per second at most, and never so often that it takes more than its share of the time:
 * who takes long is asked less often. What takes a promise counts until that is kept; until then, nothing else is shown.
 */
export function createGlimpses<T>(
  show: (make: T) => void | Promise<void>,
  now: () => number = () => performance.now(),
): (make: T) => void | Promise<void> {
  let nextAt = Number.NEGATIVE_INFINITY;
  return (make) => {
    const start = now();
    if (start < nextAt) return;
    const ended = () => {
      const end = now();
      nextAt = end + Math.max(LEAST_MILLISECONDS_BETWEEN, (end - start) / SHARE);
    };
    nextAt = Number.POSITIVE_INFINITY;
    const shown = show(make);
    if (shown instanceof Promise) return shown.finally(ended);
    ended();
    return undefined;
  };
}
