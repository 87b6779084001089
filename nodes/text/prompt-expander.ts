import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import type { NodeContext } from '../../src/core/node-context.ts';
import { choice, float, int, seed, wire } from '../../src/core/ports.ts';
import { expandPrompt, isWholeSentence, keepsWhatIsSaid } from '../../src/diffusion/expand-prompt.ts';
import { writeTokens } from '../../src/diffusion/language/write-tokens.ts';
import { createGenerator } from '../../src/diffusion/random.ts';

/** How often the language model may try to keep what the prompt says. */
const ATTEMPTS = 4;

export default defineNode({
  id: 'text/prompt-expander',
  version: 1,
  title: 'Prompt Expander',
  summary: 'Completes a short prompt to a full sentence of the kind the model was trained on.',
  lane: 'model',
  inputs: {
    model: wire('model', 'The pack whose language model or grammar is used.'),
    text: wire('text', 'A few words, such as “a cat”.'),
    by: choice(['pack', 'model', 'grammar'], {
      default: 'pack',
      help: 'What writes the sentence: the pack’s language model, its grammar, or the first of them that it brings.',
    }),
    seed: seed({ help: 'Chooses among the possible additions; the same seed gives the same sentence.' }),
    temperature: float({
      default: -1,
      min: -1,
      max: 2,
      step: 0.05,
      packsOwn: -1,
      help: 'How freely the language model chooses its words: 0 always takes the likeliest, −1 leaves it to the pack.',
    }),
    topK: int({
      default: -1,
      min: -1,
      max: 1000,
      packsOwn: -1,
      unit: 'tokens',
      help: 'It chooses among so many of the likeliest words; 0: among all, −1 leaves it to the pack.',
    }),
    topP: float({
      default: 0,
      min: 0,
      max: 1,
      step: 0.01,
      packsOwn: 0,
      help: 'It chooses among the likeliest words that share this much of the likelihood; 0 leaves it to the pack.',
    }),
  },
  outputs: { text: wire('text', 'The completed sentence; one that is complete already is passed on unchanged.') },
  async run({ model, text, by, seed, temperature, topK, topP }, ctx) {
    const { expander, grammar } = model.manifest;
    if (by === 'model' && !expander) {
      throw new UserError(`${model.manifest.title} brings no language model for prompts`, {
        hint: 'Choose “grammar” or another pack, or write the prompt out.',
      });
    }
    if (!expander || by === 'grammar')
      return told(text, expandPrompt(text, await ctx.models.grammar(model), seed), ctx);
    const known = grammar === undefined ? undefined : await ctx.models.grammar(model);
    if (known && isWholeSentence(text, known)) return { text };

    const words = await ctx.models.words(model, expander.tokenizer);
    const asked = (expander.template ?? '{text}').replace('{text}', () => text);
    const prompt = [...words.encode(asked), ...expander.suffix];
    const room = expander.maxTokens - prompt.length;
    if (room <= 0) {
      ctx.log('The prompt is too long for the language model and is passed on as it is');
      return { text };
    }
    const sampling = {
      temperature: temperature < 0 ? expander.sampling.temperature : temperature,
      topK: topK < 0 ? expander.sampling.topK : topK,
      topP: topP === 0 ? expander.sampling.topP : topP,
    };
    const generator = createGenerator(seed);
    const expanded = await ctx.models.use(model, expander.file, async (session) => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const written = await writeTokens({
          session,
          model: expander,
          prompt,
          sampling,
          generator,
          signal: ctx.signal,
          onToken: ({ length }) => ctx.progress(length, room, 'tokens'),
        });
        const sentence = written.length === 0 ? text : words.decode(written);
        if (!known || keepsWhatIsSaid(text, sentence, known)) return sentence;
      }
      return undefined;
    });
    // A model that forgets what was asked is worse than a grammar that adds what is missing.
    return told(text, expanded ?? (known ? expandPrompt(text, known, seed) : text), ctx);
  },
});

function told(given: string, expanded: string, ctx: NodeContext): { text: string } {
  if (expanded !== given) ctx.log(`Expanded to “${expanded}”`);
  return { text: expanded };
}
