/**
 * What some work gives, or the reason of its signal as soon as that is aborted. Not left to `fetch`: a body whose connection
 * breaks in the moment of the abort never settles its `read` (undici), and whoever waits for it would wait for ever.
 */
export async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
