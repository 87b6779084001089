import { z } from 'zod';
import { canvasFields, documentKey, point, portId, portRef, via, viewportSchema } from './document-parts.ts';

const INSTANCE_TYPE = 'subgraph/';

/** The type that nodes have which stand for a subgraph. */
export function instanceTypeOf(id: string): string {
  return `${INSTANCE_TYPE}${id}`;
}

/** Which subgraph a node of this type stands for; undefined for all other nodes. */
export function subgraphIdOf(type: string): string | undefined {
  return type.startsWith(INSTANCE_TYPE) ? type.slice(INSTANCE_TYPE.length) : undefined;
}

const named = {
  /** For ever: wires and values outside know the port by it. */
  name: portId,
  /** What the port is called; without it, the words of its name. */
  label: z.string().optional(),
};

/** More rounds than this are a slip of the hand. */
export const MOST_ROUNDS = 1000;

const repeatSchema = z.looseObject({
  /** The setting of instances that says how often; for ever, like the names of ports. */
  name: portId,
  /** How often where an instance does not say. */
  times: z.int().min(1).max(MOST_ROUNDS),
});

function haveOneNameEach(ports: readonly { readonly name: string }[]): boolean {
  return new Set(ports.map(({ name }) => name)).size === ports.length;
}
const TWICE = 'a name is given twice';

const looseDefinition = z.looseObject({
  version: z.literal(1),
  title: z.string(),
  description: z.string().optional(),
  /** In the order in which they are shown. What arrives goes to all of `to`; `via`: by `node.port`, the points that wires to these pass inside. */
  inputs: z
    .array(z.looseObject({ ...named, to: z.array(portRef).min(1), via: z.record(documentKey, via).optional() }))
    .refine(haveOneNameEach, TWICE),
  /** In a loop, what an output gives is in the next round what the input `carriesTo` gets. `via`: the points that its wire passes inside. */
  outputs: z
    .array(z.looseObject({ ...named, from: portRef, carriesTo: portId.optional(), via: via.optional() }))
    .refine(haveOneNameEach, TWICE),
  /** Makes it a loop. */
  repeat: repeatSchema.optional(),
  /** Where the editor shows the inputs and the outputs; beside all nodes, when left out. */
  inputsAt: point.optional(),
  outputsAt: point.optional(),
  ...canvasFields,
  viewport: viewportSchema.optional(),
});
const definitionSchema = looseDefinition
  .refine(({ inputs, repeat }) => inputs.every(({ name }) => name !== repeat?.name), TWICE)
  .refine(
    ({ inputs, outputs }) =>
      outputs.every(({ carriesTo }) => carriesTo === undefined || inputs.some(({ name }) => name === carriesTo)),
    'an output carries to an input that is not there',
  );

/** A group of nodes that is used as one node, as often as one likes. */
export type SubgraphDefinition = z.infer<typeof definitionSchema>;
export type SubgraphInput = SubgraphDefinition['inputs'][number];
export type SubgraphOutput = SubgraphDefinition['outputs'][number];

/** A definition, or what a damaged or newer file has in its place, which is written back as it was. */
export type Subgraph =
  | { readonly kind: 'definition'; readonly definition: SubgraphDefinition }
  | { readonly kind: 'placeholder'; readonly written: z.core.util.JSONType; readonly reason: string };

export const subgraphSchema = z.json().transform((written): Subgraph => {
  const read = definitionSchema.safeParse(written);
  if (read.success) return { kind: 'definition', definition: read.data };
  const [issue] = read.error.issues;
  return { kind: 'placeholder', written, reason: `${issue?.path.join('.') || 'subgraph'}: ${issue?.message}` };
});

/** The definition with that id, where there is one that can be read. */
export function definitionOf(
  { subgraphs }: { readonly subgraphs: Readonly<Record<string, Subgraph>> },
  id: string | undefined,
): SubgraphDefinition | undefined {
  const found = id !== undefined && Object.hasOwn(subgraphs, id) ? subgraphs[id] : undefined;
  return found?.kind === 'definition' ? found.definition : undefined;
}
