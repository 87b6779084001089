import { z } from 'zod';

/** What happens to a seed once a run was asked for with it. */
export const AFTER_RUNS = ['fixed', 'increment', 'decrement', 'random'] as const;

/** One end of a wire. */
export interface PortRef {
  readonly node: string;
  readonly port: string;
}

// Nodes and widgets are looked up by name in plain objects, where these words would find JavaScript's own functions.
const isFree = (name: string) => !(name in Object.prototype);
const RESERVED = 'is reserved: choose another name';

/** A key under which a document holds something. */
export const documentKey = z.string().refine(isFree, RESERVED);

export const nodeId = z
  .string()
  .regex(/^[A-Za-z0-9_-]+$/, 'letters, digits, “-” and “_” only')
  .refine(isFree, RESERVED);

export const portId = z
  .string()
  .regex(/^[A-Za-z0-9_]+$/, 'letters, digits and “_” only')
  .refine(isFree, RESERVED);

/** Ends of wires are written `node.port`. */
export const portRef = z
  .string()
  .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_]+$/, 'must be “node.port”')
  .transform((written): PortRef => {
    const [node = '', port = ''] = written.split('.');
    return { node, port };
  })
  .refine(({ node, port }) => isFree(node) && isFree(port), RESERVED);

export const point = z.tuple([z.number(), z.number()]);

/** Points that a wire passes on its way, from its source on. */
export const via = z.array(point);

export const nodeSchema = z.looseObject({
  type: z.string().min(1),
  version: z.int().positive(),
  title: z.string().optional(),
  position: point,
  widgets: z.record(documentKey, z.json()).default({}),
  /** By widget: what happens to its seed once a run was asked for with it. */
  afterRun: z.record(documentKey, z.enum(AFTER_RUNS)).optional(),
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
export const groupSchema = z.looseObject({ ...boxFields, title: z.string() });

/** A piece of Markdown beside the nodes. */
export const noteSchema = z.looseObject({ ...boxFields, text: z.string() });

export const edgeSchema = z.looseObject({
  from: portRef,
  to: portRef,
  via: via.optional(),
});

export const viewportSchema = z.looseObject({ x: z.number(), y: z.number(), zoom: z.number().positive() });

/** What a canvas holds: that of the document, and that of each subgraph. */
export const canvasFields = {
  nodes: z.record(nodeId, nodeSchema),
  edges: z.array(edgeSchema),
  groups: z.array(groupSchema).default([]),
  notes: z.array(noteSchema).default([]),
};
