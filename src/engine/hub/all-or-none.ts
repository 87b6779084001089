/** Does all items with at most `limit` at a time. When one fails the others are stopped and waited for, then its error is thrown. */
export async function allOrNone<T>(
  items: readonly T[],
  limit: number,
  parent: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const stop = () => controller.abort(parent.reason);
  parent.addEventListener('abort', stop, { once: true });
  if (parent.aborted) stop();
  const waiting = [...items];
  const failures: unknown[] = [];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined && !controller.signal.aborted; item = waiting.shift()) {
      try {
        await work(item, controller.signal);
      } catch (error) {
        failures.push(error);
        controller.abort(error);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  } finally {
    parent.removeEventListener('abort', stop);
  }
  parent.throwIfAborted();
  // What the others threw when they were stopped came later.
  if (failures.length > 0) throw failures[0];
}
