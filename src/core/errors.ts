/** Something a person can put right: the message says what happened, the hint what to do. Anything else that is thrown is a bug. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.hint = options.hint;
  }
}

/** The device that a model ran on has failed. What it held is gone; the model runs on the processor from now on. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';
}

/** A failure as data, for events, history and the window. */
export interface Failure {
  readonly kind: 'user' | 'bug';
  readonly message: string;
  readonly hint?: string;
  readonly stack?: string;
}

/** What went wrong, as data. Bugs keep their stack. */
export function toFailure(error: unknown): Failure {
  if (error instanceof UserError) {
    return { kind: 'user', message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  }
  if (error instanceof Error) {
    return { kind: 'bug', message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
  }
  return { kind: 'bug', message: String(error) };
}

/** Whether an error only says that somebody pressed stop. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Makes a switch over a union exhaustive: a new case does not compile until it is handled. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
