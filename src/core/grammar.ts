import { z } from 'zod';

const phrases = z.object({ id: z.string(), phrases: z.array(z.string()).min(1) });

/** The sentences a pack was trained on: an object, perhaps with a size, a motion, a background. */
export const grammarSchema = z.looseObject({
  format: z.literal('patchloom/grammar'),
  version: z.literal(1),
  objects: z.array(z.looseObject({ id: z.string(), names: z.array(z.string()).min(1) })).min(1),
  sizes: z.array(z.object({ id: z.string(), words: z.array(z.string()) })),
  motions: z.array(phrases).min(1),
  backgrounds: z.array(phrases).min(1),
});

export type Grammar = z.infer<typeof grammarSchema>;
