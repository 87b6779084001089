import { assertNever } from '../core/errors.ts';
import type { Progress } from '../core/run-events.ts';
import type { PackEvent } from '../engine/hub/pack-events.ts';
import { bar, duration, type TerminalUpdate } from './progress-text.ts';

/** What a terminal shows after an event. */
export function terminalUpdate(event: PackEvent, columns: number): TerminalUpdate {
  switch (event.kind) {
    case 'pack-planned':
      return { line: planLine(event) };
    case 'pack-progress': {
      const status = `  ${bar(event.progress)} ${describeBytes(event.progress)}`;
      const room = columns - status.length - 4;
      return { status: room < 8 ? status : `${status} · ${endOf(event.path, room)}` };
    }
    case 'file-retry':
      return { line: retryLine(event) };
    case 'file-finished':
      return { line: `✓ ${event.path} ${byteText(event.bytes)}` };
    case 'pack-finished':
      return { line: finishLine(event), status: '' };
    default:
      return assertNever(event);
  }
}

/** The lines that a log file or a pipe gets: progress about ten times per pack. */
export function createPlainText(): (event: PackEvent) => string | undefined {
  let tenths = 0;
  return (event) => {
    switch (event.kind) {
      case 'pack-planned':
        return planLine(event);
      case 'pack-progress': {
        const { done, total } = event.progress;
        const reached = Math.floor((done * 10) / Math.max(1, total));
        if (reached <= tenths) return undefined;
        tenths = reached;
        return describeBytes(event.progress);
      }
      case 'file-retry':
        return retryLine(event);
      case 'file-finished':
        return `${event.path}: ${event.from === 'disk' ? 'was here already' : 'fetched'}, checksum right`;
      case 'pack-finished':
        return finishLine(event);
      default:
        return assertNever(event);
    }
  };
}

/** `812 MB of 3.4 GB · 24 MB/s · 1 min 47 s left` */
export function describeBytes({ done, total, rate, secondsLeft }: Progress): string {
  const parts = [`${byteText(done)} of ${byteText(total)}`];
  if (rate !== undefined) parts.push(`${byteText(rate)}/s`);
  if (secondsLeft !== undefined && done < total) parts.push(`${duration(secondsLeft)} left`);
  return parts.join(' · ');
}

/** A size in decimal units, as shops and browsers give it. */
export function byteText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  // 999.5 would be shown as 1000.
  for (; value >= 999.5 && unit < units.length - 1; unit += 1) value /= 1000;
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

const FINISHED = { done: 'Done in', failed: 'Failed after', stopped: 'Stopped after' } as const;

function planLine({
  source,
  commit,
  files,
  bytes,
  bytesToFetch,
}: Extract<PackEvent, { kind: 'pack-planned' }>): string {
  const missing = bytesToFetch === bytes ? '' : `, ${byteText(bytesToFetch)} of them to be fetched`;
  return `${source} at ${commit.slice(0, 8)}: ${files.length} files, ${byteText(bytes)}${missing}`;
}

function retryLine({ path, reason, attempt, waitSeconds }: Extract<PackEvent, { kind: 'file-retry' }>): string {
  return `${path}: ${reason}; attempt ${attempt}${waitSeconds === 0 ? '' : ` in ${duration(waitSeconds)}`}`;
}

function finishLine({ status, seconds }: Extract<PackEvent, { kind: 'pack-finished' }>): string {
  return `${FINISHED[status]} ${duration(seconds)}`;
}

function endOf(path: string, room: number): string {
  return path.length <= room ? path : `…${path.slice(path.length - room + 1)}`;
}
