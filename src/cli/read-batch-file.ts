import { readFile } from 'node:fs/promises';
import { readBatchSettings } from '../core/batch-settings.ts';
import { UsageError } from './usage-error.ts';

/** One run of a batch. */
export interface BatchLine {
  /** Its place in the file, from 1. */
  readonly line: number;
  /** `node.widget=value`, as for `--set`. */
  readonly settings: readonly string[];
}

/** Reads a file with an object of settings on each line; empty lines count but say nothing. `UsageError` names all lines that are none. */
export async function readBatchFile(path: string): Promise<readonly BatchLine[]> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'ENOENT' ? 'there is no such file' : String(cause.code);
    throw new UsageError(`${path} cannot be read: ${reason}`, { hint: 'Name a file with a JSON object on each line.' });
  });
  const problems: string[] = [];
  const lines = text.split(/\r?\n/).flatMap((json, index): BatchLine[] => {
    if (json.trim() === '') return [];
    const settings = readBatchSettings(json);
    if (settings === undefined) problems.push(`${path}, line ${index + 1}: ${json.slice(0, 80)}`);
    return [{ line: index + 1, settings: Object.entries(settings ?? {}).map(([name, value]) => `${name}=${value}`) }];
  });
  const hint = 'Write each line as an object of settings, such as {"prompt.text": "a cat spins", "noise.seed": 3}.';
  if (problems.length > 0) throw new UsageError(`These lines are no settings:\n${problems.join('\n')}`, { hint });
  if (lines.length === 0) throw new UsageError(`${path} holds no lines`, { hint });
  return lines;
}
