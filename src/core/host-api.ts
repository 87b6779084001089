import { z } from 'zod';
import type { NodeSpec } from './define-node.ts';
import { deviceReport, usageSchema } from './devices.ts';
import type { Failure } from './errors.ts';
import { memoryWarning } from './memory.ts';
import { OWN_NODE_METHODS } from './own-nodes.ts';
import { type Download, PACK_METHODS } from './pack-api.ts';
import { QUEUE_METHODS, type Queue } from './queue-api.ts';
import type { Progress, RunEvent } from './run-events.ts';
import { settingsSchema } from './settings.ts';
import type { Verdict } from './sockets.ts';

const outputFileSchema = z.object({
  /** The path below the output folder, with `/`. */
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number(),
  /** When it was written, in milliseconds since 1970. */
  modified: z.number(),
});

/** A file of the output folder. */
export type OutputFile = z.infer<typeof outputFileSchema>;

/** A file name without ending, never a path. */
const documentName = z
  .string()
  .max(80)
  .regex(/^[\p{L}\p{N}_][\p{L}\p{N} _.()-]*$/u, 'Letters, digits, spaces and “_ . - ( )” make a name')
  .refine((name) => !/[ .]$/.test(name), 'A name does not end with a space or a point');

/** What a file that was opened is called: any text, never a path. */
const openedName = z.string().min(1).max(1000);

/** Whether a document may have this name; the reason why not. */
export function checkDocumentName(name: string): Verdict {
  const { success, error } = documentName.safeParse(name);
  return success ? { ok: true } : { ok: false, reason: error.issues[0]?.message ?? 'This is no name' };
}

const documentEntry = z.object({
  name: z.string(),
  /** When it was saved, in milliseconds since 1970. */
  savedAt: z.number(),
  bytes: z.number(),
});
export type DocumentEntry = z.infer<typeof documentEntry>;

const templateSchema = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string().optional(),
  nodes: z.number(),
  /** The model packs that it names. */
  packs: z.array(z.string()),
});
export type Template = z.infer<typeof templateSchema>;

const draftSchema = z.object({
  id: z.uuid(),
  /** What the document is called in its tab. */
  name: z.string().max(80),
  /** The saved workflow that it is; absent for a document that was never saved. */
  file: z.object({ name: documentName, revision: z.string() }).optional(),
  /** Whether it differs from its file, or from what it was opened as. */
  isChanged: z.boolean(),
  json: z.string(),
  /** When the document was opened; tabs stand in this order. */
  openedAt: z.number(),
});
export type Draft = z.infer<typeof draftSchema>;

/** What the window may ask of the host: arguments and answer of every method. Workflows travel as the JSON that is saved. */
export const HOST_METHODS = {
  /** All nodes there are. */
  listNodes: { params: z.object({}), result: z.custom<readonly NodeSpec[]>(Array.isArray) },
  /** Names of the example workflows. */
  listWorkflows: { params: z.object({}), result: z.array(z.string()) },
  /** The example workflows with what they say of themselves. */
  listTemplates: { params: z.object({}), result: z.array(templateSchema) },
  /** The JSON text of an example workflow. */
  openWorkflow: { params: z.object({ name: z.string() }), result: z.object({ json: z.string() }) },
  /** A person's own workflows, the one that was saved last first. */
  listDocuments: { params: z.object({}), result: z.array(documentEntry) },
  /** The JSON text of a person's workflow, and which state of the file it is. */
  openDocument: {
    params: z.object({ name: documentName }),
    result: z.object({ json: z.string(), revision: z.string() }),
  },
  /**
   * Saves a workflow. `replaces` is the state of the file that is to be replaced, null when there must be none. A file that is in
   * another state is left as it is.
   */
  saveDocument: {
    params: z.object({ name: documentName, json: z.string(), replaces: z.string().nullable() }),
    result: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('saved'), revision: z.string() }),
      z.object({ kind: z.literal('conflict'), revision: z.string().nullable() }),
    ]),
  },
  /** Documents that were open, saved or not; what is left of them after a crash. */
  listDrafts: { params: z.object({}), result: z.array(draftSchema) },
  /** Keeps a document as it stands. */
  keepDraft: { params: draftSchema, result: z.object({}) },
  /** The document was closed. */
  dropDraft: { params: z.object({ id: z.uuid() }), result: z.object({}) },
  /** Keeps what a file held that was opened, to be opened again under its name. */
  keepOpened: { params: z.object({ name: openedName, json: z.string() }), result: z.object({}) },
  /** The JSON text that was kept last under a name. */
  reopen: { params: z.object({ name: openedName }), result: z.object({ json: z.string() }) },
  /** Videos and pictures in the output folder, newest first. */
  listOutputs: { params: z.object({}), result: z.array(outputFileSchema) },
  /** The JSON text of the workflow that made a video or picture, from the file itself. */
  openOutput: { params: z.object({ name: z.string() }), result: z.object({ json: z.string() }) },
  /** The numbers that a node plots for these widget values, where it has a plot. */
  plotNode: {
    params: z.object({ type: z.string(), widgets: z.record(z.string(), z.unknown()) }),
    result: z.object({ curve: z.array(z.number()).optional() }),
  },
  /** Whether a workflow may need more memory than there is. */
  checkMemory: { params: z.object({ json: z.string() }), result: z.object({ warning: memoryWarning.optional() }) },
  /** Tries every device that this system could have; takes seconds where there is one. */
  checkDevices: { params: z.object({}), result: z.array(deviceReport) },
  /** What running takes now; nothing before anything has run. */
  readUsage: { params: z.object({}), result: z.object({ usage: usageSchema.optional() }) },
  readSettings: { params: z.object({}), result: settingsSchema },
  writeSettings: { params: settingsSchema, result: z.object({}) },
  /** Where things are on this machine. */
  listFolders: {
    params: z.object({}),
    result: z.object({ outputs: z.string(), inputs: z.string(), workflows: z.string(), packs: z.array(z.string()) }),
  },
  ...QUEUE_METHODS,
  ...PACK_METHODS,
  ...OWN_NODE_METHODS,
} as const;

