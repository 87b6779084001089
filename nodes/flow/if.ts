import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import { bool, lazy, wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'flow/if',
  version: 1,
  title: 'If',
  summary: 'Hands on one of two inputs; what leads to the other one alone is not run.',
  inputs: {
    condition: bool({ default: true, help: 'Which of the two is handed on.' }),
    whenTrue: lazy('any', 'What is handed on when the condition holds.', { input: 'condition', is: true }),
    whenFalse: lazy('any', 'What is handed on when it does not.', { input: 'condition', is: false }),
  },
  outputs: { value: wire('any', 'The input that was chosen.') },
  run({ condition, whenTrue, whenFalse }) {
    const value = condition ? whenTrue : whenFalse;
    if (value === undefined) {
      throw new UserError(`Nothing is wired to “${condition ? 'whenTrue' : 'whenFalse'}”, which was chosen`, {
        hint: 'Connect it, or choose the other one.',
      });
    }
    return { value };
  },
});
