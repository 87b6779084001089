import { defineNode } from '../../src/core/define-node.ts';
import { seed, text, wire } from '../../src/core/ports.ts';
import { chooseAlternatives } from '../../src/diffusion/dynamic-prompt.ts';
import { createGenerator } from '../../src/diffusion/random.ts';

export default defineNode({
  id: 'text/dynamic-prompt',
  version: 1,
  title: 'Dynamic Prompt',
  summary: 'A text with alternatives, such as “a {red|blue} ball”, of which a seed chooses one each.',
  inputs: {
    text: text({
      multiline: true,
      help: 'Alternatives stand in braces, divided by “|”, also inside each other. “\\{”, “\\|”, “\\}” and “\\\\” are the characters themselves.',
    }),
    seed: seed({ help: 'Chooses among the alternatives; the same seed gives the same text.' }),
  },
  outputs: { text: wire('text', 'The text with one alternative of each.') },
  run({ text: template, seed: start }, ctx) {
    const draws = createGenerator(start);
    const chosen = chooseAlternatives(template, () => draws.uniform(1)[0] ?? 0);
    if (chosen !== template) ctx.log(`Chosen: “${chosen}”`);
    return { text: chosen };
  },
});
