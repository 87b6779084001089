import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunEvent } from '../../src/core/run-events.ts';
import { calmEvents } from '../../src/renderer/host/calm-events.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const progress = (node: string, done: number): RunEvent => ({
  runId: 'a',
  kind: 'node-progress',
  node,
  progress: { done, total: 100, unit: 'steps' },
});
const started: RunEvent = { runId: 'a', kind: 'node-started', node: 'next' };

test('ten thousand events a minute are heard four times in three seconds, the latest of each node', () => {
  const heard: RunEvent[] = [];
  const hear = calmEvents((event) => heard.push(event));
  for (let event = 0; event < 1000; event++) {
    hear(progress(event % 2 === 0 ? 'one' : 'other', event));
    vi.advanceTimersByTime(6);
  }
  // Six seconds, two nodes.
  expect(heard.length).toBeLessThanOrEqual(2 * (8 + 1));
  expect(heard.length).toBeGreaterThan(12);
  hear(started);
  expect(heard.at(-1)).toEqual(started);
  expect(heard.slice(-3)).toEqual(expect.arrayContaining([progress('one', 998), progress('other', 999)]));
});

test('what is no progress is heard at once, after the progress before it', () => {
  const heard: RunEvent[] = [];
  const hear = calmEvents((event) => heard.push(event));
  hear(progress('one', 1));
  hear(started);
  expect(heard).toEqual([progress('one', 1), started]);
  vi.advanceTimersByTime(1000);
  expect(heard).toHaveLength(2);
});
