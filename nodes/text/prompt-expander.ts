import { defineNode } from '../../src/core/define-node.ts';
import type { Grammar } from '../../src/core/grammar.ts';
import { seed, wire } from '../../src/core/ports.ts';
import { createGenerator } from '../../src/diffusion/random.ts';

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

/** Adds what a prompt lacks of object, motion and background. */
function expandPrompt(prompt: string, grammar: Grammar, seed: number): string {
  const said = sentencePattern(grammar).exec(simplify(prompt))?.groups;
  if (!said) return prompt;
  // Three draws whatever is missing: the background that a seed chooses does not depend on whether a motion was given.
  const [objectDraw = 0, motionDraw = 0, backgroundDraw = 0] = createGenerator(seed).uniform(3);
  const subject = said.subject ?? pick(grammar.objects, objectDraw).names[0];
  const motion = said.motion ?? pick(grammar.motions, motionDraw).phrases[0];
  const background = said.background ?? pick(grammar.backgrounds, backgroundDraw).phrases[0];
  return `${subject} ${motion} ${background}`;
}

/** «[a] [small] panda [grows bigger] [at sunset]»: a whole sentence of the grammar, or its beginning. */
function sentencePattern(grammar: Grammar): RegExp {
  const nouns = grammar.objects.flatMap((object) => object.names.map((name) => name.replace(/^an? /, '')));
  const size = anyOf(grammar.sizes.flatMap((size) => size.words));
  const subject = `(?:(?:an?|the) )?(?:${size} )?${anyOf(nouns)}`;
  const motion = anyOf(grammar.motions.flatMap((motion) => motion.phrases));
  const background = anyOf(grammar.backgrounds.flatMap((background) => background.phrases));
  return new RegExp(`^(?<subject>${subject})?(?: ?(?<motion>${motion}))?(?: ?(?<background>${background}))?$`);
}

/** Longer phrases first, so that “moves in a circle” is not taken for “moves”. */
function anyOf(phrases: readonly string[]): string {
  const escaped = phrases.map((phrase) => phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return `(?:${escaped.sort((a, b) => b.length - a.length).join('|')})`;
}

function simplify(prompt: string): string {
  return prompt
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function pick<T>(items: readonly T[], draw: number): T {
  return items[Math.floor(draw * items.length)] as T;
}
