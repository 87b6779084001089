import { UserError } from '../../core/errors.ts';
import type { NoiseModel } from '../noise-model.ts';
import { exponentialSigmas, karrasSigmas, klOptimalSigmas, linearQuadraticSigmas } from './range-schedules.ts';
import { betaSigmas, ddimUniformSigmas, normalSigmas, sgmUniformSigmas, simpleSigmas } from './table-schedules.ts';

/** Falling noise levels that end in 0: one more than there are steps. */
export type Schedule = (model: NoiseModel, steps: number) => readonly number[];

/** The schedules that a node offers, by the names that ComfyUI gave them. */
export const SCHEDULES = {
  simple: simpleSigmas,
  normal: normalSigmas,
  karras: karrasSigmas,
  exponential: exponentialSigmas,
  sgm_uniform: sgmUniformSigmas,
  ddim_uniform: ddimUniformSigmas,
  beta: betaSigmas,
  linear_quadratic: linearQuadraticSigmas,
  kl_optimal: klOptimalSigmas,
} as const satisfies Record<string, Schedule>;

export type ScheduleName = keyof typeof SCHEDULES;

export interface ScheduleOptions {
  readonly schedule: ScheduleName;
  readonly model: NoiseModel;
  readonly steps: number;
  /** How much of the noise is put on and taken off again, above 0 to 1: less than 1 keeps that much less of a given video. */
  readonly denoise?: number;
  /** Leaves out the last level before 0, whose step is too short for samplers that look between levels (dpm_2, uni_pc). */
  readonly discardPenultimate?: boolean;
}

/** The noise levels of a run, falling, one more than there are steps. */
export function scheduleSigmas(options: ScheduleOptions): readonly number[] {
  const { steps, denoise = 1 } = options;
  if (denoise >= 1) return fullSchedule(options, steps);
  // As many steps as asked for, of a longer schedule's end: the start is where `denoise` of the way is still to go.
  return fullSchedule(options, Math.floor(steps / denoise)).slice(-(steps + 1));
}

function fullSchedule({ schedule, model, discardPenultimate = false }: ScheduleOptions, steps: number) {
  const sigmasOf: Schedule = SCHEDULES[schedule];
  if (!discardPenultimate) return sigmasOf(model, steps);
  const longer = sigmasOf(model, steps + 1);
  return [...longer.slice(0, -2), ...longer.slice(-1)];
}

/** Noise levels as a person writes them: numbers that fall, separated by commas, spaces or lines. At least two. */
export function parseSigmas(text: string): readonly number[] {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const sigmas = words.map(Number);
  const hint = 'Write falling numbers with commas between them, the last usually 0: “1, 0.75, 0.5, 0.25, 0”.';
  const wrong = words.find((_, index) => !Number.isFinite(sigmas[index]) || (sigmas[index] as number) < 0);
  if (wrong !== undefined) throw new UserError(`“${wrong}” is not a noise level.`, { hint });
  if (sigmas.length < 2) throw new UserError('A list of noise levels needs at least two of them.', { hint });
  const rise = sigmas.findIndex((sigma, index) => index > 0 && sigma >= (sigmas[index - 1] as number));
  if (rise > 0) throw new UserError(`Noise level ${words[rise]} does not lie below ${words[rise - 1]}.`, { hint });
  return sigmas;
}
