import type { ScheduleDeclaration } from '../../core/model-pack/schedule.ts';
import type { ModelPackManifest } from '../../core/model-pack.ts';
import { flowSigmas, resolutionShift, shiftByResolution, shiftToTerminal } from '../flow-schedule.ts';
import { continuousNoiseModel, flowNoiseModel } from '../noise-model.ts';
import type { Prediction } from '../prediction.ts';
import { SAMPLERS, type SamplerName } from '../samplers/samplers.ts';
import { karrasSigmas, linearQuadraticSigmas } from './range-schedules.ts';
import { type ConfiguredScheduler, classOfSampler, readSchedulerConfig } from './scheduler-config.ts';
import { normalSigmas } from './table-schedules.ts';

type Flow = Extract<ScheduleDeclaration, { family: 'flow' }>;
type Discrete = Extract<ScheduleDeclaration, { family: 'discrete' }>;
type Edm = Extract<ScheduleDeclaration, { family: 'edm' }>;

/** Noise model, schedule and sampler that a pack declares: what its model was trained on, and how its makers run it. */
export function packScheduler(manifest: ModelPackManifest): ConfiguredScheduler {
  const { schedule } = manifest;
  switch (schedule.family) {
    case 'flow':
      return flowScheduler(schedule, manifest);
    case 'discrete':
      return discreteScheduler(schedule, manifest);
    case 'edm':
      return edmScheduler(schedule, manifest);
  }
}

function flowScheduler(schedule: Flow, manifest: ModelPackManifest): ConfiguredScheduler {
  const { trainSteps, shift } = schedule;
  const solver = classOfSampler(manifest.sampler.default);
  if (solver?.family === 'solver' && schedule.grid === 'training' && typeof shift === 'number') {
    return readSchedulerConfig({
      _class_name: solver.name,
      num_train_timesteps: trainSteps,
      use_flow_sigmas: true,
      flow_shift: shift,
      prediction_type: 'flow_prediction',
      solver_type: manifest.sampler.default === 'uni_pc' ? 'bh1' : 'bh2',
    });
  }
  return {
    ...common(manifest),
    noiseModel: flowNoiseModel({ shift: typeof shift === 'number' ? shift : 1, timeScale: trainSteps, trainSteps }),
    unitVariance: false,
    sigmas: (steps, tokens) => flowLevels(schedule, steps, tokens),
  };
}

function flowLevels(schedule: Flow, steps: number, tokens: number | undefined): readonly number[] {
  const { shift, grid, trainSteps, terminal, threshold } = schedule;
  if (grid === 'linear-quadratic') return linearQuadraticSigmas({ sigmaMax: 1 }, steps, threshold);
  if (typeof shift === 'number') {
    const sigmas =
      grid === 'training'
        ? normalSigmas(flowNoiseModel({ shift, timeScale: trainSteps, trainSteps }), steps)
        : flowSigmas({ steps, shift });
    return stretched(sigmas, terminal);
  }
  const mu = resolutionShift({
    tokens: tokens ?? shift.minTokens,
    baseShift: shift.base,
    maxShift: shift.max,
    baseTokens: shift.minTokens,
    maxTokens: shift.maxTokens,
  });
  return stretched(shiftByResolution(flowSigmas({ steps, shift: 1 }), mu, shift.kind), terminal);
}

function stretched(sigmas: readonly number[], terminal: number | undefined): readonly number[] {
  return terminal === undefined ? sigmas : shiftToTerminal(sigmas, terminal);
}

/** Such packs were made from diffusers' configurations and are read as one. */
function discreteScheduler(schedule: Discrete, manifest: ModelPackManifest): ConfiguredScheduler {
  const { betas, clip } = schedule;
  const configured = readSchedulerConfig({
    _class_name: classOfSampler(manifest.sampler.default)?.name ?? 'EulerDiscreteScheduler',
    num_train_timesteps: schedule.trainSteps,
    ...(Array.isArray(betas)
      ? { trained_betas: betas }
      : { beta_schedule: betas.kind, beta_start: betas.start, beta_end: betas.end }),
    rescale_betas_zero_snr: schedule.zeroTerminalSnr,
    snr_shift_scale: schedule.snrShift,
    timestep_spacing: schedule.spacing,
    steps_offset: schedule.offset,
    set_alpha_to_one: schedule.finalAlphaOne,
    clip_sample: clip !== undefined,
    ...(clip === undefined ? {} : { clip_sample_range: clip }),
    variance_type: schedule.variance,
    use_karras_sigmas: schedule.spread === 'karras',
    use_exponential_sigmas: schedule.spread === 'exponential',
    use_beta_sigmas: schedule.spread === 'beta',
  });
  return { ...configured, ...common(manifest), options: configured.options };
}

function edmScheduler({ sigmaMin, sigmaMax, rho }: Edm, manifest: ModelPackManifest): ConfiguredScheduler {
  const noiseModel = continuousNoiseModel({ sigmaMin, sigmaMax });
  return {
    ...common(manifest),
    noiseModel,
    unitVariance: true,
    sigmas: (steps) => karrasSigmas({ sigmaMin, sigmaMax }, steps, rho),
  };
}

function common(manifest: ModelPackManifest) {
  const { schedule, sampler } = manifest;
  return {
    prediction: predictionOf(manifest),
    sampler: (sampler.default in SAMPLERS ? sampler.default : 'euler') as SamplerName,
    options: {},
    learnedVariance: schedule.family === 'discrete' && schedule.variance === 'learned_range',
    threshold: undefined,
  };
}

/** `edm-v` is v with EDM's scalings, which a continuous noise model has for data of variance 1. */
function predictionOf({ prediction, schedule }: ModelPackManifest): Prediction {
  if (prediction !== 'edm-v') return { kind: prediction };
  const sigmaData = schedule.family === 'edm' ? schedule.sigmaData : 1;
  return sigmaData === 1 ? { kind: 'v' } : { kind: 'edm', sigmaData };
}