export type HostMethod = keyof typeof HOST_METHODS;
export type HostParams<M extends HostMethod> = z.input<(typeof HOST_METHODS)[M]['params']>;
export type HostResult<M extends HostMethod> = z.output<(typeof HOST_METHODS)[M]['result']>;

/** The one typed door between window and host. */
export interface HostApi {
  call<M extends HostMethod>(method: M, params: HostParams<M>): Promise<HostResult<M>>;
  /** Returns a function that ends the subscription. */
  onRunEvent(listener: (event: RunEvent) => void): () => void;
  /** Hears of runs that ended outside any node, which is a bug; `run-finished` follows. */
  onRunFailure(listener: (runId: string, failure: Failure) => void): () => void;
  /** Hears what waits and what runs, at first and at every change. */
  onQueue(listener: (queue: Queue) => void): () => void;
  /** Hears of all downloads at every change of one. */
  onDownloads(listener: (downloads: readonly Download[]) => void): () => void;
  /** Hears that there are other nodes than before: ask for them again. */
  onNodesChanged(listener: () => void): () => void;
}

/** Window → host, as JSON over the WebSocket. */
export const requestSchema = z.object({
  id: z.int(),
  method: z.enum(Object.keys(HOST_METHODS) as [HostMethod]),
  params: z.unknown(),
});

/** Host → window. Files are fetched by HTTP from `MEDIA_PATH` + their path below the output folder. */
export type HostMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: Failure }
  | { readonly runId: string; readonly failure: Failure }
  | { readonly event: RunEvent }
  | { readonly queue: Queue }
  | { readonly downloads: readonly Download[] }
  | { readonly nodes: 'changed' };

export const API_PATH = '/api';
/** A video or picture is put here; the answer is the workflow in it, null where there is none, as `ImportAnswer`. */
export const IMPORT_PATH = '/import';
export const LARGEST_IMPORT_BYTES = 512 * 1024 * 1024;
export const importAnswer = z.union([
  z.object({ json: z.string().nullable() }),
  z.object({ failure: z.object({ message: z.string(), hint: z.string().optional() }) }),
]);
export type ImportAnswer = z.infer<typeof importAnswer>;
export const MEDIA_PATH = '/media/';
/** A picture or video that a node is to read is put here under its name; the answer is the `path` it has now. Read from here again. */
export const INPUTS_PATH = '/inputs/';
export const inputAnswer = z.union([
  z.object({ path: z.string() }),
  z.object({ failure: z.object({ message: z.string(), hint: z.string().optional() }) }),
]);
export type InputAnswer = z.infer<typeof inputAnswer>;
/** A video or picture that came with a shared workflow is put here under its name; the answer is the file that it is among the outputs. */
export const RESULTS_PATH = '/results/';
export const resultAnswer = z.union([
  z.object({
    file: z.object({ path: z.string(), name: z.string(), mediaType: z.string(), bytes: z.number() }),
  }),
  z.object({ failure: z.object({ message: z.string(), hint: z.string().optional() }) }),
]);
export type ResultAnswer = z.infer<typeof resultAnswer>;

export type { DesktopApi } from './desktop-api.ts';
export type { Progress };
