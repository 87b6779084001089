import type { Denoise } from './denoise.ts';
import type { NoiseModel } from './noise-model.ts';
import { type NoiseSpace, signalScale } from './noise-space.ts';
import { weightedSum } from './weighted-sum.ts';

/**
 * What a network's output stands for, of a clean latent z and noise ε:
 * `epsilon` the noise; `v` √ᾱ·ε − √(1 − ᾱ)·z (Salimans & Ho 2022); `sample` z itself; `flow` the velocity ε − z;
 * `edm` Karras et al.'s F of a model with data of standard deviation `sigmaData`. Stable Video Diffusion's EDM-v is `v` under a
 * continuous noise model.
 */
export type Prediction =
  | { readonly kind: 'epsilon' | 'v' | 'sample' | 'flow' }
  | { readonly kind: 'edm'; readonly sigmaData: number };

/** A network: prediction for a scaled state at a timestep, as long as the state. */
export type Network = (input: Float32Array, timestep: number, step: number) => Promise<Float32Array>;

/** The clean estimate D(x, σ) of any network: the one thing that samplers, guidance and caches see. */
export function createDenoiser(network: Network, noiseModel: NoiseModel, prediction: Prediction): Denoise {
  return async (x, sigma, step) => {
    const input = networkInput(x, sigma, noiseModel.space, prediction);
    const output = await network(input, noiseModel.timestepAt(sigma), step);
    return cleanEstimate(x, output, sigma, noiseModel.space, prediction);
  };
}

/** What the network is fed for the state `x`: in the exploding space, `x` scaled to the variance it was trained on. */
export function networkInput(x: Float32Array, sigma: number, space: NoiseSpace, prediction: Prediction): Float32Array {
  const scale = stateScale(sigma, space, prediction);
  return scale === 1 ? x : weightedSum([scale, x]);
}

/** What a state is multiplied with before the network sees it. */
export function stateScale(sigma: number, space: NoiseSpace, prediction: Prediction): number {
  if (space === 'flow') return 1;
  const dataVariance = prediction.kind === 'edm' ? prediction.sigmaData ** 2 : 1;
  return 1 / Math.sqrt(sigma * sigma + dataVariance);
}

/** D(x, σ) from the network's `output` for the state `x`, which is the state before scaling. */
export function cleanEstimate(
  x: Float32Array,
  output: Float32Array,
  sigma: number,
  space: NoiseSpace,
  prediction: Prediction,
): Float32Array {
  const [ofState, ofOutput] = cleanWeights(sigma, space, prediction);
  return weightedSum([ofState, x], [ofOutput, output]);
}

/** The network's output that stands for a clean estimate: the inverse of `cleanEstimate`, for σ above 0. */
export function predictionOf(
  x: Float32Array,
  denoised: Float32Array,
  sigma: number,
  space: NoiseSpace,
  prediction: Prediction,
): Float32Array {
  const [ofState, ofOutput] = cleanWeights(sigma, space, prediction);
  return weightedSum([1 / ofOutput, denoised], [-ofState / ofOutput, x]);
}

/**
 * A denoiser with `wrap` around what its network predicts, not around clean estimates. Caches belong there: a velocity hardly
 * changes from step to step, while D − x = −σ·v falls with σ.
 */
export function wrapPrediction(
  denoise: Denoise,
  space: NoiseSpace,
  prediction: Prediction,
  wrap: (predict: Denoise) => Denoise,
): Denoise {
  const predict = wrap(async (x, sigma, step) => {
    return predictionOf(x, await denoise(x, sigma, step), sigma, space, prediction);
  });
  return async (x, sigma, step) => cleanEstimate(x, await predict(x, sigma, step), sigma, space, prediction);
}

/** The weights of state and output in D. */
export function cleanWeights(sigma: number, space: NoiseSpace, prediction: Prediction): readonly [number, number] {
  const signal = signalScale(space, sigma);
  const variance = sigma * sigma + signal * signal;
  switch (prediction.kind) {
    case 'sample':
      return [0, 1];
    case 'epsilon':
      return [1 / signal, -sigma / signal];
    case 'v':
      // x = s·z + σ·ε and v = (s·ε − σ·z)/√(s² + σ²), solved for z.
      return [signal / variance, -sigma / Math.sqrt(variance)];
    case 'flow':
      // x = s·z + σ·ε and v = ε − z, solved for z; s + σ is 1 in the flow space.
      return [1 / (signal + sigma), -sigma / (signal + sigma)];
    case 'edm': {
      const data = prediction.sigmaData;
      const total = sigma * sigma + data * data;
      return [(data * data) / total, (sigma * data) / Math.sqrt(total)];
    }
  }
}
