import { describe, expect, test } from 'vitest';
import { cumulativeAlphas } from '../../src/diffusion/betas.ts';
import { addNoise, continuousNoiseModel, discreteNoiseModel, flowNoiseModel } from '../../src/diffusion/noise-model.ts';
import {
  cleanEstimate,
  createDenoiser,
  networkInput,
  type Prediction,
  predictionOf,
} from '../../src/diffusion/prediction.ts';
import { weightedSum } from '../../src/diffusion/weighted-sum.ts';
import { relativeDifference } from './largest-difference.ts';

const clean = Float32Array.of(0.5, -1.25, 2, 0);
const noise = Float32Array.of(-0.75, 0.3, 1.1, 2);
const discrete = discreteNoiseModel(cumulativeAlphas({ betaSchedule: 'linear' }));
const flow = flowNoiseModel({ shift: 3 });

/** What a perfect network says, by the definition of each prediction. */
const perfect: Record<Prediction['kind'], (sigma: number) => Float32Array> = {
  epsilon: () => noise,
  sample: () => clean,
  flow: () => weightedSum([1, noise], [-1, clean]),
  v: (sigma) => {
    const signal = 1 / Math.hypot(1, sigma);
    return weightedSum([signal, noise], [-sigma * signal, clean]);
  },
  edm: (sigma) => {
    const x = addNoise('exploding', clean, noise, sigma);
    const total = sigma * sigma + 0.25;
    const scale = (sigma * 0.5) / Math.sqrt(total);
    return weightedSum([1 / scale, clean], [-0.25 / total / scale, x]);
  },
};

describe('the clean estimate of a perfect network is the clean latent', () => {
  test.each([
    ['epsilon', discrete, 12],
    ['v', discrete, 0.7],
    ['sample', discrete, 3],
    ['v', continuousNoiseModel(), 80],
    ['edm', continuousNoiseModel(), 2],
    ['flow', flow, 0.8],
    ['flow', flow, 1],
    ['epsilon', flow, 0.5],
    ['sample', flow, 0.3],
  ] as const)('%s', async (kind, model, sigma) => {
    const prediction: Prediction = kind === 'edm' ? { kind, sigmaData: 0.5 } : { kind };
    const denoise = createDenoiser(async () => perfect[kind](sigma), model, prediction);
    const x = addNoise(model.space, clean, noise, sigma);
    expect(relativeDifference(await denoise(x, sigma, 0), [...clean])).toBeLessThanOrEqual(1e-5);
  });
});

test('a network in the exploding space is fed the variance it was trained on', () => {
  const x = addNoise('exploding', clean, noise, 2);
  const trained = weightedSum([1 / Math.sqrt(5), clean], [2 / Math.sqrt(5), noise]);
  expect(relativeDifference(networkInput(x, 2, 'exploding', { kind: 'v' }), [...trained])).toBeLessThanOrEqual(1e-6);
  expect(networkInput(x, 2, 'flow', { kind: 'flow' })).toBe(x);
});

test('networks are told the timestep of the level, and the step', async () => {
  const told: number[][] = [];
  const network = async (input: Float32Array, timestep: number, step: number) => {
    told.push([timestep, step]);
    return input;
  };
  await createDenoiser(network, discrete, { kind: 'v' })(clean, discrete.sigmas[700] as number, 4);
  await createDenoiser(network, flow, { kind: 'flow' })(clean, 0.25, 5);
  expect(told.map(([timestep = 0, step]) => [Number(timestep.toFixed(9)), step])).toEqual([
    [700, 4],
    [250, 5],
  ]);
});

test('a clean estimate goes back to the prediction that it came from', () => {
  const x = addNoise('exploding', clean, noise, 3);
  for (const prediction of [{ kind: 'epsilon' }, { kind: 'v' }, { kind: 'edm', sigmaData: 0.5 }] as const) {
    const denoised = cleanEstimate(x, noise, 3, 'exploding', prediction);
    const back = predictionOf(x, denoised, 3, 'exploding', prediction);
    expect(relativeDifference(back, [...noise])).toBeLessThanOrEqual(1e-5);
  }
});

describe('levels of training', () => {
  test('times and levels of a discrete model are each other’s inverse, between levels too', () => {
    for (const time of [0, 0.25, 499.5, 998.9, 999])
      expect(discrete.timestepAt(discrete.sigmaAt(time))).toBeCloseTo(time, 6);
  });

  test('shares of training time run from noise to clean', () => {
    for (const model of [discrete, flow, continuousNoiseModel()]) {
      const levels = [0.001, 0.2, 0.5, 0.8, 1].map(model.sigmaAtShare);
      expect(levels).toEqual([...levels].sort((a, b) => b - a));
      expect(levels.at(-1)).toBe(0);
    }
    expect(flow.sigmaAtShare(0)).toBe(1);
  });

  test('betas rescaled to zero signal end at 0 and begin where they did', () => {
    const plain = cumulativeAlphas({ betaSchedule: 'scaled_linear', betaStart: 0.00085, betaEnd: 0.012 });
    const rescaled = cumulativeAlphas({
      betaSchedule: 'scaled_linear',
      betaStart: 0.00085,
      betaEnd: 0.012,
      rescaleToZeroSnr: true,
    });
    expect(rescaled[0]).toBeCloseTo(plain[0] as number, 12);
    expect(rescaled.at(-1)).toBe(0);
  });

  test('the cosine schedule keeps cos² of the way', () => {
    const alphas = cumulativeAlphas({ betaSchedule: 'squaredcos_cap_v2' });
    const ideal =
      Math.cos((((0.5 + 0.008) / 1.008) * Math.PI) / 2) ** 2 / Math.cos(((0.008 / 1.008) * Math.PI) / 2) ** 2;
    expect(alphas[499]).toBeCloseTo(ideal, 10);
  });

  test('betas can be given one by one', () => {
    expect(cumulativeAlphas({ betaSchedule: 'linear', trainedBetas: [0.5, 0.5] })).toEqual([0.5, 0.25]);
  });
});
