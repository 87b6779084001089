import { expect, test } from 'vitest';
import { createGenerator } from '../../../src/diffusion/random.ts';
import { planSampler, type Source } from '../../../src/diffusion/samplers/plan-sampler.ts';
import { SAMPLERS, type SamplerName } from '../../../src/diffusion/samplers/samplers.ts';
import { type Term, weightedSum } from '../../../src/diffusion/weighted-sum.ts';
import { largestDifference } from '../largest-difference.ts';
import { flowOfShift3, stableDiffusion, toyDenoised, toyRun } from './toy-run.ts';

const LEVELS = { flow: [1, 0.9, 0.75, 0.6, 0.4, 0.2, 0], exploding: [14.6, 6.2, 3.1, 1.6, 0.8, 0.3, 0] } as const;

/** A run that does nothing but what the plan says, on numbers; and how long its longest sum is. */
async function runPlanned(name: SamplerName, space: keyof typeof LEVELS) {
  const noiseModel = space === 'flow' ? flowOfShift3 : stableDiffusion;
  const sigmas = LEVELS[space];
  const { evaluations, result } = await planSampler(SAMPLERS[name].sample, { sigmas, noiseModel, options: {} });
  const scale = space === 'exploding' ? sigmas[0] : 1;
  const start = Float32Array.from({ length: 48 }, (_, index) => ((index / 48) * 2 - 1) * scale);
  const generator = createGenerator(7);
  const noises: Float32Array[] = [];
  const estimates: Float32Array[] = [];
  const states: Float32Array[] = [];
  const valuesOf = (source: Source): Float32Array => {
    if (source.kind === 'start') return start;
    while (source.kind === 'noise' && noises.length <= source.index) noises.push(generator.normal(start.length));
    return { estimate: estimates, noise: noises, state: states }[source.kind][source.index] as Float32Array;
  };
  const summed = (terms: typeof result) => {
    const [first, ...others] = terms.map(({ weight, source }): Term => [weight, valuesOf(source)]);
    return weightedSum(first as Term, ...others);
  };
  for (const { sigma, state } of evaluations) {
    states.push(summed(state));
    estimates.push(toyDenoised(states.at(-1) as Float32Array, sigma));
  }
  const expected = await toyRun(name, noiseModel, sigmas);
  expect(evaluations.length).toBe(expected.evaluations);
  return {
    difference: largestDifference(summed(result), [...expected.result]),
    longest: Math.max(...evaluations.map(({ state }) => state.length)),
  };
}

const names = Object.keys(SAMPLERS) as SamplerName[];

test.each(names)('E84: the sums that %s is planned to be give what it gives', async (name) => {
  for (const space of ['flow', 'exploding'] as const) {
    const { difference, longest } = await runPlanned(name, space);
    expect(difference).toBeLessThan(1e-4);
    expect(longest).toBeLessThanOrEqual(8);
  }
});

test('E84: a step of Euler’s method adds two arrays, one of DPM-Solver++(2M) three, however many there were before', async () => {
  expect((await runPlanned('euler', 'flow')).longest).toBe(2);
  expect((await runPlanned('dpmpp_2m', 'exploding')).longest).toBe(3);
});
