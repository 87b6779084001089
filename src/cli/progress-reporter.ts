import type { RunEvent } from '../core/run-events.ts';
import { plainLine, terminalUpdate } from './progress-text.ts';
import { createRunMeter } from './run-meter.ts';
import { statusLine } from './status-line.ts';

/** Shows run events on a stream: with a status line that is painted over on a terminal, as plain lines elsewhere. */
export function progressReporter(stream: NodeJS.WriteStream): (event: RunEvent) => void {
  return stream.isTTY ? terminalReporter(stream) : plainReporter(stream);
}

function plainReporter(stream: NodeJS.WriteStream): (event: RunEvent) => void {
  const secondsLeft = createRunMeter();
  return (event) => {
    const line = plainLine(event, secondsLeft(event));
    if (line !== undefined) stream.write(`${line}\n`);
  };
}

function terminalReporter(stream: NodeJS.WriteStream): (event: RunEvent) => void {
  const show = statusLine(stream);
  const secondsLeft = createRunMeter();
  return (event) => show(terminalUpdate(event, secondsLeft(event)));
}
