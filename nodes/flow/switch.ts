import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import { int, lazy, wire } from '../../src/core/ports.ts';

const branch = (number: number) =>
  lazy('any', `What is handed on when ${number} is chosen.`, { input: 'choice', is: number });

export default defineNode({
  id: 'flow/switch',
  version: 1,
  title: 'Switch',
  summary: 'Hands on one of several inputs; what leads to the others alone is not run.',
  inputs: {
    choice: int({ default: 1, min: 1, max: 6, help: 'The number of the input that is handed on.' }),
    input1: branch(1),
    input2: branch(2),
    input3: branch(3),
    input4: branch(4),
    input5: branch(5),
    input6: branch(6),
  },
  outputs: { value: wire('any', 'The input that was chosen.') },
  run({ choice, ...inputs }) {
    const value = Object.values(inputs).find((input) => input !== undefined);
    if (value === undefined) {
      throw new UserError(`Nothing is wired to input ${choice}, which was chosen`, {
        hint: 'Connect it, or choose another one.',
      });
    }
    return { value };
  },
});
