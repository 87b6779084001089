import { z } from 'zod';
import { positive } from './common.ts';

/**
 * How latents of the autoencoder become the denoiser's: `(z − shift)·scale`, or per channel `(z − mean)/std`; backwards
 * before decoding. `graph`: the ONNX files do it themselves.
 */
export const normalisationSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('graph') }),
  z.strictObject({
    by: z.literal('runner'),
    scale: z.number().default(1),
    shift: z.number().default(0),
    mean: z.array(z.number()).optional(),
    std: z.array(z.number().positive()).optional(),
  }),
]);

export const latentSchema = z.strictObject({
  channels: positive,
  /** Axes of what the denoiser takes. `tokens`: a sequence of patches `[B, token, feature]`, cut by the runner. */
  layout: z.enum(['BCHW', 'BCFHW', 'BFCHW', 'tokens']),
  /** Pixels per latent cell, each way. */
  spatialStride: positive,
  /** Video frames per latent frame. */
  temporalStride: positive.default(1),
  /** How frames map to latent frames: F = 1 + (f − 1)·stride, F = f·stride, or one picture. */
  frames: z.enum(['causal', 'plain', 'single']).default('causal'),
  /** Width and height must be multiples of this. */
  pixelMultiple: positive,
  /** Where the latent's size comes from: the wanted size divided by the stride, or the small picture to be enlarged. */
  sizeFrom: z.enum(['video', 'lowResolution']).default('video'),
  patch: z
    .strictObject({
      /** `[frames, height, width]` in latent cells. */
      size: z.tuple([positive, positive, positive]),
      /** Order of a token's features, channel-first or channel-last. Matters with the layout `tokens` alone. */
      channelOrder: z.enum(['cthw', 'thwc']).default('cthw'),
    })
    .prefault({ size: [1, 1, 1] }),
  normalisation: normalisationSchema.default({ by: 'graph' }),
});

export type LatentDeclaration = z.infer<typeof latentSchema>;
