const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * A signal that Ctrl+C or a polite kill aborts. From then on nobody listens any more, which gives a second one its
 * default effect: the process ends at once, even inside a native call, where no handler could run.
 */
export function listenForStop(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const stop = () => {
    dispose();
    controller.abort();
  };
  const dispose = () => {
    for (const name of SIGNALS) process.off(name, stop);
  };
  for (const name of SIGNALS) process.on(name, stop);
  return { signal: controller.signal, dispose };
}
