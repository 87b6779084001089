import { defineNode } from '../../src/core/define-node.ts';
import { wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'text/show-text',
  version: 1,
  title: 'Show Text',
  summary: 'Shows a text as a result of the workflow.',
  terminal: true,
  inputs: { text: wire('text', 'The text to show.') },
  outputs: { text: wire('text', 'The same text.') },
  run({ text }, ctx) {
    ctx.log(text);
    return { text };
  },
});
