import { z } from 'zod';
import { positive } from './common.ts';

/** What the denoiser returns. `flow` is the velocity noise − clean; `edm-v` is v with EDM's scalings. */
export const predictionSchema = z.enum(['epsilon', 'v', 'sample', 'flow', 'edm-v']);

const dynamicShift = z.strictObject({
  /** Shift at `minTokens` and at `maxTokens`, along a straight line in between and beyond. */
  base: z.number(),
  max: z.number(),
  minTokens: positive,
  maxTokens: positive,
  kind: z.enum(['exponential', 'linear']).default('exponential'),
});

const flow = z.strictObject({
  family: z.literal('flow'),
  trainSteps: positive.default(1000),
  shift: z.union([z.number().positive(), dynamicShift]).default(1),
  /** The last level but one is stretched to this. */
  terminal: z.number().positive().optional(),
  /**
   * Levels before the shift: `linspace(1, 1/N, N)`, `linspace(1, 0, N + 1)` without its last, diffusers' own spacing down to
   * the shifted 1/trainSteps, or linear and then quadratic (Mochi).
   */
  grid: z.enum(['one-to-last', 'one-to-zero', 'training', 'linear-quadratic']).default('one-to-last'),
  /** Where `linear-quadratic` turns. */
  threshold: z.number().positive().optional(),
});

/** How much noise each step of training adds: by rule, or as a list. */
export const betasSchema = z.union([
  z.strictObject({
    kind: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']),
    start: z.number().positive(),
    end: z.number().positive(),
  }),
  z.array(z.number()).min(1),
]);

const discrete = z.strictObject({
  family: z.literal('discrete'),
  trainSteps: positive.default(1000),
  betas: betasSchema,
  zeroTerminalSnr: z.boolean().default(false),
  /** Divides the signal-to-noise ratio (CogVideoX); 1 leaves it. */
  snrShift: z.number().positive().default(1),
  spacing: z.enum(['leading', 'trailing', 'linspace']).default('leading'),
  offset: z.int().default(0),
  /** Spreads the levels over their range in another way than evenly in time: diffusers' `use_karras_sigmas` and its kin. */
  spread: z.enum(['karras', 'exponential', 'beta']).optional(),
  /** Whether the level after the last is clean, or that of training step 0. */
  finalAlphaOne: z.boolean().default(true),
  variance: z.enum(['fixed_small', 'fixed_large', 'learned_range']).default('fixed_small'),
  /** Whether the clean estimate is clipped to ±this. */
  clip: z.number().positive().optional(),
});

const edm = z.strictObject({
  family: z.literal('edm'),
  sigmaMin: z.number().positive(),
  sigmaMax: z.number().positive(),
  rho: z.number().positive().default(7),
  sigmaData: z.number().positive().default(1),
});

/** The noise levels that the model was trained on and how a run visits them. */
export const scheduleSchema = z.discriminatedUnion('family', [flow, discrete, edm]);

/** Names of samplers, the pack's own choice first. */
export const samplerSchema = z.strictObject({
  default: z.string().regex(/^[a-z0-9_]+$/),
  allowed: z.array(z.string().regex(/^[a-z0-9_]+$/)).optional(),
});

export type Prediction = z.infer<typeof predictionSchema>;
export type ScheduleDeclaration = z.infer<typeof scheduleSchema>;
