import { z } from 'zod';
import { packPath } from './model-pack/common.ts';
import { denoiserSchema } from './model-pack/denoiser.ts';
import { modelFileSchema } from './model-pack/files.ts';
import { guidanceSchema } from './model-pack/guidance.ts';
import { captionerSchema, languageModelSchema, upscalerSchema } from './model-pack/language.ts';
import { latentSchema } from './model-pack/latent.ts';
import {
  calibrationSchema,
  capabilitiesSchema,
  defaultsSchema,
  limitsSchema,
  previewSchema,
} from './model-pack/presentation.ts';
import { predictionSchema, samplerSchema, scheduleSchema } from './model-pack/schedule.ts';
import { imageEncoderSchema, textSchema } from './model-pack/text.ts';
import { vaeSchema } from './model-pack/vae.ts';

/** The format that this version writes; older ones are migrated (`model-pack/migrate.ts`). */
export const MODEL_PACK_FORMAT = 'modelpack/2';

/**
 * `modelpack.json`: what a folder of ONNX files can do and how its models are to be fed. Strict: a misspelt field would
 * otherwise be a default that nobody asked for.
 */
export const modelPackSchema = z.strictObject({
  $schema: z.string().optional(),
  format: z.literal(MODEL_PACK_FORMAT),
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/),
  title: z.string(),
  license: z.string(),
  /** Where it comes from: an address, or `hf:owner/name`. */
  source: z.string().optional(),
  media: z.enum(['image', 'video']),
  files: z.record(z.string().min(1), modelFileSchema),
  latent: latentSchema,
  text: textSchema.optional(),
  image: imageEncoderSchema.optional(),
  denoiser: denoiserSchema,
  prediction: predictionSchema,
  schedule: scheduleSchema,
  sampler: samplerSchema.prefault({ default: 'euler' }),
  guidance: guidanceSchema,
  vae: vaeSchema,
  capabilities: capabilitiesSchema.prefault({}),
  preview: previewSchema.optional(),
  calibration: calibrationSchema.optional(),
  defaults: defaultsSchema,
  limits: limitsSchema.prefault({}),
  /** A `patchloom/grammar` file: the sentences that the pack was trained on. */
  grammar: packPath.optional(),
  /** Writes a full prompt from a short one. */
  expander: languageModelSchema.optional(),
  captioner: captionerSchema.optional(),
  upscaler: upscalerSchema.optional(),
});

export type ModelPackManifest = z.infer<typeof modelPackSchema>;

/** A file of low-rank matrices that work beside the layers of a model, and how much. */
export interface LoraUse {
  /** The absolute path. */
  readonly file: string;
  readonly strength: number;
}

/** A model pack as a value on a wire: its manifest and where it was found. */
export interface ModelPack {
  readonly name: string;
  readonly manifest: ModelPackManifest;
  /** What is added to its models when they are opened. */
  readonly loras?: readonly LoraUse[];
}
