import { TryAgain } from './retry.ts';

/** Ends one request when somebody stops, or when nothing has been heard for too long. */
export interface RequestGuard {
  readonly signal: AbortSignal;
  /** Something came: the clock starts anew. */
  heard(): void;
  dispose(): void;
}

/** A guard that follows `parent`. When it loses patience its signal's reason is a `TryAgain`. */
export function guardRequest(parent: AbortSignal, stallMilliseconds: number): RequestGuard {
  const controller = new AbortController();
  const stop = () => controller.abort(parent.reason);
  if (parent.aborted) stop();
  parent.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(
    () => controller.abort(new TryAgain(`nothing came for ${stallMilliseconds / 1000} s`)),
    stallMilliseconds,
  );
  return {
    signal: controller.signal,
    heard: () => timer.refresh(),
    dispose() {
      clearTimeout(timer);
      parent.removeEventListener('abort', stop);
    },
  };
}
