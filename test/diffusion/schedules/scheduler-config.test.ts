import { describe, expect, test } from 'vitest';
import { alphaOfSigma } from '../../../src/diffusion/betas.ts';
import { readSchedulerConfig, type SchedulerConfig } from '../../../src/diffusion/schedules/scheduler-config.ts';
import published from '../../fixtures/reference/pipeline-sigmas.json';
import { relativeDifference } from '../largest-difference.ts';

const stableDiffusion = {
  beta_schedule: 'scaled_linear',
  beta_start: 0.00085,
  beta_end: 0.012,
  num_train_timesteps: 1000,
} as const;
const flowMatch = { _class_name: 'FlowMatchEulerDiscreteScheduler', num_train_timesteps: 1000 };
const wan = {
  _class_name: 'UniPCMultistepScheduler',
  prediction_type: 'flow_prediction',
  use_flow_sigmas: true,
} as const;

/** `scheduler_config.json` of published models, as far as it matters here. */
const configs: Record<string, SchedulerConfig> = {
  flowmatch_shift3_linspace_1_to_1overN: { ...flowMatch, shift: 3 },
  hunyuan_shift7: { ...flowMatch, shift: 7 },
  wan_unipc_flow_shift3: { ...wan, flow_shift: 3 },
  wan_unipc_flow_shift5: { ...wan, flow_shift: 5 },
  wan_unipc_flow_shift8: { ...wan, flow_shift: 8 },
  ltx_704x512x161: {
    ...flowMatch,
    use_dynamic_shifting: true,
    base_shift: 0.95,
    max_shift: 2.05,
    base_image_seq_len: 1024,
    max_image_seq_len: 4096,
    shift_terminal: 0.1,
  },
  sd15_euler_leading: {
    ...stableDiffusion,
    _class_name: 'EulerDiscreteScheduler',
    timestep_spacing: 'leading',
    steps_offset: 1,
  },
  sd15_dpmpp2m_karras_leading: {
    ...stableDiffusion,
    _class_name: 'DPMSolverMultistepScheduler',
    timestep_spacing: 'leading',
    steps_offset: 1,
    use_karras_sigmas: true,
  },
  sd_turbo_euler_trailing: { ...stableDiffusion, _class_name: 'EulerDiscreteScheduler', timestep_spacing: 'trailing' },
};

describe('the configuration of a published pipeline gives its noise levels', () => {
  const rows = Object.entries(published).flatMap(([name, row]) => {
    const [pipeline = '', steps] = name.split('/');
    const config = configs[pipeline];
    return config && 'sigmas' in row ? [{ name, config, steps: Number(steps), sigmas: row.sigmas }] : [];
  });

  test.each(rows)('$name', ({ config, steps, sigmas }) => {
    expect(relativeDifference(readSchedulerConfig(config).sigmas(steps, 7392), sigmas)).toBeLessThanOrEqual(1e-6);
  });

  test('CogVideoX keeps the shares of signal of its pipeline', () => {
    const { sigmas, options, sampler, prediction } = readSchedulerConfig({
      ...stableDiffusion,
      _class_name: 'CogVideoXDDIMScheduler',
      prediction_type: 'v_prediction',
      timestep_spacing: 'trailing',
      rescale_betas_zero_snr: true,
      snr_shift_scale: 3,
      clip_sample: false,
    });
    const kept = sigmas(4).slice(0, -1).map(alphaOfSigma);
    expect(relativeDifference(kept, [0, 0.01096589, 0.09596957, 0.39088974])).toBeLessThanOrEqual(1e-5);
    expect({ options, sampler, prediction }).toEqual({ options: {}, sampler: 'ddim', prediction: { kind: 'v' } });
  });

  test('Stable Video Diffusion has the levels and timesteps of its pipeline', () => {
    const svd = readSchedulerConfig({
      _class_name: 'EulerDiscreteScheduler',
      prediction_type: 'v_prediction',
      timestep_type: 'continuous',
      use_karras_sigmas: true,
      sigma_min: 0.002,
      sigma_max: 700,
    });
    expect(relativeDifference(svd.sigmas(4), [700, 70.5408, 2.26912, 0.002, 0])).toBeLessThanOrEqual(1e-6);
    expect(svd.noiseModel.timestepAt(700)).toBeCloseTo(1.63777, 4);
    expect(svd.unitVariance).toBe(true);
  });

  test('a consistency model visits some of the steps that it was distilled on', () => {
    const { sigmas, noiseModel } = readSchedulerConfig({ ...stableDiffusion, _class_name: 'LCMScheduler' });
    const timesteps = sigmas(10)
      .slice(0, -1)
      .map((sigma) => Math.round(noiseModel.timestepAt(sigma)));
    expect(timesteps).toEqual([999, 899, 799, 699, 599, 499, 399, 299, 199, 99]);
  });
});

