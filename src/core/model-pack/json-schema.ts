import { z } from 'zod';
import { modelPackSchema } from '../model-pack.ts';

/** The text of `docs/modelpack.schema.json`: what may stand in a manifest, as JSON Schema. */
export function modelPackJsonSchema(): string {
  const schema = z.toJSONSchema(modelPackSchema, { io: 'input' });
  return `${JSON.stringify({ title: 'Patchloom model pack', ...schema }, null, 2)}\n`;
}
