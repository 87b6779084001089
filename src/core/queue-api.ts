import { z } from 'zod';
import type { Seed } from './after-run.ts';
import type { SavedFile } from './values.ts';

const failureSchema = z.object({
  kind: z.enum(['user', 'bug']),
  message: z.string(),
  hint: z.string().exactOptional(),
  stack: z.string().exactOptional(),
});

const savedFileSchema: z.ZodType<SavedFile> = z.object({
  path: z.string(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number(),
});

const seedSchema: z.ZodType<Seed> = z.object({ node: z.string(), widget: z.string(), value: z.number() });

/** Runs that were asked for at once, and which of them this one is, from 1. */
const batchSchema = z.object({ id: z.string().max(80), index: z.int().positive(), count: z.int().positive() });
export type Batch = z.infer<typeof batchSchema>;

/** `interrupted`: the app ended, however it did, while the run went on. */
export const RUN_STATUSES = ['waiting', 'running', 'done', 'failed', 'stopped', 'interrupted'] as const;

/** A run as the history has it. Its workflow is fetched by itself. */
export const runRecordSchema = z.object({
  runId: z.string(),
  name: z.string(),
  /** When it was asked for, in milliseconds since 1970. */
  askedAt: z.number(),
  status: z.enum(RUN_STATUSES),
  /** How long it took. */
  seconds: z.number().exactOptional(),
  /** The seeds that it was asked for with. */
  seeds: z.array(seedSchema),
  /** The nodes that were wanted; without it, all that save or show something. */
  targets: z.array(z.string()).exactOptional(),
  batch: batchSchema.exactOptional(),
  files: z.array(savedFileSchema),
  /** Why it failed, and at which node. */
  failure: failureSchema.exactOptional(),
  failedNode: z.string().exactOptional(),
  /** How long each node took that ran, in seconds, in the order in which they ended. */
  nodeSeconds: z.record(z.string(), z.number()),
});
export type RunRecord = z.infer<typeof runRecordSchema>;
export type RunStatus = RunRecord['status'];

/** What waits, in its order, and what runs. */
const queueSchema = z.object({
  waiting: z.array(runRecordSchema),
  running: runRecordSchema.exactOptional(),
  /** Nothing new is started while it holds. */
  isPaused: z.boolean(),
});
export type Queue = z.infer<typeof queueSchema>;

export const EMPTY_QUEUE: Queue = { waiting: [], isPaused: false };

const runId = z.string().max(80);
/** The run, and all of its batch. */
const wholeBatch = z.boolean().optional();
const nothing = z.object({});

/** What the window may ask about runs: arguments and answer of every method. */
export const QUEUE_METHODS = {
  /**
   * Puts a run into the queue; everything else about it arrives as run events. `name` is the workflow's, for the names of files.
   * It is there after a restart, too, once this is answered.
   */
  startRun: {
    params: z.object({
      json: z.string(),
      name: z.string().max(80),
      /** The nodes that are wanted, with all that they need; without it, all that save or show something. */
      targets: z.array(z.string()).optional(),
      /** Before all that wait already, but after what of its batch has been put there. */
      isNext: z.boolean().optional(),
      batch: batchSchema.optional(),
    }),
    result: z.object({ runId: z.string() }),
  },
  /** Puts a run of the history into the queue once more, as it was. */
  repeatRun: { params: z.object({ runId }), result: z.object({ runId: z.string() }) },
  /** Stops a run between two steps of what it is doing; one that waits is taken out of the queue, as is what of its batch waits. */
  stopRun: { params: z.object({ runId, wholeBatch }), result: nothing },
  /** What waits and what runs; changes are told as they come. */
  readQueue: { params: nothing, result: queueSchema },
  /** Puts a run that waits before another one that waits; to the end without one. */
  moveRun: { params: z.object({ runId, before: runId.nullable(), wholeBatch }), result: nothing },
  /** Takes a run that waits out of the queue and out of the history: it never ran. */
  removeRun: { params: z.object({ runId, wholeBatch }), result: nothing },
  /** The same for all that wait. */
  clearQueue: { params: nothing, result: nothing },
  /** Lets nothing new start, or lets it again. What runs is not touched. */
  pauseQueue: { params: z.object({ isPaused: z.boolean() }), result: nothing },
  /** Runs that are not waiting any more, newest first, a page at a time. */
  listRuns: {
    params: z.object({
      /** Words that all have to be in its name, texts, seeds, files or failure; in any case. */
      search: z.string().max(200).optional(),
      /** The last run of the page before. */
      after: runId.optional(),
      limit: z.int().min(1).max(200).optional(),
    }),
    result: z.object({ runs: z.array(runRecordSchema), hasMore: z.boolean() }),
  },
  /** The workflow of a run, as it was run. */
  openRun: { params: z.object({ runId }), result: z.object({ json: z.string(), name: z.string() }) },
  /** Takes runs that are over out of the history; their files stay. All of them without an id. */
  forgetRuns: { params: z.object({ runId: runId.optional() }), result: nothing },
} as const;
