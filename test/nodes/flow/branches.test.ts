import { expect, test } from 'vitest';
import ifNode from '../../../nodes/flow/if.ts';
import switchNode from '../../../nodes/flow/switch.ts';
import type { NodeContext } from '../../../src/core/node-context.ts';

const none = {} as NodeContext;
const nothing = { input1: undefined, input2: undefined, input3: undefined, input4: undefined, input5: undefined };

test('If hands on the one that was chosen, and says when there is none', () => {
  expect(ifNode.run({ condition: true, whenTrue: 'a', whenFalse: undefined }, none)).toEqual({ value: 'a' });
  expect(ifNode.run({ condition: false, whenTrue: undefined, whenFalse: 0 }, none)).toEqual({ value: 0 });
  expect(() => ifNode.run({ condition: false, whenTrue: 'a', whenFalse: undefined }, none)).toThrow(
    'Nothing is wired to “whenFalse”, which was chosen',
  );
});

test('Switch hands on the only input that it is given', () => {
  expect(switchNode.run({ ...nothing, choice: 6, input6: 'six' }, none)).toEqual({ value: 'six' });
  expect(() => switchNode.run({ ...nothing, choice: 6, input6: undefined }, none)).toThrow(
    'Nothing is wired to input 6, which was chosen',
  );
});
