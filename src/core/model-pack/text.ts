import { z } from 'zod';
import { fileKey, graphName, packPath, positive } from './common.ts';

/** Where a tokenizer comes from. */
export const tokenizerSchema = z.discriminatedUnion('kind', [
  /** A Hugging Face `tokenizer.json`: BPE, Unigram or WordPiece. */
  z.strictObject({ kind: z.literal('json'), path: packPath }),
  /** CLIP's byte-level BPE from its two original files. */
  z.strictObject({ kind: z.literal('clip'), vocabulary: packPath, merges: packPath }),
  /** A SentencePiece unigram model, as T5 and UMT5 bring it. */
  z.strictObject({
    kind: z.literal('sentencepiece'),
    path: packPath,
    /** Whether `</s>` ends a text. */
    endOfSequence: z.boolean().default(true),
  }),
  /** BERT's WordPiece from `vocab.txt`. */
  z.strictObject({ kind: z.literal('wordpiece'), vocabulary: packPath, lowercase: z.boolean().default(true) }),
]);

/**
 * What is done to a text before it is cut into tokens: `repair` straight quotes, usual widths, no ligatures (as ftfy does); `unescape` HTML;
 * `spaces` one for several; `lowercase`; `caption` DeepFloyd's cleaning of captions, which does all of these and more.
 */
export const textCleaningSchema = z.enum(['repair', 'unescape', 'spaces', 'lowercase', 'caption']);
export type TextCleaning = z.infer<typeof textCleaningSchema>;

export const textEncoderSchema = z.strictObject({
  file: fileKey,
  tokenizer: tokenizerSchema,
  /** With the special tokens that the tokenizer adds. */
  maxTokens: positive,
  /** `max`: every text is filled up to `maxTokens` with `padTokenId`. */
  padding: z.enum(['none', 'max']).default('max'),
  padTokenId: z.int().nonnegative().default(0),
  /** `chunk`: a longer text goes through the encoder in pieces, whose outputs follow each other. */
  longText: z.enum(['truncate', 'chunk']).default('truncate'),
  /** What the model's own pipeline does to a text first, in this order. */
  clean: z.array(textCleaningSchema).default([]),
  /** Put around the text before it is cut into tokens; `{text}` stands for it. */
  template: z
    .string()
    .refine((template) => template.includes('{text}'), 'must hold {text}')
    .optional(),
  /** How many tokens at the start of the output are the template's and dropped. */
  crop: z.int().nonnegative().default(0),
  inputs: z.strictObject({
    ids: graphName,
    mask: graphName.optional(),
    /** BERT's segment ids, all 0. */
    segments: graphName.optional(),
  }),
  outputs: z.strictObject({
    /** `[1, tokens, width]` */
    context: graphName.optional(),
    /** `[1, width]`: the text as one vector. */
    pooled: graphName.optional(),
  }),
  /**
   * What becomes of padding: its rows are set to `zero`, hidden by the mask that is `pass`ed on, `truncate`d away, or
   * taken like any other (`ignore`).
   */
  mask: z.enum(['zero', 'pass', 'truncate', 'ignore']).default('ignore'),
  /** Whether `(word:1.3)` in a prompt has its meaning, or is text like any other. */
  weights: z.boolean().default(true),
});

/** Named encoders, and how their outputs make what the denoiser takes. */
export const textSchema = z.strictObject({
  encoders: z.record(z.string().min(1), textEncoderSchema),
  /**
   * Encoders of one row are joined along the width, rows along the tokens, narrower ones filled up with zeros:
   * `[["t5"]]` takes one, `[["clip_l", "clip_g"], ["t5"]]` is Stable Diffusion 3.
   */
  context: z.array(z.array(z.string()).min(1)).min(1),
  /** Encoders whose pooled outputs are joined along the width. */
  pooled: z.array(z.string()).min(1).optional(),
});

/** A picture encoder whose embedding steers the denoiser. */
export const imageEncoderSchema = z.strictObject({
  file: fileKey,
  input: graphName,
  output: graphName,
  /** Pictures are resized to this many pixels, each way. */
  size: positive,
  mean: z.tuple([z.number(), z.number(), z.number()]),
  std: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
  /** Whether `[B, width]` becomes `[B, 1, width]`. */
  asToken: z.boolean().default(false),
});

export type TokenizerDeclaration = z.infer<typeof tokenizerSchema>;
export type TextEncoderDeclaration = z.infer<typeof textEncoderSchema>;
export type TextDeclaration = z.infer<typeof textSchema>;

/** The files that a tokenizer is read from. */
export function tokenizerFiles(tokenizer: TokenizerDeclaration): readonly string[] {
  switch (tokenizer.kind) {
    case 'json':
    case 'sentencepiece':
      return [tokenizer.path];
    case 'clip':
      return [tokenizer.vocabulary, tokenizer.merges];
    case 'wordpiece':
      return [tokenizer.vocabulary];
  }
}
