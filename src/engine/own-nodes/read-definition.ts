import { z } from 'zod';
import type { NodeDefinition } from '../../core/define-node.ts';
import type { Widget } from '../../core/ports.ts';
import { SOCKET_TYPES } from '../../core/sockets.ts';
import { checkWidgetValue } from '../../core/widget-values.ts';

const labelled = { label: z.string().optional(), help: z.string() };
const wirePort = z.object({
  kind: z.literal('wire'),
  type: z.enum(SOCKET_TYPES),
  optional: z.boolean(),
  list: z.literal(true).optional(),
  when: z.object({ input: z.string(), is: z.union([z.string(), z.number(), z.boolean()]) }).optional(),
  ...labelled,
});
const number = {
  default: z.number(),
  min: z.number().optional(),
  max: z.number().optional(),
  step: z.number().positive().optional(),
  unit: z.string().optional(),
  ...labelled,
};
const inputPort = z
  .discriminatedUnion('kind', [
    wirePort,
    z.object({ kind: z.literal('int'), ...number }),
    z.object({ kind: z.literal('float'), ...number }),
    z.object({ kind: z.literal('seed'), default: z.number(), ...labelled }),
    z.object({ kind: z.literal('text'), default: z.string(), multiline: z.boolean(), ...labelled }),
    z.object({ kind: z.literal('bool'), default: z.boolean(), ...labelled }),
    z.object({ kind: z.literal('choice'), default: z.string(), options: z.array(z.string()).min(1), ...labelled }),
    z.object({
      kind: z.literal('file'),
      default: z.string(),
      accept: z.array(z.enum(['image', 'video'])),
      ...labelled,
    }),
    z.object({ kind: z.literal('color'), default: z.string(), ...labelled }),
  ])
  .superRefine((port, context) => {
    if (port.kind === 'wire') return;
    const verdict = checkWidgetValue(port as Widget, port.default);
    if (!verdict.ok) context.addIssue({ code: 'custom', path: ['default'], message: verdict.reason });
  });

const portName = z.string().regex(/^[a-z][A-Za-z0-9_]*$/, 'a port is named by a letter, then letters and digits');
const isFunction = z.custom((value) => typeof value === 'function', 'is a function');

const definitionSchema = z
  .object({
    id: z.string().regex(/^[a-z0-9-]+(\/[a-z0-9-]+)+$/, 'an id is “folder/name”, of small letters, digits and “-”'),
    version: z.int().min(1),
    title: z.string().trim().min(1),
    summary: z.string().trim().min(1),
    inputs: z.record(portName, inputPort),
    outputs: z.record(portName, wirePort),
    terminal: z.boolean().optional(),
    lane: z.enum(['model', 'cpu']).optional(),
    cacheable: z.literal(false).optional(),
    fingerprint: isFunction.optional(),
    curve: isFunction.optional(),
    run: isFunction,
  })
  .refine(({ terminal, outputs }) => terminal === true || Object.keys(outputs).length > 0, {
    message: 'a node has outputs, or is “terminal”',
  });

export type ReadDefinition =
  | { readonly ok: true; readonly definition: NodeDefinition }
  | { readonly ok: false; readonly reason: string };

/** What somebody's module exports as a node, checked: the compiler may not have been asked. */
export function readDefinition(exported: object): ReadDefinition {
  const { success, error } = definitionSchema.safeParse(exported);
  if (success) return { ok: true, definition: exported as NodeDefinition };
  const name = 'id' in exported ? String(exported.id) : 'a node';
  const [issue] = error.issues;
  const place = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  return { ok: false, reason: `${name} is not declared as it should be: ${place}${issue?.message ?? error.message}` };
}
