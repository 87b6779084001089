import { describe, expect, test } from 'vitest';
import { overallProgress } from '../../src/core/overall-progress.ts';
import type { Progress } from '../../src/core/run-events.ts';

describe('how far a run is', () => {
  const run = (status: string, progress?: Progress) => ({ status, ...(progress ? { progress } : {}) });
  const half = { done: 5, total: 10, unit: 'steps' };

  test('every node weighs what it took before, and the time left is what the others will take', () => {
    const nodes = { prompt: run('done'), sampler: run('running', half), save: run('queued') };
    expect(overallProgress(nodes, { prompt: 1, sampler: 8, save: 1 })).toEqual({
      doneNodes: 1,
      totalNodes: 3,
      share: 0.5,
      secondsLeft: 5,
    });
  });

  test('a node that says itself how long it takes is believed', () => {
    const nodes = { sampler: run('running', { ...half, secondsLeft: 30 }) };
    expect(overallProgress(nodes, { sampler: 8 }).secondsLeft).toBe(30);
  });

  test('nothing is said of the time left while a node is to come that never ran', () => {
    const nodes = { prompt: run('done'), sampler: run('queued') };
    expect(overallProgress(nodes, { prompt: 1 })).toEqual({ doneNodes: 1, totalNodes: 2, share: 0.5 });
    expect(overallProgress({}, {})).toEqual({ doneNodes: 0, totalNodes: 0, share: 0, secondsLeft: 0 });
  });
});
