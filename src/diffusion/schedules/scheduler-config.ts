import { UserError } from '../../core/errors.ts';
import { type BetaSchedule, cumulativeAlphas } from '../betas.ts';
import { continuousNoiseModel, discreteNoiseModel, flowNoiseModel, type NoiseModel } from '../noise-model.ts';
import type { Prediction } from '../prediction.ts';
import type { SamplerOptions } from '../samplers/run-steps.ts';
import type { SamplerName } from '../samplers/samplers.ts';
import { configuredSigmas } from './configured-sigmas.ts';

/** The fields of a diffusers `scheduler_config.json` that change numbers, by the names they have there. */
export interface SchedulerConfig {
  readonly _class_name: string;
  readonly num_train_timesteps?: number;
  readonly beta_start?: number;
  readonly beta_end?: number;
  readonly beta_schedule?: BetaSchedule;
  readonly trained_betas?: readonly number[] | null;
  readonly prediction_type?: 'epsilon' | 'v_prediction' | 'sample' | 'flow_prediction';
  readonly timestep_spacing?: 'leading' | 'trailing' | 'linspace';
  readonly timestep_type?: 'discrete' | 'continuous';
  readonly steps_offset?: number;
  readonly set_alpha_to_one?: boolean;
  readonly clip_sample?: boolean;
  readonly clip_sample_range?: number;
  readonly thresholding?: boolean;
  readonly dynamic_thresholding_ratio?: number;
  readonly sample_max_value?: number;
  readonly variance_type?: string | null;
  readonly rescale_betas_zero_snr?: boolean;
  readonly snr_shift_scale?: number;
  readonly use_karras_sigmas?: boolean | null;
  readonly use_exponential_sigmas?: boolean | null;
  readonly use_beta_sigmas?: boolean | null;
  readonly use_lu_lambdas?: boolean | null;
  readonly use_flow_sigmas?: boolean | null;
  readonly algorithm_type?: string;
  readonly solver_order?: number;
  readonly solver_type?: string;
  readonly lower_order_final?: boolean;
  readonly final_sigmas_type?: 'zero' | 'sigma_min';
  readonly sigma_min?: number | null;
  readonly sigma_max?: number | null;
  readonly original_inference_steps?: number;
  readonly shift?: number;
  readonly flow_shift?: number;
  readonly use_dynamic_shifting?: boolean;
  readonly base_shift?: number;
  readonly max_shift?: number;
  readonly base_image_seq_len?: number;
  readonly max_image_seq_len?: number;
  readonly time_shift_type?: 'exponential' | 'linear';
  readonly shift_terminal?: number | null;
  readonly invert_sigmas?: boolean;
  readonly stochastic_sampling?: boolean;
}

/** How diffusers' schedulers space their levels; see `SpacingOptions`. */
export type SchedulerFamily = 'euler' | 'ddim' | 'solver' | 'consistency' | 'flow';

/** A scheduler as its parts, each of which a person may replace. */
export interface ConfiguredScheduler {
  readonly noiseModel: NoiseModel;
  readonly prediction: Prediction;
  readonly sampler: SamplerName;
  readonly options: SamplerOptions;
  /** Noise levels of a run, one more than `steps`. `tokens` is the video's length where the levels depend on it. */
  sigmas(steps: number, tokens?: number): readonly number[];
  /**
   * Whether the scheduler's own states have constant variance: noise then starts at √(1 + σ²) times its draw (see `pureNoise`),
   * and a run that ends above 0 is scaled back (see `preserveVariance`).
   */
  readonly unitVariance: boolean;
  /** Whether the network puts out a variance beside its prediction, in as many channels: see `sampleLearnedRange`. */
  readonly learnedVariance: boolean;
  /** What `thresholdDynamically` does to each clean estimate, where the model wants that. */
  readonly threshold: { readonly ratio: number; readonly maximum: number } | undefined;
}

/** Noise model, schedule and sampler of a published model. A scheduler class that is not known is a `UserError`. */
export function readSchedulerConfig(config: SchedulerConfig): ConfiguredScheduler {
  const known = knownScheduler(config._class_name);
  if (known === undefined) {
    throw new UserError(`The scheduler ${config._class_name} is not known.`, {
      hint: `Choose sampler and schedule yourself, or use one of ${Object.keys(SCHEDULERS).join(', ')}.`,
    });
  }
  const { family, spacing } = known;
  const flow = family === 'flow' || config.use_flow_sigmas === true || config.prediction_type === 'flow_prediction';
  const noiseModel = flow ? flowModelOf(config) : explodingModelOf(config, known.clip !== undefined);
  const timestepSpacing = config.timestep_spacing ?? spacing;
  return {
    noiseModel,
    prediction: { kind: flow ? 'flow' : PREDICTIONS[config.prediction_type ?? 'epsilon'] },
    sampler: known.samplerOf?.(config) ?? known.sampler,
    options: optionsOf(config, known),
    sigmas: (steps, tokens) =>
      configuredSigmas({ config, family, flow, noiseModel, spacing: timestepSpacing }, steps, tokens),
    unitVariance:
      !flow && (family !== 'euler' || timestepSpacing === 'leading' || config.timestep_type === 'continuous'),
    learnedVariance: config.variance_type?.startsWith('learned') ?? false,
    threshold: config.thresholding
      ? { ratio: config.dynamic_thresholding_ratio ?? 0.995, maximum: config.sample_max_value ?? 1 }
      : undefined,
  };
}

/** How a scheduler class of diffusers samples and spaces its levels. */
export interface KnownScheduler {
  readonly sampler: SamplerName;
  readonly samplerOf?: (config: SchedulerConfig) => SamplerName | undefined;
  readonly family: SchedulerFamily;
  /** Where the configuration does not say. */
  readonly spacing: 'leading' | 'trailing' | 'linspace';
  /** Whether clean estimates are clipped where the configuration does not say; absent where the class never does. */
  readonly clip?: boolean;
}

