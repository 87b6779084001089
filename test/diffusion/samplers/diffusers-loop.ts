import { alphaOfSigma } from '../../../src/diffusion/betas.ts';
import { addNoise, type NoiseModel, preserveVariance } from '../../../src/diffusion/noise-model.ts';
import { cleanEstimate, type Prediction } from '../../../src/diffusion/prediction.ts';
import { createGenerator } from '../../../src/diffusion/random.ts';
import type { SamplerOptions } from '../../../src/diffusion/samplers/run-steps.ts';
import { SAMPLERS, type SamplerName } from '../../../src/diffusion/samplers/samplers.ts';
import { EVEN_ADAMS_WEIGHTS, lmsWeights } from '../../../src/diffusion/samplers/slope-multistep.ts';
import { type Term, weightedSum } from '../../../src/diffusion/weighted-sum.ts';

/** A `full_loop` of diffusers' scheduler tests. */
export interface DiffusersLoop {
  readonly model: NoiseModel;
  readonly sigmas: readonly number[];
  readonly prediction?: 'epsilon' | 'v';
  /** What the network is told at each step; the timestep of the level where not given. */
  readonly timesteps?: readonly number[];
  readonly options?: SamplerOptions;
  /** First step, of runs that begin in the middle. */
  readonly from?: number;
  /** What is done to each clean estimate, given the state in constant variance. */
  readonly adjust?: (denoised: Float32Array, x: Float32Array, timestep: number) => Float32Array;
}

/** `dummy_sample_deter` and `dummy_noise_deter`: ramps of 768 values, laid out as `permute(3, 0, 1, 2)` leaves them. */
export const ramp = permuted((index) => index / 768);
export const rampNoise = permuted((index) => (767 - index) / 768);

/** `dummy_model`. */
export function dummyNetwork(input: Float32Array, timestep: number): Float32Array {
  return input.map((value) => (value * timestep) / (timestep + 1));
}

/** Loops whose states have constant variance: ours times √ᾱ. */
export async function preservingLoop(sampler: SamplerName, loop: DiffusersLoop): Promise<Float32Array> {
  const { model, options = {}, from = 0 } = loop;
  const sigmas = loop.sigmas.slice(from);
  const [first = Number.NaN] = sigmas;
  const result = await SAMPLERS[sampler].sample({
    start: from > 0 ? addNoise('exploding', ramp, rampNoise, first) : scaled(ramp, Math.sqrt(1 + first ** 2)),
    sigmas,
    noiseModel: model,
    noise: createGenerator(0).normal,
    options,
    async denoise(x, sigma, step) {
      const timestep = timestepOf(loop, sigma, step + from);
      const input = scaled(x, Math.sqrt(alphaOfSigma(sigma)));
      const denoised = cleanEstimate(x, dummyNetwork(input, timestep), sigma, 'exploding', predictionOf(loop));
      return loop.adjust?.(denoised, input, timestep) ?? denoised;
    },
  });
  return preserveVariance(result, sigmas.at(-1) as number);
}

/**
 * Loops that put the network's scaled input in the place of the state before every evaluation. That is not how the samplers
 * are used, but how diffusers tests them, so each step is a run of its own here.
 */
export async function overwritingLoop(sampler: SamplerName, loop: DiffusersLoop): Promise<Float32Array> {
  const { model, options = {}, from = 0, sigmas } = loop;
  const noise = createGenerator(0).normal;
  let x = overwritingStart(loop);
  for (let step = from; step < sigmas.length - 1; step++) {
    const [sigma = Number.NaN, nextSigma = Number.NaN] = sigmas.slice(step);
    x = await SAMPLERS[sampler].sample({
      start: networkScaled(x, sigma),
      sigmas: [sigma, nextSigma],
      noiseModel: model,
      noise,
      options,
      async denoise(state, level) {
        const input = level === sigma ? state : networkScaled(state, level);
        const timestep = timestepOf(loop, level, level === sigma ? step : step + 1);
        return cleanEstimate(state, dummyNetwork(input, timestep), level, 'exploding', predictionOf(loop));
      },
    });
  }
  return x;
}

/** The same for linear multistep, whose slopes must outlive the step. */
export function overwritingLms(loop: DiffusersLoop): Float32Array {
  const slopes: Float32Array[] = [];
  let x = overwritingStart(loop);
  for (const [step, sigma] of loop.sigmas.slice(0, -1).entries()) {
    const state = networkScaled(x, sigma);
    slopes.unshift(dummyNetwork(state, timestepOf(loop, sigma, step)));
    slopes.splice(4);
    const weights = lmsWeights(loop.sigmas, step, slopes.length);
    x = weightedSum([1, state], ...slopes.map((slope, back): Term => [weights[back] ?? Number.NaN, slope]));
  }
  return x;
}

/**
 * PNDM with its first three steps after Runge and Kutta, as the reference ran it; published models skip those. It holds the
 * weights of `plms` and `ipndm`, and that DDIM's step is a straight one in σ, to diffusers' numbers.
 */
export function pseudoLoop(model: NoiseModel): Float32Array {
  const levelOf = (timestep: number) => (timestep < 0 ? model.sigmaMin : (model.sigmas[timestep] as number));
  const slopeAt = (x: Float32Array, timestep: number) => dummyNetwork(networkScaled(x, levelOf(timestep)), timestep);
  const slopes: Float32Array[] = [];
  let x = scaled(ramp, Math.sqrt(1 + levelOf(900) ** 2));
  for (let step = 0; step < 10; step++) {
    const timestep = 900 - 100 * step;
    const distance = levelOf(timestep - 100) - levelOf(timestep);
    const first = slopeAt(x, timestep);
    slopes.unshift(first);
    slopes.splice(4);
    if (step < 3) {
      const half = levelOf(timestep - 50) - levelOf(timestep);
      const second = slopeAt(weightedSum([1, x], [half, first]), timestep - 50);
      const third = slopeAt(weightedSum([1, x], [half, second]), timestep - 50);
      const fourth = slopeAt(weightedSum([1, x], [distance, third]), timestep - 100);
      const sixth = distance / 6;
      x = weightedSum([1, x], [sixth, first], [2 * sixth, second], [2 * sixth, third], [sixth, fourth]);
    } else {
      const weights = EVEN_ADAMS_WEIGHTS[slopes.length - 1] ?? [];
      x = weightedSum([1, x], ...slopes.map((slope, back): Term => [distance * (weights[back] ?? Number.NaN), slope]));
    }
  }
  return preserveVariance(x, model.sigmaMin);
}

function overwritingStart({ sigmas, from = 0 }: DiffusersLoop): Float32Array {
  const start = scaled(ramp, sigmas[0] as number);
  return from > 0 ? addNoise('exploding', start, rampNoise, sigmas[from] as number) : start;
}

function timestepOf({ timesteps, model }: DiffusersLoop, sigma: number, step: number): number {
  return timesteps?.[step] ?? model.timestepAt(sigma);
}

function predictionOf({ prediction = 'epsilon' }: DiffusersLoop): Prediction {
  return { kind: prediction };
}

function networkScaled(x: Float32Array, sigma: number): Float32Array {
  return scaled(x, 1 / Math.sqrt(sigma ** 2 + 1));
}

export function scaled(x: Float32Array, factor: number): Float32Array {
  return x.map((value) => value * factor);
}

function permuted(value: (index: number) => number): Float32Array {
  return Float32Array.from({ length: 768 }, (_, index) => value((index % 192) * 4 + Math.floor(index / 192)));
}
