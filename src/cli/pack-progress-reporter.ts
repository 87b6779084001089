import type { PackEvent } from '../engine/hub/pack-events.ts';
import { createPlainText, terminalUpdate } from './pack-progress-text.ts';
import { statusLine } from './status-line.ts';

/** Shows how fetching goes: with a bar that is painted over on a terminal, as plain lines elsewhere. */
export function packProgressReporter(stream: NodeJS.WriteStream): (event: PackEvent) => void {
  if (stream.isTTY) {
    const show = statusLine(stream);
    return (event) => show(terminalUpdate(event, stream.columns || 80));
  }
  const plainLine = createPlainText();
  return (event) => {
    const line = plainLine(event);
    if (line !== undefined) stream.write(`${line}\n`);
  };
}
