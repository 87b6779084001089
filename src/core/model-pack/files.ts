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
  /** The same model in other numbers; the first that suits the device takes its place. */
  variants: z
    .array(
      z.strictObject({
        path: packPath,
        precision: z.enum(['int8', 'int4', 'float16']),
        devices: z.array(z.enum(['cpu', 'gpu'])).default(['cpu']),
      }),
    )
    .optional(),
});

export type ModelFile = z.infer<typeof modelFileSchema>;
