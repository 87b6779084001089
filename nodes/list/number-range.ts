import { defineNode } from '../../src/core/define-node.ts';
import { float, int, list } from '../../src/core/ports.ts';

export default defineNode({
  id: 'list/number-range',
  version: 1,
  title: 'Number Range',
  summary: 'A list of numbers at equal distances; what reads it runs once for each.',
  inputs: {
    start: float({ default: 1, help: 'The first number.' }),
    step: float({ default: 1, help: 'How much each number is more than the one before; less than 0 counts down.' }),
    count: int({ default: 4, min: 0, max: 1000, help: 'How many numbers there are.' }),
  },
  outputs: { numbers: list('number', 'The numbers, from the first on.') },
  run({ start, step, count }) {
    // Twelve digits: 0.1 + 2 · 0.1 is to be 0.3, and not 0.30000000000000004.
    return { numbers: Array.from({ length: count }, (_, index) => Number((start + index * step).toPrecision(12))) };
  },
});
