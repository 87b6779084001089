import { expect, test } from 'vitest';
import { modelPackSchema } from '../../../src/core/model-pack.ts';
import { declareScheduler } from '../../../src/diffusion/schedules/declare-scheduler.ts';
import { packScheduler } from '../../../src/diffusion/schedules/pack-scheduler.ts';
import { readSchedulerConfig, type SchedulerConfig } from '../../../src/diffusion/schedules/scheduler-config.ts';

const stableDiffusion = { beta_schedule: 'scaled_linear', beta_start: 0.00085, beta_end: 0.012 } as const;

const CONFIGS: Readonly<Record<string, SchedulerConfig>> = {
  'PNDM of Stable Diffusion 1': {
    _class_name: 'PNDMScheduler',
    ...stableDiffusion,
    steps_offset: 1,
    set_alpha_to_one: false,
  },
  'DDIM with zero terminal SNR': {
    _class_name: 'DDIMScheduler',
    ...stableDiffusion,
    rescale_betas_zero_snr: true,
    timestep_spacing: 'trailing',
    prediction_type: 'v_prediction',
    clip_sample: false,
  },
  'DDPM with a learned variance': { _class_name: 'DDPMScheduler', variance_type: 'learned_range' },
  'Euler of SDXL': {
    _class_name: 'EulerDiscreteScheduler',
    ...stableDiffusion,
    timestep_spacing: 'leading',
    steps_offset: 1,
  },
  'Euler with Karras levels': { _class_name: 'EulerDiscreteScheduler', ...stableDiffusion, use_karras_sigmas: true },
  'Euler of Stable Video Diffusion': {
    _class_name: 'EulerDiscreteScheduler',
    timestep_type: 'continuous',
    timestep_spacing: 'leading',
    use_karras_sigmas: true,
    sigma_min: 0.002,
    sigma_max: 700,
    prediction_type: 'v_prediction',
  },
  'DPM-Solver++ with Karras levels': {
    _class_name: 'DPMSolverMultistepScheduler',
    ...stableDiffusion,
    use_karras_sigmas: true,
  },
  'UniPC of images': { _class_name: 'UniPCMultistepScheduler', ...stableDiffusion, solver_type: 'bh1' },
  'UniPC of Wan': {
    _class_name: 'UniPCMultistepScheduler',
    use_flow_sigmas: true,
    flow_shift: 3,
    prediction_type: 'flow_prediction',
  },
  LCM: { _class_name: 'LCMScheduler', ...stableDiffusion, steps_offset: 1 },
  'flow matching that shifts by size': {
    _class_name: 'FlowMatchEulerDiscreteScheduler',
    use_dynamic_shifting: true,
    base_shift: 0.95,
    max_shift: 2.05,
    base_image_seq_len: 1024,
    shift_terminal: 0.1,
  },
};

test.each(Object.entries(CONFIGS))('%s: a manifest says of it all that its configuration says', (_name, config) => {
  const { sigmas, noiseModel, ...expected } = readSchedulerConfig(config);
  const declared = packScheduler(
    modelPackSchema.parse({
      format: 'modelpack/2',
      id: 'p',
      title: 'P',
      license: 'MIT',
      media: 'image',
      files: {},
      latent: { channels: 4, layout: 'BCHW', spatialStride: 8, frames: 'single', pixelMultiple: 8 },
      denoiser: { file: 'd', inputs: [{ name: 'x', role: 'latent' }], output: { name: 'y' } },
      guidance: { mode: 'none' },
      vae: { decoder: { file: 'v', input: 'z', output: 'x' } },
      defaults: { width: 8, height: 8, steps: 1 },
      ...declareScheduler(config),
    }),
  );
  const { sigmas: declaredSigmas, noiseModel: declaredModel, ...rest } = declared;
  expect(rest).toEqual(expected);
  expect(declaredSigmas(10, 2000)).toEqual(sigmas(10, 2000));
  expect([declaredModel.space, declaredModel.sigmaMin, declaredModel.sigmaMax]).toEqual([
    noiseModel.space,
    noiseModel.sigmaMin,
    noiseModel.sigmaMax,
  ]);
});