const SCHEDULERS: Readonly<Record<string, KnownScheduler>> = {
  EulerDiscreteScheduler: { sampler: 'euler', family: 'euler', spacing: 'linspace' },
  EulerAncestralDiscreteScheduler: { sampler: 'euler_ancestral', family: 'euler', spacing: 'linspace' },
  HeunDiscreteScheduler: { sampler: 'heun', family: 'euler', spacing: 'linspace' },
  LMSDiscreteScheduler: { sampler: 'lms', family: 'euler', spacing: 'linspace' },
  KDPM2DiscreteScheduler: { sampler: 'dpm_2', family: 'euler', spacing: 'linspace' },
  KDPM2AncestralDiscreteScheduler: { sampler: 'dpm_2_ancestral', family: 'euler', spacing: 'linspace' },
  DDIMScheduler: { sampler: 'ddim', family: 'ddim', spacing: 'leading', clip: true },
  CogVideoXDDIMScheduler: { sampler: 'ddim', family: 'ddim', spacing: 'leading', clip: false },
  PNDMScheduler: { sampler: 'plms', family: 'ddim', spacing: 'leading' },
  DDPMScheduler: { sampler: 'ddpm', family: 'ddim', spacing: 'leading', clip: true },
  LCMScheduler: { sampler: 'lcm', family: 'consistency', spacing: 'leading' },
  DEISMultistepScheduler: { sampler: 'deis', family: 'solver', spacing: 'linspace' },
  UniPCMultistepScheduler: {
    sampler: 'uni_pc_bh2',
    samplerOf: ({ solver_type }) => (solver_type === 'bh1' ? 'uni_pc' : undefined),
    family: 'solver',
    spacing: 'linspace',
  },
  DPMSolverMultistepScheduler: { sampler: 'dpmpp_2m', samplerOf: dpmSolverOf, family: 'solver', spacing: 'linspace' },
  FlowMatchEulerDiscreteScheduler: {
    sampler: 'euler',
    samplerOf: ({ stochastic_sampling }) => (stochastic_sampling ? 'lcm' : undefined),
    family: 'flow',
    spacing: 'linspace',
  },
};

/** What is known of a scheduler class of diffusers. */
export function knownScheduler(name: string): KnownScheduler | undefined {
  return SCHEDULERS[name];
}

/** The scheduler class that runs a sampler, and how it spaces its levels: where a pack names the sampler alone. */
export function classOfSampler(
  sampler: string,
): { readonly name: string; readonly family: SchedulerFamily } | undefined {
  const bare = sampler === 'uni_pc' ? 'uni_pc_bh2' : sampler;
  const found = Object.entries(SCHEDULERS).find(([, known]) => known.sampler === bare);
  return found && { name: found[0], family: found[1].family };
}

const PREDICTIONS = { epsilon: 'epsilon', v_prediction: 'v', sample: 'sample', flow_prediction: 'flow' } as const;

function dpmSolverOf({ algorithm_type, solver_order, solver_type, use_flow_sigmas }: SchedulerConfig): SamplerName {
  if (algorithm_type === 'sde-dpmsolver++') return solver_type === 'heun' ? 'dpmpp_2m_sde_heun' : 'dpmpp_2m_sde';
  if (solver_order === 3) return 'dpmpp_3m';
  // diffusers steps in the flow's own λ; so does the SDE solver without its noise.
  return use_flow_sigmas ? 'dpmpp_2m_sde' : 'dpmpp_2m';
}

function optionsOf(config: SchedulerConfig, { family, clip }: KnownScheduler): SamplerOptions {
  const clips = clip !== undefined && (config.clip_sample ?? clip);
  const deterministicFlow = config.use_flow_sigmas === true && config.algorithm_type !== 'sde-dpmsolver++';
  return {
    ...(clips ? { clip: config.clip_sample_range ?? 1 } : {}),
    ...(family === 'solver' ? { lowerOrderFinal: config.lower_order_final ?? true } : {}),
    ...(config._class_name === 'UniPCMultistepScheduler' ? { order: config.solver_order ?? 2 } : {}),
    ...(config._class_name === 'DEISMultistepScheduler' ? { order: config.solver_order ?? 2 } : {}),
    ...(config._class_name === 'DPMSolverMultistepScheduler' && deterministicFlow ? { eta: 0 } : {}),
  };
}

function flowModelOf(config: SchedulerConfig): NoiseModel {
  const trainSteps = config.num_train_timesteps ?? 1000;
  return flowNoiseModel({ shift: config.shift ?? config.flow_shift ?? 1, timeScale: trainSteps, trainSteps });
}

function explodingModelOf(config: SchedulerConfig, rescalable: boolean): NoiseModel {
  if (config.timestep_type === 'continuous') {
    return continuousNoiseModel({ sigmaMin: config.sigma_min ?? 0.002, sigmaMax: config.sigma_max ?? 700 });
  }
  return discreteNoiseModel(
    cumulativeAlphas({
      betaSchedule: config.beta_schedule ?? 'linear',
      betaStart: config.beta_start ?? 0.0001,
      betaEnd: config.beta_end ?? 0.02,
      trainSteps: config.num_train_timesteps ?? 1000,
      ...(config.trained_betas ? { trainedBetas: config.trained_betas } : {}),
      rescaleToZeroSnr: config.rescale_betas_zero_snr ?? false,
      snrShiftScale: rescalable ? (config.snr_shift_scale ?? 1) : 1,
      singlePrecision: true,
    }),
  );
}
