import type { ScheduleDeclaration } from '../../core/model-pack/schedule.ts';
import { knownScheduler, type SchedulerConfig } from './scheduler-config.ts';

/** Prediction, schedule and sampler of a pack, as its manifest has them. What is left out has the manifest's default. */
export interface DeclaredScheduler {
  readonly prediction: 'epsilon' | 'v' | 'sample' | 'flow' | 'edm-v';
  readonly schedule: Partial<ScheduleDeclaration> & Pick<ScheduleDeclaration, 'family'>;
  readonly sampler: { readonly default: string };
}

/** A diffusers `scheduler_config.json` in the words of a manifest. Schedulers that are not known are run as Euler's. */
export function declareScheduler(config: SchedulerConfig): DeclaredScheduler {
  const known = knownScheduler(config._class_name) ?? { sampler: 'euler', family: 'euler', spacing: 'linspace' };
  const sampler = { default: known.samplerOf?.(config) ?? known.sampler };
  if (known.family === 'flow' || config.use_flow_sigmas || config.prediction_type === 'flow_prediction') {
    return { prediction: 'flow', schedule: flowSchedule(config), sampler };
  }
  if (config.timestep_type === 'continuous') {
    const schedule = { family: 'edm', sigmaMin: config.sigma_min ?? 0.002, sigmaMax: config.sigma_max ?? 700 } as const;
    return {
      prediction: config.prediction_type === 'v_prediction' ? 'edm-v' : predictionOf(config),
      schedule,
      sampler,
    };
  }
  return { prediction: predictionOf(config), schedule: discreteSchedule(config, known), sampler };
}

/** Absent in old exports, which all predict the noise. */
function predictionOf({ prediction_type }: SchedulerConfig): 'epsilon' | 'v' | 'sample' {
  if (prediction_type === 'v_prediction') return 'v';
  return prediction_type === 'sample' ? 'sample' : 'epsilon';
}

function flowSchedule(config: SchedulerConfig): DeclaredScheduler['schedule'] {
  const terminal = config.shift_terminal;
  const isDynamic = config.use_dynamic_shifting ?? false;
  return {
    family: 'flow',
    trainSteps: config.num_train_timesteps ?? 1000,
    shift: isDynamic
      ? {
          base: config.base_shift ?? 0.5,
          max: config.max_shift ?? 1.15,
          minTokens: config.base_image_seq_len ?? 256,
          maxTokens: config.max_image_seq_len ?? 4096,
          kind: config.time_shift_type ?? 'exponential',
        }
      : (config.flow_shift ?? config.shift ?? 1),
    ...(terminal ? { terminal } : {}),
    // Pipelines that shift by size hand their levels over; the others leave them to the scheduler.
    grid: isDynamic ? 'one-to-last' : 'training',
  };
}

function discreteSchedule(
  config: SchedulerConfig,
  known: { readonly spacing: 'leading' | 'trailing' | 'linspace'; readonly clip?: boolean },
): DeclaredScheduler['schedule'] {
  const { variance_type: variance } = config;
  const clips = known.clip !== undefined && (config.clip_sample ?? known.clip);
  return {
    family: 'discrete',
    trainSteps: config.num_train_timesteps ?? 1000,
    betas: config.trained_betas
      ? [...config.trained_betas]
      : {
          kind: config.beta_schedule ?? 'linear',
          start: config.beta_start ?? 0.0001,
          end: config.beta_end ?? 0.02,
        },
    zeroTerminalSnr: config.rescale_betas_zero_snr ?? false,
    snrShift: config.snr_shift_scale ?? 1,
    spacing: config.timestep_spacing ?? known.spacing,
    offset: config.steps_offset ?? 0,
    finalAlphaOne: config.set_alpha_to_one ?? config._class_name !== 'PNDMScheduler',
    ...spreadOf(config),
    ...(variance === 'fixed_large' || variance === 'learned_range' ? { variance } : {}),
    ...(clips ? { clip: config.clip_sample_range ?? 1 } : {}),
  };
}

function spreadOf(config: SchedulerConfig): { readonly spread?: 'karras' | 'exponential' | 'beta' } {
  if (config.use_karras_sigmas) return { spread: 'karras' };
  if (config.use_exponential_sigmas || config.use_lu_lambdas) return { spread: 'exponential' };
  return config.use_beta_sigmas ? { spread: 'beta' } : {};
}