describe('the rest of a configuration', () => {
  test.each<[SchedulerConfig, object]>([
    [{ _class_name: 'DDIMScheduler' }, { sampler: 'ddim', options: { clip: 1 }, unitVariance: true }],
    [
      { _class_name: 'DDIMScheduler', clip_sample: false },
      { sampler: 'ddim', options: {}, unitVariance: true },
    ],
    [{ _class_name: 'EulerDiscreteScheduler' }, { sampler: 'euler', options: {}, unitVariance: false }],
    [
      { _class_name: 'DPMSolverMultistepScheduler', algorithm_type: 'sde-dpmsolver++', solver_type: 'heun' },
      { sampler: 'dpmpp_2m_sde_heun', options: { lowerOrderFinal: true }, unitVariance: true },
    ],
    [
      { _class_name: 'UniPCMultistepScheduler', solver_type: 'bh1', solver_order: 3 },
      { sampler: 'uni_pc', options: { order: 3, lowerOrderFinal: true }, unitVariance: true },
    ],
    [
      { ...flowMatch, stochastic_sampling: true },
      { sampler: 'lcm', options: {}, unitVariance: false },
    ],
  ])('%o', (config, expected) => {
    const { sampler, options, unitVariance } = readSchedulerConfig(config);
    expect({ sampler, options, unitVariance }).toEqual(expected);
  });

  test('Stable Diffusion as first published samples with PLMS, down to its lowest level', () => {
    const { sampler, sigmas, noiseModel } = readSchedulerConfig({
      ...stableDiffusion,
      _class_name: 'PNDMScheduler',
      set_alpha_to_one: false,
      steps_offset: 1,
    });
    const timesteps = sigmas(4).map((sigma) => Math.round(noiseModel.timestepAt(sigma)));
    expect({ sampler, timesteps }).toEqual({ sampler: 'plms', timesteps: [751, 501, 251, 1, 0] });
  });

  test('a learned variance and a threshold are told', () => {
    const dit = readSchedulerConfig({
      _class_name: 'DDPMScheduler',
      variance_type: 'learned_range',
      thresholding: true,
    });
    expect([dit.learnedVariance, dit.threshold]).toEqual([true, { ratio: 0.995, maximum: 1 }]);
    const plain = readSchedulerConfig({ _class_name: 'DDPMScheduler', variance_type: 'fixed_small' });
    expect([plain.learnedVariance, plain.threshold]).toEqual([false, undefined]);
  });

  test('an end at the lowest trained level is kept', () => {
    const { sigmas, noiseModel } = readSchedulerConfig({ _class_name: 'DDIMScheduler', set_alpha_to_one: false });
    expect(sigmas(5).at(-1)).toBe(noiseModel.sigmaMin);
  });

  test('an unknown class is refused by name', () => {
    expect(() => readSchedulerConfig({ _class_name: 'VQDiffusionScheduler' })).toThrow(
      'The scheduler VQDiffusionScheduler is not known.',
    );
  });
});
