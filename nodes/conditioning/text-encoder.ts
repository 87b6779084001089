import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import type { TextEncoderDeclaration } from '../../src/core/model-pack/text.ts';
import type { TextEncoding, TokenChunk, TokenizedText } from '../../src/core/node-context.ts';
import { wire } from '../../src/core/ports.ts';
import {
  type EncodedPiece,
  type EncodedText,
  joinEncoders,
  joinPieces,
} from '../../src/diffusion/text-conditioning.ts';

export default defineNode({
  id: 'conditioning/text-encoder',
  version: 1,
  title: 'Text Encoder',
  summary: 'Turns a sentence into the numbers that steer the diffusion transformer.',
  lane: 'model',
  keepOnDisk: true,
  inputs: {
    model: wire('model', 'The pack whose tokenizers and text encoders are used.'),
    text: wire('text', 'The sentence; an empty one gives the unconditional encoding. “(word:1.3)” weighs a word.'),
  },
  outputs: { conditioning: wire('conditioning', 'Encoded text [1, tokens, width] with its mask.') },
  async run({ model, text }, ctx) {
    const declared = model.manifest.text;
    if (!declared) {
      throw new UserError(`${model.manifest.title} takes no text`, {
        hint: 'Choose a model pack with a text encoder.',
      });
    }
    const texts = new Map<string, EncodedText>();
    for (const [name, encoder] of Object.entries(declared.encoders)) {
      const tokens = await ctx.models.tokenize(model, name, text);
      if (tokens.dropped > 0)
        ctx.log(`The text is too long for this model: its last ${tokens.dropped} tokens were left out`);
      const encode = (chunk: TokenChunk) => {
        ctx.signal.throwIfAborted();
        return ctx.models.encode(model, name, chunk);
      };
      texts.set(name, await encodeText(tokens, encoder, encode));
    }
    return { conditioning: joinEncoders(texts, declared) };
  },
});

/** One encoder's pieces one after the other; an empty text is encoded as well where weights need it. */
async function encodeText(
  { chunks, empty }: TokenizedText,
  encoder: TextEncoderDeclaration,
  encode: (chunk: TokenChunk) => Promise<TextEncoding>,
): Promise<EncodedText> {
  const pieces: EncodedPiece[] = [];
  for (const chunk of chunks) pieces.push({ ...(await encode(chunk)), weights: chunk.weights, mask: chunk.mask });
  return joinPieces(pieces, empty && (await encode(empty)).context, encoder);
}
