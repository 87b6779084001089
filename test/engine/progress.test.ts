import { expect, test } from 'vitest';
import { createProgressMeter } from '../../src/engine/progress.ts';

test('rate and time left come from the steps since the first call, in seconds', () => {
  let milliseconds = 5000;
  const meter = createProgressMeter(() => milliseconds);
  expect(meter(0, 20, 'steps')).toEqual({ done: 0, total: 20, unit: 'steps' });
  milliseconds += 2000;
  expect(meter(8, 20, 'steps')).toEqual({ done: 8, total: 20, unit: 'steps', rate: 4, secondsLeft: 3 });
});
