import { describe, expect, test } from 'vitest';
import type { Failure } from '../../src/core/errors.ts';
import { formatTime } from '../../src/renderer/panels/format.ts';
import { frameAt, frameSecondsAfter, timeOfStep } from '../../src/renderer/player/frames.ts';
import { portOfFailure } from '../../src/renderer/state/failure-place.ts';
import { SAMPLE_SPECS } from '../support/sample-nodes.ts';

describe('frames', () => {
  test('the shortest time between two frames is how long one lasts', () => {
    expect(frameSecondsAfter(undefined, 0, 0.25)).toBe(0.25);
    expect(frameSecondsAfter(0.25, 0.25, 0.375)).toBe(0.125);
    expect(frameSecondsAfter(0.125, 0.375, 0.75)).toBe(0.125);
    expect(frameSecondsAfter(0.125, 2, 0)).toBe(0.125);
  });

  test('a time is a frame, the last one also at the very end', () => {
    const at = (time: number) => frameAt(time, 17 / 8, 1 / 8);
    expect([at(0), at(0.12), at(0.125), at(17 / 8)]).toEqual([
      { frame: 0, count: 17 },
      { frame: 0, count: 17 },
      { frame: 1, count: 17 },
      { frame: 16, count: 17 },
    ]);
  });

  test('a step goes to the middle of the next frame and not past the ends', () => {
    const step = (time: number, steps: number) => timeOfStep(time, 17 / 8, 1 / 8, steps);
    expect([step(0, 1), step(0, -1), step(17 / 8, 1), step(0.2, -1)]).toEqual([1.5 / 8, 0.5 / 8, 16.5 / 8, 0.5 / 8]);
  });
});

describe('the input that a failure speaks of', () => {
  const spec = SAMPLE_SPECS.get('sample/count');
  const failure = (message: string, hint?: string): Failure => ({
    kind: 'user',
    message,
    ...(hint === undefined ? {} : { hint }),
  });

  test('is the one that is named, in the message before the hint', () => {
    expect(portOfFailure(spec, failure('“width” cannot be used: 7'))).toBe('width');
    expect(portOfFailure(spec, failure('A scale of 3 is too much', 'Choose another “seed”.'))).toBe('scale');
    expect(portOfFailure(spec, failure('It failed', 'Choose another “seed”.'))).toBe('seed');
  });

  test('is the one whose text is quoted', () => {
    expect(portOfFailure(spec, failure('There is no pack “tiny”'), { start: '5', format: 'tiny' })).toBe('format');
  });

  test('is none where the failure names none', () => {
    expect(portOfFailure(spec, failure('Out of memory'), { format: '' })).toBeUndefined();
    expect(portOfFailure(undefined, failure('“width” is wrong'))).toBeUndefined();
  });
});

test('times are short: the day only when it is another one', () => {
  const now = new Date(2026, 10, 23, 15, 0);
  const at = (hour: number, day = 23) => new Date(2026, 10, day, hour, 5).getTime();
  expect([formatTime(at(14), 'en', now), formatTime(at(9, 21), 'en', now)]).toEqual(['14:05', '21 Nov, 09:05']);
  expect(formatTime(at(9, 21), 'zh-CN', now)).toBe('11月21日 09:05');
});
