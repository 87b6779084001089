import { expect, test } from 'vitest';
import { createGlimpses } from '../../src/engine/glimpses.ts';

/** Steps of so many milliseconds, each asking for a glimpse that takes `cost`. */
function watch(steps: number, stepMilliseconds: number, cost: number) {
  let time = 0;
  let shown = 0;
  const glimpse = createGlimpses<void>(
    () => {
      shown++;
      time += cost;
    },
    () => time,
  );
  for (let step = 0; step < steps; step++) {
    time += stepMilliseconds;
    glimpse();
  }
  return { shown, share: (shown * cost) / time };
}

test('E83: fast steps are shown four times per second', () => {
  expect(watch(1000, 10, 0).shown).toBe(40);
});

test('E83: slow steps are all shown', () => {
  expect(watch(20, 1000, 1).shown).toBe(20);
});

test('E83: pictures that take long are made less often: they take no more than 0.1 % of the time', () => {
  const { shown, share } = watch(40_000, 50, 50);
  expect(shown).toBeGreaterThan(10);
  expect(share).toBeLessThanOrEqual(0.00105);
});
