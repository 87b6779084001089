import {
  flowSigmas,
  flowSolverSigmas,
  invertSigmas,
  resolutionShift,
  shiftByResolution,
  shiftToTerminal,
} from '../flow-schedule.ts';
import type { NoiseModel } from '../noise-model.ts';
import { betaRangeSigmas, exponentialSigmas, karrasSigmas, type SigmaRange } from './range-schedules.ts';
import type { SchedulerConfig, SchedulerFamily } from './scheduler-config.ts';
import { interpolateSigmas, type SpacingOptions, spacedTimesteps } from './timestep-spacing.ts';

export interface ScheduleSource {
  readonly config: SchedulerConfig;
  readonly family: SchedulerFamily;
  readonly flow: boolean;
  readonly noiseModel: NoiseModel;
  readonly spacing: SpacingOptions['spacing'];
}

/** The noise levels that a diffusers pipeline with this configuration visits, `steps + 1` values. */
export function configuredSigmas(source: ScheduleSource, steps: number, tokens: number | undefined): readonly number[] {
  const { config, family, flow, noiseModel } = source;
  if (family === 'flow') return flowMatchSigmas(config, steps, tokens);
  if (flow)
    return flowSolverSigmas({ steps, shift: config.flow_shift ?? 1, trainSteps: config.num_train_timesteps ?? 1000 });
  if (family === 'consistency') return consistencySigmas(config, noiseModel, steps);

  const noisy = rangeSigmas(config, source, steps) ?? spacedSigmas(source, steps);
  const endsAtZero =
    family === 'ddim'
      ? (config.set_alpha_to_one ?? config._class_name !== 'PNDMScheduler')
      : config.final_sigmas_type !== 'sigma_min';
  return [...noisy, endsAtZero ? 0 : noiseModel.sigmaMin];
}

function spacedSigmas({ config, family, noiseModel, spacing }: ScheduleSource, steps: number): readonly number[] {
  const timesteps = spacedTimesteps({
    spacing,
    steps,
    trainSteps: noiseModel.sigmas.length,
    stepsOffset: config.steps_offset ?? 0,
    family: family === 'euler' || family === 'solver' ? family : 'ddim',
  });
  return interpolateSigmas(noiseModel.sigmas, timesteps);
}

/** Levels spread over a range, where the configuration asks for that, without the end. */
function rangeSigmas(config: SchedulerConfig, source: ScheduleSource, steps: number): readonly number[] | undefined {
  const spread = spreadOf(config);
  // Continuous training has no timesteps to space: its levels are Karras's.
  if (spread === undefined && config.timestep_type !== 'continuous') return undefined;
  return (spread ?? karrasSigmas)(rangeOf(source, steps), steps).slice(0, -1);
}

function spreadOf(config: SchedulerConfig): ((range: SigmaRange, steps: number) => readonly number[]) | undefined {
  if (config.use_karras_sigmas) return karrasSigmas;
  if (config.use_exponential_sigmas || config.use_lu_lambdas) return exponentialSigmas;
  return config.use_beta_sigmas ? betaRangeSigmas : undefined;
}

/** Solvers spread over all of training, Euler and its kin between the first and the last level that they would have visited. */
function rangeOf(source: ScheduleSource, steps: number): SigmaRange {
  const { family, noiseModel, config } = source;
  if (family !== 'euler' || config.timestep_type === 'continuous') return noiseModel;
  const spaced = spacedSigmas(source, steps);
  return { sigmaMin: spaced.at(-1) as number, sigmaMax: spaced[0] as number };
}

/** As pipelines call `FlowMatchEulerDiscreteScheduler`: with levels from 1 to 1/steps, which it then bends. */
function flowMatchSigmas(config: SchedulerConfig, steps: number, tokens: number | undefined): readonly number[] {
  let sigmas: readonly number[] = flowSigmas({ steps, shift: config.use_dynamic_shifting ? 1 : (config.shift ?? 1) });
  if (config.use_dynamic_shifting) {
    const baseTokens = config.base_image_seq_len ?? 256;
    const mu = resolutionShift({
      tokens: tokens ?? baseTokens,
      baseShift: config.base_shift ?? 0.5,
      maxShift: config.max_shift ?? 1.15,
      baseTokens,
      maxTokens: config.max_image_seq_len ?? 4096,
    });
    sigmas = shiftByResolution(sigmas, mu, config.time_shift_type ?? 'exponential');
  }
  if (config.shift_terminal) sigmas = shiftToTerminal(sigmas, config.shift_terminal);
  const spread = spreadOf(config);
  if (spread) sigmas = spread({ sigmaMin: sigmas.at(-2) as number, sigmaMax: sigmas[0] as number }, steps);
  return config.invert_sigmas ? invertSigmas(sigmas) : sigmas;
}

/** Evenly chosen among the steps that a consistency model was distilled on (diffusers' `LCMScheduler`). */
function consistencySigmas(config: SchedulerConfig, { sigmas }: NoiseModel, steps: number): readonly number[] {
  const distilled = config.original_inference_steps ?? 50;
  const stride = Math.floor(sigmas.length / distilled);
  const picked = Array.from({ length: steps }, (_, step) => {
    const fromTop = Math.floor((step * distilled) / steps);
    return sigmas[(distilled - fromTop) * stride - 1] as number;
  });
  return [...picked, 0];
}
