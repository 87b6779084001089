import { z } from 'zod';
import { perColour, positive } from './common.ts';

/** What the model can do beyond making pictures or video from its conditions. */
export const capabilitiesSchema = z.strictObject({
  /** How a given picture becomes a frame; `latents`: by masking, which works with every model. */
  imageToVideo: z.enum(['none', 'latents', 'mask_channels', 'per_token_timestep', 'concat']).default('none'),
  videoToVideo: z.boolean().default(true),
  firstAndLastFrame: z.boolean().default(false),
  variableSize: z.boolean().default(true),
  /** Whether a video model makes good single pictures. */
  singleFrame: z.boolean().default(false),
});

/** Rough colours straight from the latent: rgb = latent · factors + bias. */
export const previewSchema = z.strictObject({
  factors: z.array(perColour),
  bias: perColour.default([0, 0, 0]),
});

/** What was measured of the model once, for caches. */
export const calibrationSchema = z.strictObject({
  /** MagCache: for each step of a run, the magnitude of output less input by that of the step before; the first is 1. */
  magnitudeRatios: z.array(z.number().positive()).min(2),
});

/** What the pack does best. */
export const defaultsSchema = z.strictObject({
  width: positive,
  height: positive,
  frames: positive.default(1),
  framesPerSecond: z.number().positive().default(8),
  steps: positive,
  negative: z.string().default(''),
});

export const limitsSchema = z.strictObject({
  /** Most tokens that the denoiser was made for. */
  maxTokens: positive.optional(),
  maxFrames: positive.optional(),
  /** `[width, height]` that it was trained on; others are possible but worse. */
  sizes: z.array(z.tuple([positive, positive])).optional(),
});
