import { z } from 'zod';
import { appViewSchema } from './app-view.ts';
import { canvasFields, documentKey, type PortRef, viewportSchema } from './document-parts.ts';
import { UserError } from './errors.ts';
import { type Subgraph, type SubgraphDefinition, subgraphSchema } from './subgraph.ts';

export type { PortRef };

/** Fields of later releases are kept and written back unchanged. */
const workflowSchema = z.looseObject({
  format: z.literal('patchloom/workflow'),
  version: z.literal(1),
  ...canvasFields,
  /** Groups of nodes that are used as one, by id. */
  subgraphs: z.record(documentKey, subgraphSchema).default({}),
  viewport: viewportSchema.default({ x: 0, y: 0, zoom: 1 }),
  meta: z
    .looseObject({
      title: z.string().optional(),
      description: z.string().optional(),
      app: appViewSchema.optional(),
      /** Where model packs can be had from, by name. */
      packs: z.record(documentKey, z.string()).optional(),
    })
    .default({}),
});

const CHOOSE_OURS = 'Choose a file that Patchloom saved.';

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
      hint: CHOOSE_OURS,
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
  const foreign = foreignFormat(data);
  if (foreign !== undefined) throw new UserError(`Not a Patchloom workflow: ${foreign}`, { hint: CHOOSE_OURS });
  const problems = result.error.issues.map(describeIssue);
  throw new UserError(`Not a Patchloom workflow: ${problems.join('; ')}`, { hint: 'Mend these places in the file.' });
}

/** What a file is that is not even meant to be ours; undefined for documents of ours with mistakes in them. */
function foreignFormat(data: unknown): string | undefined {
  const object = z.record(z.string(), z.unknown()).safeParse(data);
  if (!object.success || 'format' in object.data || 'edges' in object.data) return undefined;
  const isComfy =
    Array.isArray(object.data.links) ||
    Object.values(object.data).some((node) => z.object({ class_type: z.string() }).safeParse(node).success);
  return isComfy ? 'it is one of ComfyUI, whose nodes are others' : 'the file has no “format”';
}

function safeParse(data: unknown) {
  try {
    return workflowSchema.safeParse(data);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new UserError('The workflow is nested too deeply', { hint: CHOOSE_OURS, cause });
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
    ...orderedCanvas({ nodes, edges, groups, notes }),
    subgraphs: Object.fromEntries(
      Object.entries(sorted(subgraphs)).map(([id, subgraph]) => [id, orderedSubgraph(subgraph)]),
    ),
    viewport: orderedViewport(viewport),
    ...sorted(later),
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}

/** `node.port` */
export function portName(ref: PortRef): string {
  return `${ref.node}.${ref.port}`;
}

function orderedCanvas({ nodes, edges, groups, notes }: Pick<Workflow, 'nodes' | 'edges' | 'groups' | 'notes'>) {
  return {
    nodes: Object.fromEntries(Object.entries(sorted(nodes)).map(([id, node]) => [id, orderedNode(node)])),
    edges: edges
      .map(({ from, to, ...rest }) => ({ from: portName(from), to: portName(to), ...sorted(rest) }))
      .sort(byTarget),
    groups: groups.map(({ id, title, position, size, ...rest }) => ({ id, title, position, size, ...sorted(rest) })),
    notes: notes.map(({ id, text, position, size, ...rest }) => ({ id, text, position, size, ...sorted(rest) })),
  };
}

function orderedSubgraph(subgraph: Subgraph): unknown {
  return subgraph.kind === 'placeholder' ? subgraph.written : orderedDefinition(subgraph.definition);
}

function orderedDefinition(definition: SubgraphDefinition) {
  const { version, title, description, inputs, outputs, nodes, edges, groups, notes, viewport, ...later } = definition;
  return {
    version,
    title,
    ...(description === undefined ? {} : { description }),
    inputs: inputs.map(({ name, to, ...rest }) => ({ name, to: to.map(portName), ...sorted(rest) })),
    outputs: outputs.map(({ name, from, ...rest }) => ({ name, from: portName(from), ...sorted(rest) })),
    ...orderedCanvas({ nodes, edges, groups, notes }),
    ...(viewport === undefined ? {} : { viewport: orderedViewport(viewport) }),
    ...sorted(later),
  };
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
  // Nearly everything is in order already: it was read from a file that was written so.
  if (Object.keys(record).every((key, index, keys) => index === 0 || compare(keys[index - 1] ?? '', key) <= 0))
    return record;
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compare(a, b))) as T;
}

function byTarget(a: { from: string; to: string }, b: { from: string; to: string }): number {
  return compare(a.to, b.to) || compare(a.from, b.from);
}

/** By code units: the same order in every language setting. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
