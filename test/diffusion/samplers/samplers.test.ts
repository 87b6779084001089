import { describe, expect, test } from 'vitest';
import { createGenerator } from '../../../src/diffusion/random.ts';
import { SAMPLERS, type SamplerName } from '../../../src/diffusion/samplers/samplers.ts';
import { SCHEDULES, type ScheduleName } from '../../../src/diffusion/schedules/schedules.ts';
import reference from '../../fixtures/reference/samplers.json';
import { relativeDifference } from '../largest-difference.ts';
import { flowOfShift3, stableDiffusion, toyDenoised, toyRun } from './toy-run.ts';

const models = { sd15_scaled_linear_eps: stableDiffusion, flow_shift3: flowOfShift3 };

const rows = Object.entries(reference).map(([name, expected]) => {
  const [model, scheduling = '', sampler] = name.split('|') as [keyof typeof models, string, SamplerName];
  const [schedule, steps] = scheduling.split('/') as [ScheduleName, string];
  return { name, model: models[model], sigmas: SCHEDULES[schedule](models[model], Number(steps)), sampler, expected };
});

test.each(rows)('$name takes the path of the reference', async ({ model, sigmas, sampler, expected }) => {
  const { result, trace, evaluations } = await toyRun(sampler, model, sigmas);
  expect(evaluations).toBe(expected.nfe);
  const ends = [...result.slice(0, 6), ...result.slice(-3)];
  const expectedTrace = expected.trace_x_denoised_sum;
  // The reference reports the first state at every step of these two.
  const states = sampler === 'ipndm' || sampler === 'deis' ? trace.map(() => trace[0]) : trace;
  const errors = [
    relativeDifference(ends, [...expected.first, ...expected.last]),
    relativeDifference([sum(result), sum(result.map(Math.abs))], [expected.sum, expected.abs_sum]),
    relativeDifference(
      states.map((state) => sum(state?.x)),
      expectedTrace.map(([x = Number.NaN]) => x),
    ),
    relativeDifference(
      trace.map(({ denoised }) => sum(denoised)),
      expectedTrace.map(([, d = Number.NaN]) => d),
    ),
  ];
  expect(Math.max(...errors)).toBeLessThanOrEqual(5e-5);
});

describe('samplers of which only the absolute sum was written down', () => {
  test.each([
    ['deis', 'exploding', 10.842832],
    ['gradient_estimation', 'exploding', 10.420212],
    ['dpm_2_ancestral', 'exploding', 5.593886],
    ['dpmpp_3m_sde', 'exploding', 12.873262],
    ['lms', 'flow', 10.04885],
    ['res_multistep', 'flow', 10.063564],
    ['euler_ancestral', 'flow', 9.692722],
  ] as const)('%s, %s', async (sampler, space, expected) => {
    const model = space === 'flow' ? flowOfShift3 : stableDiffusion;
    const sigmas = space === 'flow' ? SCHEDULES.simple(model, 8) : SCHEDULES.karras(model, 8);
    const { result } = await toyRun(sampler, model, sigmas);
    expect(Math.abs(sum(result.map(Math.abs)) / expected - 1)).toBeLessThanOrEqual(5e-5);
  });
});

describe('every sampler', () => {
  const names = Object.keys(SAMPLERS) as SamplerName[];
  const spaces = [
    ['exploding', stableDiffusion, SCHEDULES.karras(stableDiffusion, 6)],
    ['flow', flowOfShift3, SCHEDULES.simple(flowOfShift3, 6)],
  ] as const;

  test.each(names.filter((name) => SAMPLERS[name].inPlace))(
    '%s, in place, makes the same with two arrays',
    async (sampler) => {
      for (const [, noiseModel, sigmas] of spaces) {
        for (const churn of [0, 2]) {
          const { result } = await toyRun(sampler, noiseModel, sigmas, { churn });
          const start = Float32Array.from({ length: 48 }, (_, index) => {
            return ((index / 48) * 2 - 1) * (noiseModel.space === 'exploding' ? (sigmas[0] as number) : 1);
          });
          const [given, estimate] = [start.slice(), new Float32Array(48)];
          const states = new Set<Float32Array>();
          const inPlace = await SAMPLERS[sampler].sample({
            start: given,
            sigmas,
            noiseModel,
            options: { churn },
            noise: createGenerator(7).normal,
            inPlace: true,
            onStep: (_done, _steps, x) => states.add(x),
            async denoise(x, sigma) {
              estimate.set(toyDenoised(x, sigma));
              return estimate;
            },
          });
          expect({ result: inPlace, start: given, states: states.size }).toEqual({ result, start, states: 2 });
        }
      }
    },
  );

  test.each(names)('%s arrives at the clean latent of a network that knows it', async (sampler) => {
    const clean = Float32Array.of(0.5, -1, 2, 0);
    for (const [, noiseModel, sigmas] of spaces) {
      const result = await SAMPLERS[sampler].sample({
        start: Float32Array.of(1, 2, 3, 4),
        sigmas,
        noiseModel,
        noise: (count) => new Float32Array(count).fill(0.5),
        denoise: async () => clean,
      });
      expect(relativeDifference(result, [...clean])).toBeLessThanOrEqual(1e-5);
    }
  });

  test.each(names)('%s stays finite for one step, two steps, and a run that ends in noise', async (sampler) => {
    for (const [, noiseModel, sigmas] of spaces) {
      for (const part of [sigmas.slice(-2), sigmas.slice(-3), sigmas.slice(0, -1), sigmas.slice(0, 2)]) {
        const { result } = await toyRun(sampler, noiseModel, part);
        expect(result.every(Number.isFinite)).toBe(true);
      }
    }
  });

  test.each(names)('%s leaves its start alone, tells each step, and stops when told', async (sampler) => {
    const start = Float32Array.of(1, 2);
    const told: number[][] = [];
    const controller = new AbortController();
    const run = SAMPLERS[sampler].sample({
      start,
      sigmas: SCHEDULES.karras(stableDiffusion, 4),
      noiseModel: stableDiffusion,
      noise: (count) => new Float32Array(count),
      denoise: async (x, sigma) => toyDenoised(x, sigma),
      signal: controller.signal,
      onStep(stepsDone, steps) {
        told.push([stepsDone, steps]);
        if (stepsDone === 2) controller.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect({ start, told }).toEqual({
      start: Float32Array.of(1, 2),
      told: [
        [1, 4],
        [2, 4],
      ],
    });
  });

  test.each(names)('%s asks for noise exactly when its entry says so', async (sampler) => {
    const run = SAMPLERS[sampler].sample({
      start: Float32Array.of(1, 2),
      sigmas: SCHEDULES.karras(stableDiffusion, 8),
      noiseModel: stableDiffusion,
      denoise: async (x, sigma) => toyDenoised(x, sigma),
    });
    if (SAMPLERS[sampler].stochastic) await expect(run).rejects.toThrow('needs a source');
    else await run;
  });

  test.each(names)('%s asks for as many clean estimates as its entry says', async (sampler) => {
    const { evaluations } = await toyRun(sampler, stableDiffusion, SCHEDULES.karras(stableDiffusion, 8));
    const perStep = SAMPLERS[sampler].estimatesPerStep;
    // The last step takes one; heunpp2 one less on the last but one, plms one more on the first.
    const extra: Partial<Record<SamplerName, number>> = { heunpp2: -1, plms: 1 };
    expect(evaluations).toBe(7 * perStep + 1 + (extra[sampler] ?? 0));
  });
});

function sum(values: Float32Array | undefined): number {
  return (values ?? new Float32Array()).reduce((total, value) => total + value, 0);
}
