import { expect, test } from 'vitest';
import { progressReporter } from '../../src/cli/progress-reporter.ts';
import type { RunEvent } from '../../src/core/run-events.ts';

const progress = { done: 1, total: 2, unit: 'steps' };
const events: readonly RunEvent[] = [
  { runId: 'r', kind: 'run-started', nodes: ['sampler'] },
  { runId: 'r', kind: 'node-started', node: 'sampler' },
  { runId: 'r', kind: 'node-progress', node: 'sampler', progress },
  { runId: 'r', kind: 'node-log', node: 'sampler', message: 'hello' },
  { runId: 'r', kind: 'node-finished', node: 'sampler', outputs: {}, seconds: 1 },
  { runId: 'r', kind: 'run-finished', status: 'done', seconds: 1 },
];

/** What a stream is given while the events pass. */
function written(stream: { isTTY: boolean; columns: number }, heard = events): string[] {
  const writes: string[] = [];
  const fake = { ...stream, write: (text: string) => writes.push(text) > 0 };
  heard.forEach(progressReporter(fake as unknown as NodeJS.WriteStream));
  return writes;
}

const CLEAR = '\r\u001b[2K';
const BAR = '████████████░░░░░░░░░░░░';

test('on a terminal the status line is painted over and stays below the lines that are printed', () => {
  expect(written({ isTTY: true, columns: 80 })).toEqual([
    CLEAR,
    `${CLEAR}  sampler`,
    `${CLEAR}  sampler ${BAR} 1/2 steps`,
    `${CLEAR}  sampler: hello\n  sampler ${BAR} 1/2 steps`,
    `${CLEAR}✓ sampler 1.0 s\n`,
    `${CLEAR}Done in 1.0 s\n`,
  ]);
});

test('a status longer than the terminal is cut, so that it never wraps', () => {
  expect(written({ isTTY: true, columns: 20 })[2]).toBe(`${CLEAR}  sampler █████████`);
});

test('a terminal that does not know how wide it is counts as 80 wide', () => {
  expect(written({ isTTY: true, columns: 0 })).toEqual(written({ isTTY: true, columns: 80 }));
});

test('elsewhere there are lines and no control characters', () => {
  expect(written({ isTTY: false, columns: 80 })).toEqual([
    'sampler: 1/2 steps\n',
    'sampler: hello\n',
    'sampler: done in 1.0 s\n',
    'Done in 1.0 s\n',
  ]);
});

test('where earlier runs tell how long the nodes take, the time left in all is told, and follows the nodes', () => {
  const known: readonly RunEvent[] = [
    {
      runId: 'r',
      kind: 'run-started',
      nodes: ['encode', 'sampler', 'save'],
      expectedSeconds: { encode: 2, sampler: 8, save: 2 },
    },
    { runId: 'r', kind: 'node-cached', node: 'encode', outputs: {} },
    { runId: 'r', kind: 'node-started', node: 'sampler' },
    { runId: 'r', kind: 'node-progress', node: 'sampler', progress: { done: 1, total: 2, unit: 'steps' } },
    {
      runId: 'r',
      kind: 'node-progress',
      node: 'sampler',
      progress: { done: 2, total: 2, unit: 'steps', secondsLeft: 0 },
    },
    { runId: 'r', kind: 'node-finished', node: 'sampler', outputs: {}, seconds: 1 },
    { runId: 'r', kind: 'node-started', node: 'save' },
    { runId: 'r', kind: 'run-finished', status: 'done', seconds: 1 },
  ];
  expect(written({ isTTY: true, columns: 80 }, known)).toEqual([
    CLEAR,
    `${CLEAR}✓ encode unchanged\n`,
    `${CLEAR}  sampler · 10 s left in all`,
    `${CLEAR}  sampler ${BAR} 1/2 steps · 6.0 s left in all`,
    `${CLEAR}  sampler ${'█'.repeat(24)} 2/2 steps · 2.0 s left in all`,
    `${CLEAR}✓ sampler 1.0 s\n`,
    `${CLEAR}  save · 2.0 s left in all`,
    `${CLEAR}Done in 1.0 s\n`,
  ]);
  expect(written({ isTTY: false, columns: 80 }, known)[1]).toBe('sampler: 1/2 steps · 6.0 s left in all\n');
});
