import type { Config } from './folder.ts';

/** Schedule and sampler as `scheduler_config.json` has them, as JSON of a manifest. */
export function scheduleOf(config: Config): { readonly schedule: unknown; readonly sampler: unknown } {
  const name = config.text('_class_name') ?? '';
  const isFlow =
    name.startsWith('FlowMatch') ||
    config.flag('use_flow_sigmas') ||
    config.text('prediction_type') === 'flow_prediction';
  return { schedule: isFlow ? flowSchedule(config) : discreteSchedule(config), sampler: { default: samplerOf(name) } };
}

/** The prediction type; absent in old exports, which are all of the same kind. */
export function predictionOf(config: Config): string {
  const names: Readonly<Record<string, string>> = { v_prediction: 'v', sample: 'sample', flow_prediction: 'flow' };
  return names[config.text('prediction_type') ?? ''] ?? 'epsilon';
}

function flowSchedule(config: Config): unknown {
  const terminal = config.number('shift_terminal');
  const dynamic = {
    base: config.number('base_shift') ?? 0.5,
    max: config.number('max_shift') ?? 1.15,
    minTokens: config.number('base_image_seq_len') ?? 256,
    maxTokens: config.number('max_image_seq_len') ?? 4096,
    kind: config.text('time_shift_type') ?? 'exponential',
  };
  return {
    family: 'flow',
    trainSteps: config.number('num_train_timesteps') ?? 1000,
    shift: config.flag('use_dynamic_shifting') ? dynamic : (config.number('flow_shift') ?? config.number('shift') ?? 1),
    ...(terminal === undefined ? {} : { terminal }),
    // Pipelines that shift by size hand their levels over; the others leave them to the scheduler.
    grid: config.flag('use_dynamic_shifting') ? 'one-to-last' : 'training',
  };
}

/** Schedulers that place their steps by `leading` when the config is silent; the others use `linspace`. */
const LEADING = ['DDIMScheduler', 'DDPMScheduler', 'PNDMScheduler', 'LCMScheduler'];

function discreteSchedule(config: Config): unknown {
  const name = config.text('_class_name') ?? 'PNDMScheduler';
  const given = config.numbers('trained_betas');
  const betas = {
    kind: config.text('beta_schedule') ?? 'linear',
    start: config.number('beta_start') ?? 0.0001,
    end: config.number('beta_end') ?? 0.02,
  };
  const range = config.flag('clip_sample') ? (config.number('clip_sample_range') ?? 1) : undefined;
  const variance = config.text('variance_type');
  return {
    family: 'discrete',
    trainSteps: config.number('num_train_timesteps') ?? 1000,
    betas: given ?? betas,
    zeroTerminalSnr: config.flag('rescale_betas_zero_snr') ?? false,
    snrShift: config.number('snr_shift_scale') ?? 1,
    spacing: config.text('timestep_spacing') ?? (LEADING.includes(name) ? 'leading' : 'linspace'),
    offset: config.number('steps_offset') ?? 0,
    finalAlphaOne: config.flag('set_alpha_to_one') ?? name !== 'PNDMScheduler',
    ...(variance === 'fixed_large' || variance === 'learned_range' ? { variance } : {}),
    ...(range === undefined ? {} : { clip: range }),
  };
}

function samplerOf(name: string): string {
  const samplers: Readonly<Record<string, string>> = {
    DDIMScheduler: 'ddim',
    DDPMScheduler: 'ddpm',
    LCMScheduler: 'lcm',
    EulerAncestralDiscreteScheduler: 'euler_ancestral',
    HeunDiscreteScheduler: 'heun',
    LMSDiscreteScheduler: 'lms',
    PNDMScheduler: 'plms',
    DPMSolverMultistepScheduler: 'dpmpp_2m',
    UniPCMultistepScheduler: 'uni_pc',
    DEISMultistepScheduler: 'deis',
  };
  return samplers[name] ?? 'euler';
}
