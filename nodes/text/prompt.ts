import { defineNode } from '../../src/core/define-node.ts';
import { text, wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'text/prompt',
  version: 1,
  title: 'Prompt',
  summary: 'A sentence that says what the video shows.',
  inputs: {
    text: text({ multiline: true, help: 'What the video shows: an object, what it does, where.' }),
  },
  outputs: { text: wire('text', 'The sentence as it was written.') },
  run: ({ text }) => ({ text }),
});
