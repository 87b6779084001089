import { z } from 'zod';
import { fileKey, graphName, positive } from './common.ts';
import { tokenizerSchema } from './text.ts';

const tokenId = z.int().nonnegative();

/** Keys and values of what was read: an output that becomes the next call's input, longer by the new tokens. */
const cacheSchema = z.strictObject({
  /** `{layer}` stands for a number from 0 to `layers` − 1. */
  input: graphName,
  output: graphName,
  layers: positive.default(1),
  /** Its shape before anything was read: the one axis of size 0 grows with the tokens. */
  dims: z
    .array(z.int().nonnegative())
    .refine((dims) => dims.filter((size) => size === 0).length === 1, 'must have one axis of size 0, which grows'),
});

/** How words are drawn from what a language model finds likely. */
export const wordSamplingSchema = z.strictObject({
  /** Divides the logits: 0 always takes the likeliest, 1 draws as the model learned. */
  temperature: z.number().nonnegative().default(1),
  /** Only so many of the likeliest are drawn from; 0: all. */
  topK: z.int().nonnegative().default(0),
  /** Only the likeliest whose shares add up to this are drawn from. */
  topP: z.number().positive().max(1).default(1),
});

/** A causal language model that writes one token after the other. */
export const languageModelSchema = z.strictObject({
  file: fileKey,
  tokenizer: tokenizerSchema,
  inputs: z.strictObject({
    /** `[1, new]`: the tokens that have not been read yet. */
    ids: graphName,
    /** `[1, read + new]`, all 1. */
    mask: graphName.optional(),
    /** `[1, new]`: their places, from 0. */
    positions: graphName.optional(),
  }),
  /** The logits `[1, new, vocabulary]`. */
  output: graphName,
  /** Without it, the whole text is read again for each token. */
  cache: z.array(cacheSchema).default([]),
  /** Put around the text before it is cut into tokens; `{text}` stands for it. */
  template: z
    .string()
    .refine((template) => template.includes('{text}'), 'must hold {text}')
    .optional(),
  /** Tokens between what is given and what is written. */
  suffix: z.array(tokenId).default([]),
  /** Tokens that end the text. */
  end: z.array(tokenId).min(1),
  /** Tokens that are never written. */
  suppress: z.array(tokenId).default([]),
  /** What is given and what is written, together. */
  maxTokens: positive,
  sampling: wordSamplingSchema.prefault({}),
});

/** Looks at a clip's latent and says what is to be seen. */
export const captionerSchema = z.strictObject({
  encoder: z.strictObject({
    file: fileKey,
    /** The clean latent in the layout that the denoiser takes. */
    latent: graphName,
    /** `[1, token, 3]`: (t, y, x) of each patch, for the layout `tokens`. */
    positions: graphName.optional(),
    /**
     * Which output becomes which input of the decoder: the start of one of its caches, or something that it is given
     * in every call.
     */
    feeds: z.record(graphName, graphName),
  }),
  decoder: languageModelSchema,
});

/** A network that makes clips larger, `[1, 3, F, H, W]` → `[1, 3, F, factor·H, factor·W]`, from −1 to 1. */
export const upscalerSchema = z.strictObject({
  file: fileKey,
  input: graphName,
  output: graphName,
  factor: z.int().min(2),
  /** Width and height must be multiples of this. */
  pixelMultiple: positive.default(1),
  /** How many frames go through at once; without it, all. */
  frames: positive.optional(),
  /** How many frames before a piece the network is shown with it, so that pieces give what the whole would. */
  context: z.int().nonnegative().default(0),
});

export type WordSampling = z.infer<typeof wordSamplingSchema>;
export type LanguageModelDeclaration = z.infer<typeof languageModelSchema>;
export type CaptionerDeclaration = z.infer<typeof captionerSchema>;
export type UpscalerDeclaration = z.infer<typeof upscalerSchema>;

/** The in- and outputs of a model's caches, layer by layer. */
export function cachePorts({ cache }: Pick<LanguageModelDeclaration, 'cache'>) {
  return cache.flatMap(({ input, output, layers, dims }) =>
    Array.from({ length: layers }, (_, layer) => ({
      input: input.replaceAll('{layer}', String(layer)),
      output: output.replaceAll('{layer}', String(layer)),
      dims,
    })),
  );
}
