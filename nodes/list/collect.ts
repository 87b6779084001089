import { defineNode } from '../../src/core/define-node.ts';
import { list } from '../../src/core/ports.ts';

const part = (place: string) => list('any', `What comes ${place} in the list: a value or a list.`, { optional: true });

export default defineNode({
  id: 'list/collect',
  version: 1,
  title: 'Collect',
  summary: 'Gathers values and lists into one list, once all of them are there.',
  inputs: { first: part('first'), second: part('second'), third: part('third'), fourth: part('fourth') },
  outputs: { items: list('any', 'All of them, in that order.') },
  run: ({ first, second, third, fourth }) => ({ items: [...first, ...second, ...third, ...fourth] }),
});
