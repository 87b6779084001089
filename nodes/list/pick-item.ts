import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import { int, list, wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'list/pick-item',
  version: 1,
  title: 'Pick Item',
  summary: 'One item of a list.',
  inputs: {
    items: list('any', 'The list.'),
    number: int({ default: 1, min: -1000, max: 1000, help: 'Which one: 1 is the first, −1 the last.' }),
  },
  outputs: { item: wire('any', 'The item.') },
  run({ items, number }) {
    const item = items.at(number > 0 ? number - 1 : number);
    if (item === undefined || number === 0) {
      throw new UserError(`There is no item ${number}: the list has ${items.length}`, {
        hint: 'Count from 1, or from −1 backwards.',
      });
    }
    return { item };
  },
});
