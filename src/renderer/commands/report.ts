import { toFailure } from '../../core/errors.ts';
import { useSession } from '../state/session.ts';

/** Says in the status bar what went wrong, and what to do. */
export function reportFailure(error: unknown): void {
  useSession.getState().say({ tone: 'error', text: inSentences(toFailure(error)) });
}

/** What went wrong and what to do, one behind the other. */
export function inSentences({
  message,
  hint,
}: {
  readonly message: string;
  readonly hint?: string | undefined;
}): string {
  return [message, hint].filter(Boolean).join('. ');
}

/** Does something; what goes wrong is said in the status bar. */
export function attempt(work: () => Promise<void>): void {
  useSession.getState().say(undefined);
  work().catch(reportFailure);
}
