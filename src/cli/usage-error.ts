import { UserError } from '../core/errors.ts';

/** The command line or the workflow it names is wrong: exit code 2, nothing was run. */
export class UsageError extends UserError {}
