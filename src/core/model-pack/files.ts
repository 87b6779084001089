import { z } from 'zod';
import { packPath } from './common.ts';

/** One ONNX model of the pack. */
export const modelFileSchema = z.strictObject({
  path: packPath,
  /** Files with weights that the model reads beside itself. Only a list for downloads: the loader reads the model's own. */
  external: z.array(packPath).optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  bytes: z.int().nonnegative().optional(),
});

export type ModelFile = z.infer<typeof modelFileSchema>;
