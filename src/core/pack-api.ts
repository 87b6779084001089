import { z } from 'zod';

const failure = z.object({ message: z.string(), hint: z.string().optional() });

/** A model pack of this machine, with what its manifest says. */
const packSchema = z.object({
  name: z.string(),
  folder: z.string(),
  /** `own`: a person put it there. `unfinished`: fetching it was broken off. */
  state: z.enum(['own', 'downloaded', 'unfinished']),
  /** Where it can be had from: `hf:owner/name`, or an address. */
  source: z.string().optional(),
  bytes: z.number(),
  /** Absent when it can't be used. */
  facts: z
    .object({
      title: z.string(),
      license: z.string(),
      media: z.enum(['image', 'video']),
      /** Of what it does best. */
      width: z.number(),
      height: z.number(),
      frames: z.number(),
      /** Width and height must be multiples of this. */
      pixelMultiple: z.number(),
      /** Models that there are in fewer bits as well. */
      variants: z.array(z.object({ model: z.string(), precision: z.string() })),
      abilities: z.array(z.enum(['text', 'image', 'video', 'firstAndLastFrame', 'singleFrame', 'variableSize'])),
    })
    .optional(),
  /** Why it can't be used. */
  problem: failure.optional(),
});
export type Pack = z.infer<typeof packSchema>;

const downloadSchema = z.object({
  /** The pack's name; there is one download of each. */
  name: z.string(),
  source: z.string(),
  state: z.enum(['fetching', 'paused', 'done', 'failed']),
  /** All of its files, in bytes; 0 until the Hub has said so. */
  total: z.number(),
  done: z.number(),
  /** Bytes per second. */
  rate: z.number().optional(),
  secondsLeft: z.number().optional(),
  files: z.number(),
  /** Files that are whole and whose checksum is right. */
  filesDone: z.number(),
  failure: failure.optional(),
});
/** A model pack on its way from a Hub. */
export type Download = z.infer<typeof downloadSchema>;

/** What the window may ask about model packs: arguments and answer of every method. */
export const PACK_METHODS = {
  /** The packs in all folders, by name. `fetchedTo` is the folder for those from a Hub. */
  listPacks: {
    params: z.object({}),
    result: z.object({
      packs: z.array(packSchema),
      folders: z.array(z.string()),
      fetchedTo: z.string(),
      /** The Hub's address. */
      hub: z.string(),
    }),
  },
  /** Packs that were asked for since the host was started. Changes are told as they come. */
  listDownloads: { params: z.object({}), result: z.array(downloadSchema) },
  /** Fetches `hf:owner/name`, goes on with it, or mends it; the answer comes at once. */
  fetchPack: {
    params: z.object({ source: z.string().max(300), name: z.string().max(100).optional() }),
    result: z.object({ name: z.string() }),
  },
  /** Stops fetching; what has come is kept for later. */
  pausePack: { params: z.object({ name: z.string() }), result: z.object({}) },
  /** Takes a download that is over out of the list. */
  dismissDownload: { params: z.object({ name: z.string() }), result: z.object({}) },
  /** Compares the files of a fetched pack with the Hub's checksums: a line per file that is wrong. */
  checkPack: { params: z.object({ name: z.string() }), result: z.object({ problems: z.array(z.string()) }) },
  /** Deletes a fetched pack. */
  removePack: { params: z.object({ name: z.string() }), result: z.object({}) },
} as const;
