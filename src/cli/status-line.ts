import type { TerminalUpdate } from './progress-text.ts';

const CLEAR_LINE = '\r\u001b[2K';

/** Paints lines that stay and, below them, one that is painted over. */
export function statusLine(stream: NodeJS.WriteStream): (update: TerminalUpdate) => void {
  let status = '';
  return (update) => {
    status = update.status ?? status;
    const line = update.line === undefined ? '' : `${update.line}\n`;
    stream.write(`${CLEAR_LINE}${line}${cut(status, stream.columns)}`);
  };
}

/** A status that wraps could not be painted over. Some terminals say that they are 0 wide. */
function cut(status: string, columns: number): string {
  return [...status].slice(0, (columns || 80) - 1).join('');
}
