import { z } from 'zod';
import { DEVICE_CHOICES } from './devices.ts';

/** What a person has chosen for the editor on this machine. Fields of later releases are kept. */
export const settingsSchema = z.looseObject({
  theme: z.enum(['system', 'dark', 'light']).default('system'),
  /** A language that the editor has words in; absent: the first of the system's that it has. */
  language: z.string().optional(),
  motion: z.enum(['system', 'reduced']).default('system'),
  /** What models run on. */
  device: z.enum(DEVICE_CHOICES).default('auto'),
  /** How many gigabytes of models stay open between runs; absent: half of the machine's memory. */
  modelGigabytes: z.number().min(0).max(10_000).optional(),
  /** How many gigabytes of results are kept on disk for the next start. */
  diskGigabytes: z.int().min(0).max(10_000).default(2),
  /** Keys that a person has given to commands of the editor, as its table writes them: `Mod+Shift+Z`. */
  keys: z.record(z.string().max(60), z.array(z.string().max(40)).max(8)).default({}),
  /** What was opened or saved last, the latest first: own workflows, templates, files of the output folder, and others. */
  recent: z
    .array(z.object({ kind: z.enum(['document', 'template', 'output', 'file']), name: z.string().max(1000) }))
    .max(50)
    .default([]),
  /** How the window was left. */
  layout: z
    .object({
      /** The panel beside the canvas; null for none, absent as long as nobody has chosen. */
      leftPanel: z.string().max(40).nullable().optional(),
      sidePanelOpen: z.boolean().optional(),
      minimapOpen: z.boolean().optional(),
      /** Folders of the node palette that are shut. */
      foldedFolders: z.array(z.string().max(200)).max(500).optional(),
    })
    .default({}),
});

export type Settings = z.infer<typeof settingsSchema>;

/** The settings of someone who has never chosen anything. */
export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});
