import { defineNode } from '../../src/core/define-node.ts';
import { choice, int, list, seed } from '../../src/core/ports.ts';
import { createGenerator } from '../../src/diffusion/random.ts';

const HALF = 2 ** 16;

export default defineNode({
  id: 'list/seeds',
  version: 1,
  title: 'Seeds',
  summary: 'A list of seeds, so that the same is made several times, each time differently.',
  inputs: {
    seed: seed({ help: 'The first seed; or where chance begins.' }),
    count: int({ default: 4, min: 0, max: 1000, help: 'How many seeds there are.' }),
    order: choice(['count up', 'random'], { default: 'count up', help: 'Whether they follow each other.' }),
  },
  outputs: { seeds: list('number', 'The seeds. A longer list begins with the shorter one.') },
  run({ seed: first, count, order }) {
    if (order === 'random') {
      const draws = createGenerator(first);
      // A draw has 24 random bits; two make a seed of 32.
      const half = () => Math.floor((draws.uniform(1)[0] ?? 0) * HALF);
      return { seeds: Array.from({ length: count }, () => half() * HALF + half()) };
    }
    const past = Number.MAX_SAFE_INTEGER;
    return {
      seeds: Array.from({ length: count }, (_, index) =>
        first > past - index ? first - past + index - 1 : first + index,
      ),
    };
  },
});
