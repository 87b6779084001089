import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunEvent } from '../../src/core/run-events.ts';
import { throttleProgress } from '../../src/server/throttle-progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const progress = (node: string, done: number): RunEvent => ({
  runId: 'r',
  kind: 'node-progress',
  node,
  progress: { done, total: 9, unit: 'steps' },
});
const finished: RunEvent = { runId: 'r', kind: 'node-finished', node: 'a', outputs: {}, seconds: 1 };

test('of each node’s progress only the latest per interval is passed on', () => {
  const sent: RunEvent[] = [];
  const throttle = throttleProgress((event) => sent.push(event), 50);
  for (const done of [1, 2, 3]) throttle.push(progress('a', done));
  throttle.push(progress('b', 1));
  expect(sent).toEqual([progress('a', 1), progress('b', 1)]);
  vi.advanceTimersByTime(50);
  expect(sent).toEqual([progress('a', 1), progress('b', 1), progress('a', 3)]);
  throttle.push(progress('a', 4));
  expect(sent.length).toBe(3);
  vi.advanceTimersByTime(50);
  expect(sent.at(-1)).toEqual(progress('a', 4));
});

test('a node’s last progress comes before its end', () => {
  const sent: RunEvent[] = [];
  const throttle = throttleProgress((event) => sent.push(event), 50);
  throttle.push(progress('a', 8));
  throttle.push(progress('a', 9));
  throttle.push(finished);
  expect(sent).toEqual([progress('a', 8), progress('a', 9), finished]);
  vi.advanceTimersByTime(1000);
  expect(sent.length).toBe(3);
});

test('after closing nothing more is sent', () => {
  const sent: RunEvent[] = [];
  const throttle = throttleProgress((event) => sent.push(event), 50);
  throttle.push(progress('a', 1));
  throttle.push(progress('a', 2));
  throttle.close();
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual([progress('a', 1)]);
});
