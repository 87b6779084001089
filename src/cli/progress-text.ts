import { assertNever } from '../core/errors.ts';
import type { Progress, RunEvent } from '../core/run-events.ts';

const BAR_WIDTH = 24;

/** What an event changes on a terminal: a line that stays, and the status line below; without `status` that stays as it is. */
export interface TerminalUpdate {
  readonly line?: string;
  readonly status?: string;
}

/** What a terminal shows after an event. `secondsLeft`: of the whole run, where that is known. */
export function terminalUpdate(event: RunEvent, secondsLeft?: number): TerminalUpdate {
  switch (event.kind) {
    case 'run-started':
    case 'node-preview':
      return {};
    case 'node-started':
      return { status: `  ${event.node}${inAll(secondsLeft)}` };
    case 'node-progress':
      return {
        status: `  ${event.node} ${bar(event.progress)} ${describeProgress(event.progress)}${inAll(secondsLeft)}`,
      };
    case 'node-log':
      return { line: `  ${event.node}: ${printable(event.message)}` };
    case 'node-finished':
      return { line: `✓ ${event.node} ${duration(event.seconds)}`, status: '' };
    case 'node-cached':
      return { line: `✓ ${event.node} unchanged`, status: '' };
    case 'node-skipped':
      return event.reason === 'not-needed' ? {} : { line: `− ${event.node} ${SKIPPED[event.reason]}` };
    case 'node-failed':
      return { line: `✗ ${event.node}`, status: '' };
    case 'run-finished':
      return { line: `${RUN_STATUS[event.status]} ${duration(event.seconds)}`, status: '' };
    default:
      return assertNever(event);
  }
}

/** The line that a log file or a pipe gets for an event; progress about ten times per node. */
export function plainLine(event: RunEvent, secondsLeft?: number): string | undefined {
  switch (event.kind) {
    case 'run-started':
    case 'node-started':
    case 'node-preview':
      return undefined;
    case 'node-progress':
      return passesTenth(event.progress)
        ? `${event.node}: ${describeProgress(event.progress)}${inAll(secondsLeft)}`
        : undefined;
    case 'node-log':
      return `${event.node}: ${printable(event.message)}`;
    case 'node-finished':
      return `${event.node}: done in ${duration(event.seconds)}`;
    case 'node-cached':
      return `${event.node}: unchanged`;
    case 'node-skipped':
      return event.reason === 'not-needed' ? undefined : `${event.node}: ${SKIPPED[event.reason]}`;
    case 'node-failed':
      return `${event.node}: failed`;
    case 'run-finished':
      return `${RUN_STATUS[event.status]} ${duration(event.seconds)}`;
    default:
      return assertNever(event);
  }
}

const SKIPPED = {
  'not-chosen': 'skipped: its branch was not chosen',
  bypassed: 'skipped: bypassed',
  muted: 'skipped: muted',
  'cut-off': 'skipped: it needs something that is muted or bypassed',
  'empty-list': 'skipped: the list is empty',
} as const;

const RUN_STATUS = { done: 'Done in', failed: 'Failed after', stopped: 'Stopped after' } as const;

/** `12/30 steps · 3.4 steps/s · 5.3 s left` */
export function describeProgress({ done, total, unit, rate, secondsLeft, item }: Progress): string {
  const items = item ? [`item ${item.number}/${item.of}`] : [];
  const parts = unit === 'items' ? items : [...items, `${done}/${total} ${unit}`.trimEnd()];
  if (rate !== undefined && rate > 0)
    parts.push(rate >= 1 ? `${rate.toFixed(1)} ${unit}/s` : `${(1 / rate).toFixed(1)} s each`);
  if (secondsLeft !== undefined && done < total) parts.push(`${duration(secondsLeft)} left`);
  return parts.join(' · ');
}

function inAll(secondsLeft: number | undefined): string {
  return secondsLeft === undefined ? '' : ` · ${duration(secondsLeft)} left in all`;
}

/** A time span as people say it. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** How much of a whole is done, as a picture. */
export function bar({ done, total }: Pick<Progress, 'done' | 'total'>): string {
  const filled = total > 0 ? Math.round((Math.min(done, total) / total) * BAR_WIDTH) : 0;
  return '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
}

function passesTenth({ done, total }: Progress): boolean {
  return Math.floor((done * 10) / total) > Math.floor(((done - 1) * 10) / total);
}

/** Texts come from workflows of strangers: control characters could repaint the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}
