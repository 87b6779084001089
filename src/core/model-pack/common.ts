import { z } from 'zod';

/** A count or a size. */
export const positive = z.int().positive();

/** The name that an ONNX graph gives one of its inputs or outputs. */
export const graphName = z.string().min(1);

/** A key of `files`. */
export const fileKey = z.string().min(1);

/** A path below the pack's folder, with `/`: absolute ones, drives and `..` would leave it. */
export const packPath = z
  .string()
  .min(1)
  .refine((path) => !/^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)/.test(path), 'must stay inside the pack');

/** One number for each of red, green and blue. */
export const perColour = z.tuple([z.number(), z.number(), z.number()]);
