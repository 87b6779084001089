import { z } from 'zod';

const problem = z.object({
  message: z.string(),
  /** The file that it is in, where that is another one than the one that was loaded. */
  file: z.string().optional(),
  /** From 1. */
  line: z.number().optional(),
});
/** Why a file of a person's own nodes brings none. */
export type OwnNodeProblem = z.infer<typeof problem>;

const file = z.object({
  /** Its path below the folder, with `/`. */
  name: z.string(),
  /** The ids of the nodes that it brings; none of a file that others import. */
  nodes: z.array(z.string()),
  problem: problem.optional(),
});
export type OwnNodeFile = z.infer<typeof file>;

const folder = z.object({
  path: z.string(),
  /** Nothing in it is loaded before a person has allowed that. */
  isAllowed: z.boolean(),
  files: z.array(file),
});
/** A folder with a person's own nodes. */
export type OwnNodeFolder = z.infer<typeof folder>;

/** What the window may ask about a person's own nodes. It never names a folder that is to be loaded. */
export const OWN_NODE_METHODS = {
  /** The folders that are allowed, and the usual one where there is something in it. */
  listOwnNodes: { params: z.object({}), result: z.array(folder) },
  /** A person allows the usual folder, now and at later starts. */
  allowOwnNodes: { params: z.object({}), result: z.object({}) },
  /** A folder is loaded no longer. */
  forgetOwnNodes: { params: z.object({ path: z.string() }), result: z.object({}) },
} as const;
