import { sigmaOfAlpha } from './betas.ts';
import { shiftSigma } from './flow-schedule.ts';
import { type NoiseSpace, signalScale } from './noise-space.ts';
import { weightedSum } from './weighted-sum.ts';

/** The noise levels of a model: which there are, and what its network calls them. */
export interface NoiseModel {
  readonly space: NoiseSpace;
  /** The levels that it was trained on, or, for a continuous range, a fine grid over it; rising. */
  readonly sigmas: readonly number[];
  readonly sigmaMin: number;
  readonly sigmaMax: number;
  /** What the network is told at level `sigma`. */
  timestepAt(sigma: number): number;
  /**
   * The level of a time, which is a timestep of training. The inverse of `timestepAt`, except for a shifted flow: there
   * times are bent into levels, and the network is told the bent level.
   */
  sigmaAt(time: number): number;
  /** The level after a share of training time, from 0 (noise) to 1 (clean); what guiders and caches count in. */
  sigmaAtShare(share: number): number;
}

/**
 * A model trained on discrete levels in the exploding space, with ᾱ falling (Stable Diffusion, DiT). Timesteps count the
 * levels from 0; between two of them ln σ is interpolated. A last level without signal gets ᾱ = 2⁻²⁴, as in diffusers.
 */
export function discreteNoiseModel(alphas: readonly number[]): NoiseModel {
  const sigmas = alphas.map((alpha) => sigmaOfAlpha(Math.max(alpha, 2 ** -24)));
  const logSigmas = sigmas.map(Math.log);
  const last = sigmas.length - 1;
  const sigmaAt = (time: number) => {
    const clamped = Math.min(Math.max(time, 0), last);
    const below = Math.min(Math.floor(clamped), Math.max(last - 1, 0));
    const low = logSigmas[below] as number;
    const high = logSigmas[below + 1] ?? low;
    return Math.exp(low + (clamped - below) * (high - low));
  };
  return {
    space: 'exploding',
    sigmas,
    sigmaMin: sigmas[0] as number,
    sigmaMax: sigmas[last] as number,
    timestepAt: (sigma) => positionIn(logSigmas, Math.log(sigma)),
    sigmaAt,
    sigmaAtShare: (share) => (share <= 0 ? Number.POSITIVE_INFINITY : share >= 1 ? 0 : sigmaAt((1 - share) * last)),
  };
}

/**
 * A rectified flow whose levels are bent by `shift` (SD3, eq. 23). The network is told σ·`timeScale`: 1000 for most
 * models, 1 for some. `trainSteps` is how many levels a discrete schedule picks from.
 */
export function flowNoiseModel({ shift = 1, timeScale = 1000, trainSteps = 1000 } = {}): NoiseModel {
  const sigmas = Array.from({ length: trainSteps }, (_, step) => shiftSigma((step + 1) / trainSteps, shift));
  return {
    space: 'flow',
    sigmas,
    sigmaMin: sigmas[0] as number,
    sigmaMax: sigmas.at(-1) as number,
    timestepAt: (sigma) => sigma * timeScale,
    sigmaAt: (time) => shiftSigma(time / timeScale, shift),
    sigmaAtShare: (share) => (share <= 0 ? 1 : share >= 1 ? 0 : shiftSigma(1 - share, shift)),
  };
}

/** A model of a continuous range of levels that is told ¼·ln σ (Karras et al. 2022, EDM, table 1): Stable Video Diffusion. */
export function continuousNoiseModel({ sigmaMin = 0.002, sigmaMax = 700 } = {}): NoiseModel {
  const lowest = Math.log(sigmaMin);
  const span = Math.log(sigmaMax) - lowest;
  return {
    space: 'exploding',
    sigmas: Array.from({ length: 1000 }, (_, step) => Math.exp(lowest + (span * step) / 999)),
    sigmaMin,
    sigmaMax,
    timestepAt: (sigma) => Math.log(sigma) / 4,
    sigmaAt: (time) => Math.exp(4 * time),
    sigmaAtShare: (share) =>
      share <= 0 ? Number.POSITIVE_INFINITY : share >= 1 ? 0 : Math.exp(lowest + (1 - share) * span),
  };
}

/** A clean latent with noise of level `sigma` on it: where video-to-video and steps with fresh noise begin. */
export function addNoise(space: NoiseSpace, clean: Float32Array, noise: Float32Array, sigma: number): Float32Array {
  return weightedSum([signalScale(space, sigma), clean], [sigma, noise]);
}

/**
 * The first state of a run from pure noise at level `sigma`. `unitVariance` takes the clean video's own variance of 1
 * into account, ε·√(1 + σ²), which models expect that were trained on z·√ᾱ + ε·√(1 − ᾱ) and start at their highest level.
 */
export function pureNoise(space: NoiseSpace, noise: Float32Array, sigma: number, unitVariance = false): Float32Array {
  const scale = space === 'exploding' && unitVariance ? Math.sqrt(1 + sigma * sigma) : sigma;
  return weightedSum([scale, noise]);
}

/**
 * A state of the exploding space as one of constant variance, z·√ᾱ + ε·√(1 − ᾱ): what is decoded when a scheduler of that kind
 * ends above σ = 0.
 */
export function preserveVariance(x: Float32Array, sigma: number): Float32Array {
  return weightedSum([1 / Math.sqrt(1 + sigma * sigma), x]);
}

/** Where `value` lies in a rising list, as a fractional index; the ends for what lies outside. */
function positionIn(rising: readonly number[], value: number): number {
  let low = 0;
  let high = rising.length - 1;
  if (value <= (rising[low] as number)) return low;
  if (value >= (rising[high] as number)) return high;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((rising[middle] as number) <= value) low = middle;
    else high = middle;
  }
  const below = rising[low] as number;
  return low + (value - below) / ((rising[high] as number) - below);
}
