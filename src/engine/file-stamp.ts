import { statSync } from 'node:fs';

/** Size and time of a file as a text that changes when somebody writes to it; undefined when there is none. */
export function fileStamp(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? `${stats.size} ${stats.mtimeMs}` : undefined;
}
