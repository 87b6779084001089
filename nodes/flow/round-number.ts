import { defineNode } from '../../src/core/define-node.ts';
import { int, wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'flow/round-number',
  version: 1,
  title: 'Round Number',
  summary: 'Counts the rounds of the loop that it is in, for seeds that differ and items that are picked one by one.',
  inputs: {
    start: int({ default: 1, help: 'The number of the first round.' }),
    step: int({
      default: 1,
      help: 'How much the number of each round is more than the one before; less than 0 counts down.',
    }),
    round: int({ default: 1, min: 1, countsRounds: true, help: 'Which round it is. In a loop, the loop counts.' }),
  },
  outputs: { number: wire('number', 'The number of this round.') },
  run: ({ start, step, round }) => ({ number: start + (round - 1) * step }),
});
