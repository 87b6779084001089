const LEAST_MILLISECONDS_BETWEEN = 250;
/** What may be spent on them of a node's time. */
const SHARE = 0.002;

/**
 * Shows what it is asked to, a few times per second at most, and never so often that it takes more than its share of the time:
 * who takes long is asked less often.
 */
export function createGlimpses<T>(show: (make: T) => void, now: () => number = () => performance.now()) {
  let nextAt = now();
  return (make: T): void => {
    const start = now();
    if (start < nextAt) return;
    show(make);
    const end = now();
    nextAt = end + Math.max(LEAST_MILLISECONDS_BETWEEN, (end - start) / SHARE);
  };
}
