import { describe, expect, test } from 'vitest';
import { describeProgress, duration, plainLine, terminalUpdate } from '../../src/cli/progress-text.ts';
import type { RunEvent, SkipReason } from '../../src/core/run-events.ts';

const half = { done: 12, total: 24, unit: 'steps', rate: 3.42, secondsLeft: 3.5 };
const picture = { url: 'data:image/png;base64,', width: 1, height: 1 };
const events: readonly RunEvent[] = [
  { runId: 'r', kind: 'run-started', nodes: ['prompt', 'sampler'] },
  { runId: 'r', kind: 'node-started', node: 'sampler' },
  { runId: 'r', kind: 'node-progress', node: 'sampler', progress: half },
  { runId: 'r', kind: 'node-preview', node: 'sampler', picture },
  { runId: 'r', kind: 'node-log', node: 'sampler', message: 'a\u001b[2Jred\nline' },
  { runId: 'r', kind: 'node-finished', node: 'sampler', outputs: {}, seconds: 7.04 },
  { runId: 'r', kind: 'node-cached', node: 'encoder', outputs: {} },
  { runId: 'r', kind: 'node-failed', node: 'save', failure: { kind: 'user', message: 'full' }, inputs: {} },
  { runId: 'r', kind: 'run-finished', status: 'failed', seconds: 75.2 },
];

describe('what a person sees of a run', () => {
  test('a terminal gets lines that stay and a status line with bar, rate and time left', () => {
    expect(events.map((event) => terminalUpdate(event))).toEqual([
      {},
      { status: '  sampler' },
      { status: '  sampler ████████████░░░░░░░░░░░░ 12/24 steps · 3.4 steps/s · 3.5 s left' },
      {},
      { line: '  sampler: a [2Jred line' },
      { line: '✓ sampler 7.0 s', status: '' },
      { line: '✓ encoder unchanged', status: '' },
      { line: '✗ save', status: '' },
      { line: 'Failed after 1 min 15 s', status: '' },
    ]);
  });

  test('a pipe gets plain lines', () => {
    expect(events.map((event) => plainLine(event))).toEqual([
      undefined,
      undefined,
      'sampler: 12/24 steps · 3.4 steps/s · 3.5 s left',
      undefined,
      'sampler: a [2Jred line',
      'sampler: done in 7.0 s',
      'encoder: unchanged',
      'save: failed',
      'Failed after 1 min 15 s',
    ]);
  });

  test('a node that runs for each item of a list says which item, and one that was skipped why', () => {
    const item = { number: 2, of: 4 };
    expect(describeProgress({ done: 1, total: 4, unit: 'items', item })).toBe('item 2/4');
    expect(describeProgress({ done: 3, total: 20, unit: 'steps', item })).toBe('item 2/4 · 3/20 steps');
    const skipped = (reason: SkipReason): RunEvent => ({ runId: 'r', kind: 'node-skipped', node: 'n', reason });
    expect([plainLine(skipped('not-chosen')), plainLine(skipped('not-needed'))]).toEqual([
      'n: skipped: its branch was not chosen',
      undefined,
    ]);
    expect(terminalUpdate(skipped('empty-list'))).toEqual({ line: '− n skipped: the list is empty' });
  });

  test('a pipe gets about ten progress lines, however many steps there are', () => {
    const linesFor = (total: number) =>
      Array.from({ length: total }, (_, step) => ({ done: step + 1, total, unit: 'steps' }))
        .map((progress) => plainLine({ runId: 'r', kind: 'node-progress', node: 'n', progress }))
        .filter((line) => line !== undefined).length;
    expect([4, 10, 30, 1000].map(linesFor)).toEqual([4, 10, 10, 10]);
  });

  test('slow steps are told in seconds each, and nothing is left after the last one', () => {
    expect(describeProgress({ done: 1, total: 4, unit: 'steps', rate: 0.4, secondsLeft: 7.5 })).toBe(
      '1/4 steps · 2.5 s each · 7.5 s left',
    );
    expect(describeProgress({ done: 4, total: 4, unit: 'steps', rate: 2, secondsLeft: 0 })).toBe(
      '4/4 steps · 2.0 steps/s',
    );
    expect(describeProgress({ done: 0, total: 4, unit: '' })).toBe('0/4');
  });

  test('time spans carry the unit that fits them', () => {
    expect([0, 9.94, 9.96, 59.4, 59.6, 3599, 7325].map(duration)).toEqual([
      '0.0 s',
      '9.9 s',
      '10 s',
      '59 s',
      '1 min 0 s',
      '59 min 59 s',
      '2 h 2 min',
    ]);
  });
});
