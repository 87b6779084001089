import { z } from 'zod';
import { fileKey, graphName, positive } from './common.ts';
import { betasSchema } from './schedule.ts';

/** An input that needs no more than its role. */
function plain<const Role extends string>(role: Role) {
  return z.strictObject({ name: graphName, role: z.literal(role) });
}

/** Values of a list that is put together by name; a number stands for itself. */
const timeId = z.union([
  z.number(),
  z.enum([
    'width',
    'height',
    'originalWidth',
    'originalHeight',
    'cropTop',
    'cropLeft',
    'framesPerSecond',
    'framesPerSecond-1',
    'motionBucket',
    'noiseAugmentation',
    'aestheticScore',
  ]),
]);

const timestep = z.strictObject({
  name: graphName,
  role: z.literal('timestep'),
  /** From the noise level to what the model was trained on; `index` is the step's place in the training schedule. */
  map: z.enum(['index', 'sigma', '1000*sigma', '1-sigma', '1000*(1-sigma)', 'ln(sigma)/4']),
  /** `scalar` [], `one` [1], `batch` [B], `tokens` [B, token]: one level for each token, so that some may be clean. */
  shape: z.enum(['scalar', 'one', 'batch', 'tokens']).default('batch'),
  round: z.enum(['none', 'floor', 'nearest']).default('none'),
});

/** One input of the denoiser by what it means; the runner knows how to make each. */
export const denoiserInputSchema = z.discriminatedUnion('role', [
  plain('latent'),
  timestep,
  plain('context'),
  plain('context_mask'),
  plain('pooled'),
  plain('class_label'),
  plain('noise_level'),
  plain('image_embed'),
  plain('condition_mask'),
  /** The guidance scale, for models that were distilled from guidance. */
  z.strictObject({ name: graphName, role: z.literal('guidance'), multiply: z.number().default(1) }),
  /** Sines and cosines of scale − 1, `[B, size]` (LCM). */
  z.strictObject({ name: graphName, role: z.literal('guidance_embedding'), size: positive }),
  z.strictObject({ name: graphName, role: z.literal('time_ids'), values: z.array(timeId).min(1) }),
  /** (t, y, x) of each token: `[B, token, 3]`, or `[token, 3]` when not batched. Text has zeros. */
  z.strictObject({
    name: graphName,
    role: z.literal('positions'),
    of: z.enum(['latent', 'text']).default('latent'),
    batched: z.boolean().default(true),
  }),
  /** Corners of each token in pixels and seconds, `[B, 3, token]`. */
  plain('video_coordinates'),
  z.strictObject({
    name: graphName,
    role: z.enum(['rope_cos', 'rope_sin']),
    /** How many of a head's dimensions turn with t, y and x. */
    axes: z.tuple([positive, positive, positive]),
    theta: z.number().positive().default(10_000),
    layout: z.enum(['interleaved', 'half']).default('interleaved'),
  }),
  /** `[3]`: latent frames per second⁻¹ and pixels per cell (LTX). */
  plain('rope_scale'),
  plain('latent_frames'),
  plain('latent_height'),
  plain('latent_width'),
  z.strictObject({
    name: graphName,
    role: z.literal('constant'),
    value: z.union([z.number(), z.array(z.number())]),
    dims: z.array(positive).default([]),
  }),
]);

export const denoiserSchema = z.strictObject({
  file: fileKey,
  inputs: z.array(denoiserInputSchema).min(1),
  /** What is joined to the latent along its channels, in this order. */
  concat: z
    .array(
      z.strictObject({
        role: z.enum(['image_latent', 'low_resolution_image', 'condition_mask']),
        channels: positive,
        position: z.enum(['after', 'before']).default('after'),
        /** Whether an `image_latent` is scaled as the latent is, or as the autoencoder gives it (Stable Video Diffusion). */
        normalised: z.boolean().default(true),
        /** Levels of the noise that is put on a `low_resolution_image`; the role `noise_level` tells which. */
        noise: z.strictObject({ trainSteps: positive.default(1000), betas: betasSchema }).optional(),
      }),
    )
    .default([]),
  output: z.strictObject({
    name: graphName,
    /** Whether it has twice the latent's channels, the second half a learned variance. */
    learnedSigma: z.boolean().default(false),
    /** Whether its sign is the other way round than `prediction` says. */
    negate: z.boolean().default(false),
  }),
  /** `one`: the graph takes one sample at a time, so that guidance needs two runs. */
  batch: z.enum(['any', 'one']).default('any'),
});

export type DenoiserInput = z.infer<typeof denoiserInputSchema>;
export type DenoiserDeclaration = z.infer<typeof denoiserSchema>;
