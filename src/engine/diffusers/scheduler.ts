import { type DeclaredScheduler, declareScheduler } from '../../diffusion/schedules/declare-scheduler.ts';
import type { SchedulerConfig } from '../../diffusion/schedules/scheduler-config.ts';
import type { Config } from './folder.ts';

const NUMBERS = [
  'num_train_timesteps',
  'beta_start',
  'beta_end',
  'steps_offset',
  'clip_sample_range',
  'snr_shift_scale',
  'sigma_min',
  'sigma_max',
  'shift',
  'flow_shift',
  'base_shift',
  'max_shift',
  'base_image_seq_len',
  'max_image_seq_len',
  'shift_terminal',
] as const satisfies readonly (keyof SchedulerConfig)[];

const FLAGS = [
  'set_alpha_to_one',
  'clip_sample',
  'rescale_betas_zero_snr',
  'use_karras_sigmas',
  'use_exponential_sigmas',
  'use_beta_sigmas',
  'use_lu_lambdas',
  'use_flow_sigmas',
  'use_dynamic_shifting',
] as const satisfies readonly (keyof SchedulerConfig)[];

const TEXTS = [
  'beta_schedule',
  'prediction_type',
  'timestep_spacing',
  'timestep_type',
  'variance_type',
  'algorithm_type',
  'solver_type',
  'time_shift_type',
] as const satisfies readonly (keyof SchedulerConfig)[];

/**
 * Prediction, schedule and sampler as `scheduler_config.json` has them, as JSON of a manifest. Texts are passed on as they are: the
 * manifest's schema says which it knows. Exports without the file are those of Stable Diffusion 1, which brought PNDM.
 */
export function schedulerOf(config: Config): DeclaredScheduler {
  const read = <Key extends string>(keys: readonly Key[], value: (key: Key) => unknown) =>
    keys.flatMap((key) => (value(key) === undefined ? [] : [[key, value(key)]]));
  return declareScheduler({
    ...Object.fromEntries([
      ...read(NUMBERS, config.number),
      ...read(FLAGS, config.flag),
      ...read(TEXTS, config.text),
      ...read(['trained_betas'], config.numbers),
    ]),
    _class_name: config.text('_class_name') ?? 'PNDMScheduler',
    ...(config.number('solver_order') === undefined ? {} : { solver_order: config.number('solver_order') }),
  } as SchedulerConfig);
}
