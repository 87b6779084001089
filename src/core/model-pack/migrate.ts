import { z } from 'zod';
import { packPath, positive } from './common.ts';

const coder = z.object({ file: z.string(), input: z.string(), output: z.string() });

/** `modelpack/1` as it was read by the first release: one video architecture, patches outside, everything else fixed. */
const formatOne = z.object({
  format: z.literal('modelpack/1'),
  id: z.string(),
  title: z.string(),
  license: z.string(),
  media: z.enum(['image', 'video']),
  files: z.record(z.string(), z.object({ path: packPath })),
  latent: z.object({
    channels: positive,
    spatialStride: positive,
    temporalStride: positive,
    pixelMultiple: positive,
    patch: z.tuple([positive, positive, positive]),
  }),
  text: z.object({
    file: z.string(),
    tokenizer: packPath,
    maxTokens: positive,
    inputs: z.object({ ids: z.string(), mask: z.string() }),
    output: z.string(),
  }),
  denoiser: z.object({
    file: z.string(),
    inputs: z.object({
      tokens: z.string(),
      positions: z.string(),
      timestep: z.string(),
      context: z.string(),
      mask: z.string(),
    }),
    output: z.string(),
  }),
  prediction: z.enum(['flow']),
  vae: z.object({ decoder: coder, encoder: coder.optional() }),
  grammar: packPath.optional(),
  defaults: z.object({
    width: positive,
    height: positive,
    frames: positive,
    framesPerSecond: z.number().positive(),
    steps: positive,
    guidanceScale: z.number(),
    shift: z.number().positive(),
  }),
});

/** A format-1 manifest as JSON of format 2. The error of zod names places of the file as it was written. */
export function migrateFromOne(json: unknown): z.ZodSafeParseResult<unknown> {
  const result = formatOne.safeParse(json);
  return result.success ? { success: true, data: toTwo(result.data) } : result;
}

function toTwo(one: z.infer<typeof formatOne>): unknown {
  const { tokens, positions, timestep, context, mask } = one.denoiser.inputs;
  const { guidanceScale, shift, ...defaults } = one.defaults;
  const { patch, ...latent } = one.latent;
  return {
    ...one,
    format: 'modelpack/2',
    latent: { ...latent, layout: 'tokens', frames: 'causal', patch: { size: patch } },
    text: {
      encoders: {
        text: {
          file: one.text.file,
          tokenizer: { kind: 'json', path: one.text.tokenizer },
          maxTokens: one.text.maxTokens,
          padding: 'none',
          inputs: one.text.inputs,
          outputs: { context: one.text.output },
          mask: 'pass',
          // Format 1 knew no weights: brackets in its prompts were text.
          weights: false,
        },
      },
      context: [['text']],
    },
    denoiser: {
      file: one.denoiser.file,
      inputs: [
        { name: tokens, role: 'latent' },
        { name: positions, role: 'positions' },
        { name: timestep, role: 'timestep', map: 'sigma', shape: 'tokens' },
        { name: context, role: 'context' },
        { name: mask, role: 'context_mask' },
      ],
      output: { name: one.denoiser.output },
    },
    schedule: { family: 'flow', shift },
    guidance: { mode: 'cfg', scale: guidanceScale },
    defaults,
  };
}
