import type { TextEncoderDeclaration } from '../../core/model-pack/text.ts';
import type { TokenChunk, TokenizedText } from '../../core/node-context.ts';
import { intTensor } from '../../core/tensor.ts';
import { parsePromptWeights, type WeightedText } from '../../diffusion/prompt-weights.ts';
import { type ChunkRules, chunkTokens, padTokens, type WeightedTokens } from '../../diffusion/token-chunks.ts';
import { cleanText } from './clean-text.ts';
import type { PackTokenizer } from './tokenizer.ts';

/** A prompt as one encoder takes it: template, weights, special tokens, pieces, padding. */
export function tokenizePrompt(
  prompt: string,
  encoder: TextEncoderDeclaration,
  tokenizer: PackTokenizer,
): TokenizedText {
  const { before, after, endsWord } = tokenizer;
  const { maxTokens, longText, padding, padTokenId } = encoder;
  const rules: ChunkRules = {
    before,
    after,
    endsWord,
    maxTokens,
    longText,
    ...(padding === 'max' ? { pad: padTokenId } : {}),
  };
  // Part by part: cleaning takes the brackets away that weights are written with.
  const texts = (encoder.weights ? parsePromptWeights(prompt) : [{ text: prompt, weight: 1 }]).map(
    ({ text, weight }) => ({ text: cleanText(text, encoder.clean), weight }),
  );
  const tokens = intoTemplate(texts, encoder.template).flatMap(({ text, weight }) =>
    tokenizer.encode(text).map((id) => ({ id, weight })),
  );
  const { chunks, dropped } = chunkTokens(tokens, rules);
  const result = { chunks: chunks.map(toChunk), dropped };
  if (tokens.every(({ weight }) => weight === 1)) return result;
  const longest = Math.max(...chunks.map(({ ids }) => ids.length));
  const [nothing] = chunkTokens([], rules).chunks;
  return nothing ? { ...result, empty: toChunk(padTokens(nothing, longest, padTokenId)) } : result;
}

/** The template's words go with their neighbours: texts that are cut apart are other tokens. */
function intoTemplate(texts: readonly WeightedText[], template = '{text}'): readonly WeightedText[] {
  const [start = '', end = ''] = template.split('{text}');
  if (start === '' && end === '') return texts;
  if (texts.every(({ weight }) => weight === 1)) return [{ text: start + (texts[0]?.text ?? '') + end, weight: 1 }];
  return [{ text: start, weight: 1 }, ...texts, { text: end, weight: 1 }];
}

function toChunk({ ids, weights, used }: WeightedTokens): TokenChunk {
  const shape = [1, ids.length];
  return {
    ids: intTensor(ids, shape),
    mask: intTensor(
      ids.map((_, index) => (index < used ? 1 : 0)),
      shape,
    ),
    weights,
  };
}
