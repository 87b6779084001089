import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

/** `parseArgs` of Node, strict, whose refusals name the help of the command. */
export function parseArguments<const T extends NonNullable<ParseArgsConfig['options']>>(
  command: string,
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    if (!(cause instanceof TypeError && 'code' in cause && String(cause.code).startsWith('ERR_PARSE_ARGS')))
      throw cause;
    throw new UsageError(cause.message, { hint: seeHelp(command), cause });
  }
}

/** A whole number given as an option. */
export function parseWholeNumber(
  option: string,
  typed: string,
  { min = 0, max }: { min?: number; max: number },
): number {
  const value = Number(typed);
  if (/^\d+$/.test(typed) && value >= min && value <= max) return value;
  throw new UsageError(`--${option} ${typed} is not a whole number from ${min} to ${max}`, {
    hint: `For example --${option} 7.`,
  });
}

/** The hint for wrong use. */
export function seeHelp(command: string): string {
  return `“patchloom ${command} --help” says how it is used.`;
}
