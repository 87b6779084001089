import { z } from 'zod';
import { fileKey, graphName, positive } from './common.ts';

/** A cache between the calls of a streaming graph: the output becomes the next call's input. */
const stateSchema = z.strictObject({ input: graphName, output: graphName });

const frameKind = z.strictObject({
  /** Frames stand on the batch axis, `[frame, C, H, W]`: picture autoencoders. */
  kind: z.literal('frames'),
  perCall: positive.default(1),
  /** Input that takes the number of frames in the call (temporal decoder of Stable Video Diffusion). */
  frameCountInput: graphName.optional(),
});

/** The whole clip `[1, C, F, H, W]` at once. */
const wholeKind = z.strictObject({ kind: z.literal('whole') });

/** Pieces of some latent frames, each on its own; `overlap` latent frames before them go through again and are dropped. */
const chunkKind = z.strictObject({
  kind: z.literal('chunk'),
  latentFrames: positive,
  overlap: z.int().nonnegative().default(0),
});

const decoderKinds = [
  wholeKind,
  frameKind,
  chunkKind,
  /** Piece after piece, with states that are handed on. */
  z.strictObject({
    kind: z.literal('stream'),
    /** A graph of its own for the first piece, which starts the states. */
    init: fileKey,
    states: z.array(stateSchema).min(1),
    latentFrames: positive.default(1),
    /** Video frames that the first latent frame gives, and each after it. */
    firstFrames: positive.default(1),
    framesPerStep: positive,
  }),
] as const;

const encoderExtent = z.discriminatedUnion('kind', [wholeKind, frameKind, chunkKind], {
  error: 'an encoder takes its clip as a “whole”, by “frames” or in pieces (“chunk”)',
});

/** Tiles in pixels, with blended seams, for pictures larger than memory. */
const tiling = z.strictObject({ size: positive, stride: positive }).optional();

export const vaeSchema = z.strictObject({
  decoder: z.strictObject({
    file: fileKey,
    input: graphName,
    output: graphName,
    extent: z.discriminatedUnion('kind', [...decoderKinds]).default({ kind: 'whole' }),
    /** The output's range, mapped to black and white. */
    range: z.tuple([z.number(), z.number()]).default([-1, 1]),
    /** A decoder that is told a noise level, with that much noise mixed in before (LTX 0.9.1). */
    timestep: z
      .strictObject({ input: graphName, value: z.number(), noise: z.number().nonnegative().default(0) })
      .optional(),
    tiling,
  }),
  encoder: z
    .strictObject({
      file: fileKey,
      input: graphName,
      output: graphName,
      extent: encoderExtent.default({ kind: 'whole' }),
      /** `latent`, or mean and log-variance one after the other, of which the mean is taken or a sample drawn. */
      gives: z.enum(['latent', 'mode', 'sample']).default('latent'),
      tiling,
    })
    .optional(),
});

export type VaeDeclaration = z.infer<typeof vaeSchema>;
