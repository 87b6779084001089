import { z } from 'zod';
import { canvasFields, point, portId, portRef, viewportSchema } from './document-parts.ts';

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

function haveOneNameEach(ports: readonly { readonly name: string }[]): boolean {
  return new Set(ports.map(({ name }) => name)).size === ports.length;
}
const TWICE = 'a name is given twice';

const definitionSchema = z.looseObject({
  version: z.literal(1),
  title: z.string(),
  description: z.string().optional(),
  /** In the order in which they are shown. What arrives goes to all of `to`. */
  inputs: z.array(z.looseObject({ ...named, to: z.array(portRef).min(1) })).refine(haveOneNameEach, TWICE),
  outputs: z.array(z.looseObject({ ...named, from: portRef })).refine(haveOneNameEach, TWICE),
  /** Where the editor shows the inputs and the outputs; beside all nodes, when left out. */
  inputsAt: point.optional(),
  outputsAt: point.optional(),
  ...canvasFields,
  viewport: viewportSchema.optional(),
});

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
