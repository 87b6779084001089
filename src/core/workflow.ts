import { z } from 'zod';
import { AFTER_RUNS } from './after-run.ts';
import { appViewSchema } from './app-view.ts';
import { UserError } from './errors.ts';

/** One end of a wire. */
export interface PortRef {
  readonly node: string;
  readonly port: string;
}

// Nodes and widgets are looked up by name in plain objects, where these words would find JavaScript's own functions.
const isFree = (name: string) => !(name in Object.prototype);
const RESERVED = 'is reserved: choose another name';

const nodeId = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, “-” and “_” only')
  .refine(isFree, RESERVED);

/** Ends of wires are written `node.port`. */
const portRef = z
  .string()
  .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_]+$/, 'must be “node.port”')
  .transform((written): PortRef => {
    const [node = '', port = ''] = written.split('.');
    return { node, port };
  })
  .refine(({ node, port }) => isFree(node) && isFree(port), RESERVED);

const point = z.tuple([z.number(), z.number()]);

const nodeSchema = z.looseObject({
  type: z.string().min(1),
  version: z.int().positive(),
  title: z.string().optional(),
  position: point,
  widgets: z.record(z.string().refine(isFree, RESERVED), z.json()).default({}),
  /** By widget: what happens to its seed once a run was asked for with it. */
  afterRun: z.record(z.string().refine(isFree, RESERVED), z.enum(AFTER_RUNS)).optional(),
  /** Bypassed: its inputs go straight to its outputs. Muted: as if it were not there. */
  mode: z.enum(['bypass', 'mute']).optional(),
  /** Only its header is shown. */
  collapsed: z.boolean().optional(),
  color: z.string().optional(),
  /** Width and height that a person gave it; it is never smaller than what it shows. */
  size: point.optional(),
});

/** What lies on the canvas and is no node. */
const boxFields = { id: nodeId, position: point, size: point, color: z.string().optional() };

/** A frame; it carries the nodes whose middle is inside it. */
const groupSchema = z.looseObject({ ...boxFields, title: z.string() });

/** A piece of Markdown beside the nodes. */
const noteSchema = z.looseObject({ ...boxFields, text: z.string() });

const edgeSchema = z.looseObject({
  from: portRef,
  to: portRef,
  /** Points that the wire passes on its way, from its source on. */
  via: z.array(point).optional(),
});

/** Fields of later releases are kept and written back unchanged. */
const workflowSchema = z.looseObject({
  format: z.literal('patchloom/workflow'),
  version: z.literal(1),
  nodes: z.record(nodeId, nodeSchema),
  edges: z.array(edgeSchema),
  groups: z.array(groupSchema).default([]),
  notes: z.array(noteSchema).default([]),
  subgraphs: z.record(z.string(), z.json()).default({}),
  viewport: z
    .looseObject({ x: z.number(), y: z.number(), zoom: z.number().positive() })
    .default({ x: 0, y: 0, zoom: 1 }),
  meta: z
    .looseObject({
      title: z.string().optional(),
      description: z.string().optional(),
      app: appViewSchema.optional(),
      /** Where model packs can be had from, by name. */
      packs: z.record(z.string().refine(isFree, RESERVED), z.string()).optional(),
    })
    .default({}),
});

/** The document: what is saved, shared and undone. Edits are functions from one to the next. */
export type Workflow = z.infer<typeof workflowSchema>;
export type WorkflowNode = Workflow['nodes'][string];
export type NodeMode = NonNullable<WorkflowNode['mode']>;
export type Edge = Workflow['edges'][number];
export type Group = Workflow['groups'][number];
export type Note = Workflow['notes'][number];
export type Point = readonly [x: number, y: number];

/** A document with nothing in it. */
export function emptyWorkflow(): Workflow {
  return workflowSchema.parse({ format: 'patchloom/workflow', version: 1, nodes: {}, edges: [] });
}

/** Reads a document from JSON text. `UserError` lists everything that is wrong with it. */
export function parseWorkflow(json: string): Workflow {
  let data: unknown;
  try {
    // Some editors put a byte order mark at the start of a file.
    data = JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new UserError(`The workflow is not JSON: ${(cause as Error).message}`, {
      hint: 'Choose a file that Patchloom saved.',
      cause,
    });
  }
  return readWorkflow(data);
}

/** Reads a document from parsed JSON. `UserError` lists everything that is wrong with it. */
export function readWorkflow(data: unknown): Workflow {
  const result = safeParse(data);
  if (result.success) return result.data;
  const header = z.looseObject({ format: z.string(), version: z.number() }).safeParse(data);
  if (header.success && header.data.format === 'patchloom/workflow' && header.data.version > 1) {
    throw new UserError(`The workflow has version ${header.data.version}; this Patchloom reads version 1`, {
      hint: 'Update Patchloom.',
    });
  }
  const problems = result.error.issues.map(describeIssue);
  throw new UserError(`Not a Patchloom workflow: ${problems.join('; ')}`, { hint: 'Mend these places in the file.' });
}

function safeParse(data: unknown) {
  try {
    return workflowSchema.safeParse(data);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new UserError('The workflow is nested too deeply', { hint: 'Choose a file that Patchloom saved.', cause });
  }
}

/** `nodes.sampler.version: …`; of a bad key, what is wrong with it. */
function describeIssue(issue: z.core.$ZodIssue): string {
  const message = issue.code === 'invalid_key' ? issue.issues.map((inner) => inner.message).join(', ') : issue.message;
  return `${issue.path.join('.') || 'document'}: ${message}`;
}

/** JSON text with keys in a stable order, so that two versions of a file differ only where the document does. */
export function serializeWorkflow(workflow: Workflow): string {
  const { format, version, meta, nodes, edges, groups, notes, subgraphs, viewport, ...later } = workflow;
  const written = {
    format,
    version,
    meta: sorted(meta),
    nodes: Object.fromEntries(Object.entries(sorted(nodes)).map(([id, node]) => [id, orderedNode(node)])),
    edges: edges
      .map(({ from, to, ...rest }) => ({ from: portName(from), to: portName(to), ...sorted(rest) }))
      .sort(byTarget),
    groups: groups.map(({ id, title, position, size, ...rest }) => ({ id, title, position, size, ...sorted(rest) })),
    notes: notes.map(({ id, text, position, size, ...rest }) => ({ id, text, position, size, ...sorted(rest) })),
    subgraphs: sorted(subgraphs),
    viewport: orderedViewport(viewport),
    ...sorted(later),
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}

/** `node.port` */
export function portName(ref: PortRef): string {
  return `${ref.node}.${ref.port}`;
}

function orderedNode({ type, version, title, position, widgets, afterRun, ...later }: WorkflowNode) {
  return {
    type,
    version,
    ...(title === undefined ? {} : { title }),
    position,
    widgets: sorted(widgets),
    ...(afterRun === undefined ? {} : { afterRun: sorted(afterRun) }),
    ...sorted(later),
  };
}

function orderedViewport({ x, y, zoom, ...later }: Workflow['viewport']) {
  return { x, y, zoom, ...sorted(later) };
}

function sorted<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compare(a, b))) as T;
}

function byTarget(a: { from: string; to: string }, b: { from: string; to: string }): number {
  return compare(a.to, b.to) || compare(a.from, b.from);
}

/** By code units: the same order in every language setting. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
