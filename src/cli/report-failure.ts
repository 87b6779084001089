import { type Failure, toFailure } from '../core/errors.ts';
import { UsageError } from './usage-error.ts';

/** Writes what went wrong to standard error and returns the exit code. */
export function reportError(error: unknown): number {
  process.stderr.write(describeFailure(toFailure(error)));
  return error instanceof UsageError ? 2 : 1;
}

/** A mistake somebody can mend is a message and a hint; a bug keeps its stack. `place` is the node it happened in. */
export function describeFailure(failure: Failure, place?: string): string {
  const message = place === undefined ? failure.message : `${place}: ${failure.message}`;
  switch (failure.kind) {
    case 'user':
      return `${message}\n${failure.hint === undefined ? '' : `${failure.hint}\n`}`;
    case 'bug':
      return `${message}\nThis is a bug in Patchloom.\n${failure.stack === undefined ? '' : `${failure.stack}\n`}`;
  }
}
