import { z } from 'zod';

/** What a person has chosen for the editor on this machine. Fields of later releases are kept. */
export const settingsSchema = z.looseObject({
  theme: z.enum(['system', 'dark', 'light']).default('system'),
  /** A language that the editor has words in; absent: the first of the system's that it has. */
  language: z.string().optional(),
  motion: z.enum(['system', 'reduced']).default('system'),
});

export type Settings = z.infer<typeof settingsSchema>;

/** The settings of someone who has never chosen anything. */
export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});
