import { defineNode } from '../../src/core/define-node.ts';
import { list, text, wire } from '../../src/core/ports.ts';

export default defineNode({
  id: 'text/join-texts',
  version: 1,
  title: 'Join Texts',
  summary: 'Makes one text of the texts of a list.',
  inputs: {
    texts: list('text', 'The texts, in their order.'),
    between: text({ default: ', ', help: 'What stands between two of them.' }),
  },
  outputs: { text: wire('text', 'The whole.') },
  run: ({ texts, between }) => ({ text: texts.join(between) }),
});
