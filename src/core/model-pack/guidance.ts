import { z } from 'zod';
import { positive } from './common.ts';

/** What stands for «no condition». */
const nullSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), value: z.string().default('') }),
  /** Zeros in place of these inputs. */
  z.strictObject({
    kind: z.literal('zeros'),
    roles: z.array(z.enum(['context', 'pooled', 'image_embed', 'image_latent'])).min(1),
  }),
  z.strictObject({ kind: z.literal('class'), value: z.int().nonnegative() }),
  /** Text of which every token is 0 and hidden (Mochi). */
  z.strictObject({ kind: z.literal('hidden') }),
]);

const common = {
  null: nullSchema.prefault({ kind: 'text' }),
  /** Order of the two halves of a batch, for models that look at more than their own half. */
  order: z.enum(['null,condition', 'condition,null']).default('null,condition'),
  /** 0 leaves the guided prediction, 1 gives it the spread of the conditional one. */
  rescale: z.number().min(0).max(1).default(0),
};

/** How a prompt's pull is made stronger than the model's own. */
export const guidanceSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('none') }),
  z.strictObject({
    mode: z.literal('cfg'),
    scale: z.number(),
    /** The part of the run, 0 start to 1 end, in which guidance works. */
    range: z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]).default([0, 1]),
    /** Only the first channels are guided (DiT: 3); all when absent. */
    channels: positive.optional(),
    ...common,
  }),
  /** A scale for each frame, growing evenly (Stable Video Diffusion). */
  z.strictObject({ mode: z.literal('perFrame'), min: z.number(), max: z.number(), ...common }),
  /** The denoiser takes the scale as an input. */
  z.strictObject({ mode: z.literal('embedded'), scale: z.number() }),
]);

export type GuidanceDeclaration = z.infer<typeof guidanceSchema>;
