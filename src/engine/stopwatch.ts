/** Starts to count; the answer says how many seconds have passed. */
export function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
