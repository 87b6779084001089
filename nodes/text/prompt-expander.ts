import { defineNode } from '../../src/core/define-node.ts';
import { seed, wire } from '../../src/core/ports.ts';
import { expandPrompt } from '../../src/diffusion/expand-prompt.ts';

export default defineNode({
  id: 'text/prompt-expander',
  version: 1,
  title: 'Prompt Expander',
  summary: 'Completes a short prompt to a full sentence of the kind the model was trained on.',
  inputs: {
    model: wire('model', 'The pack whose grammar is used.'),
    text: wire('text', 'A few words, such as “a cat”.'),
    seed: seed({ help: 'Chooses among the possible additions; the same seed gives the same sentence.' }),
  },
  outputs: { text: wire('text', 'The completed sentence; what the grammar does not know is passed on unchanged.') },
  async run({ model, text, seed }, ctx) {
    const expanded = expandPrompt(text, await ctx.models.grammar(model), seed);
    if (expanded !== text) ctx.log(`Expanded to “${expanded}”`);
    return { text: expanded };
  },
});
