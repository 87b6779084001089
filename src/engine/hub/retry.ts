import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../core/errors.ts';

/** A failure of the network or of a server that may go better next time. The message is a reason people can read. */
export class TryAgain extends Error {
  /** What the server asked for. */
  readonly waitSeconds: number | undefined;
  /** Bytes that arrived before it happened; enough of them and the count of failures starts anew. */
  readonly receivedBytes: number;
  /** At most this many attempts, where another one is not likely to help. */
  readonly atMost: number;

  constructor(
    reason: string,
    options: { waitSeconds?: number | undefined; receivedBytes?: number; atMost?: number; cause?: unknown } = {},
  ) {
    super(reason, options.cause === undefined ? {} : { cause: options.cause });
    this.waitSeconds = options.waitSeconds;
    this.receivedBytes = options.receivedBytes ?? 0;
    this.atMost = options.atMost ?? Number.POSITIVE_INFINITY;
  }
}

/** How long somebody goes on trying. */
export interface Patience {
  /** Attempts in a row that bring nothing. */
  readonly attempts: number;
  /** A connection on which nothing comes for so long is given up. */
  readonly stallMilliseconds: number;
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const USUAL_PATIENCE: Patience = {
  attempts: 6,
  stallMilliseconds: 60_000,
  wait: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
};

export interface Retry {
  readonly attempt: number;
  readonly reason: string;
  readonly waitSeconds: number;
}

/** Does the work until it succeeds, with growing pauses. Whatever is not a `TryAgain` goes through at once. */
export async function persist<T>(
  what: string,
  work: () => Promise<T>,
  { patience, signal, onRetry }: { patience: Patience; signal: AbortSignal; onRetry?: (retry: Retry) => void },
): Promise<T> {
  for (let failures = 0; ; ) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof TryAgain)) throw error;
      failures = error.receivedBytes >= WORTH_COUNTING_BYTES ? 1 : failures + 1;
      const waitSeconds = error.waitSeconds ?? Math.min(LONGEST_PAUSE_SECONDS, 2 ** (failures - 1));
      if (failures >= Math.min(patience.attempts, error.atMost)) throw givenUp(what, error.message, failures);
      if (waitSeconds > LONGEST_WAIT_SECONDS)
        throw givenUp(what, `${error.message}, and to be asked again in ${Math.ceil(waitSeconds / 60)} minutes`);
      onRetry?.({ attempt: failures + 1, reason: error.message, waitSeconds });
      // Several connections that failed together should not come back together.
      await patience.wait(waitSeconds * 1000 * (error.waitSeconds === undefined ? 1 + Math.random() / 4 : 1), signal);
    }
  }
}

const WORTH_COUNTING_BYTES = 1 << 20;
const LONGEST_PAUSE_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 600;

function givenUp(what: string, reason: string, attempts = 1): UserError {
  return new UserError(`${what} could not be fetched: ${reason}${attempts > 1 ? ` (${attempts} attempts)` : ''}`, {
    hint: 'Give the same command again later: it goes on where it stopped.',
  });
}
