import { linspace } from '../linspace.ts';
import type { NoiseModel } from '../noise-model.ts';
import { inverseIncompleteBeta } from './inverse-beta.ts';
import { roundHalfEven } from './round-half-even.ts';

/** Every ⌊i·T/n⌋-th of the model's T levels, from the highest; n + 1 values, the last 0. ComfyUI's `simple`. */
export function simpleSigmas({ sigmas }: NoiseModel, steps: number): number[] {
  const stride = sigmas.length / steps;
  const picked = Array.from({ length: steps }, (_, step) => sigmas.at(-1 - Math.floor(step * stride)) as number);
  return [...picked, 0];
}

/** Levels at evenly spaced times from the highest to the lowest; n + 1 values, the last 0. ComfyUI's `normal`. */
export function normalSigmas(model: NoiseModel, steps: number): number[] {
  const times = linspace(model.timestepAt(model.sigmaMax), model.timestepAt(model.sigmaMin), steps);
  return [...times.map(model.sigmaAt), 0];
}

/** As `normal`, with one time more that is then left out: the last step is as long as the others. Stability AI's `sgm_uniform`. */
export function sgmUniformSigmas(model: NoiseModel, steps: number): number[] {
  const times = linspace(model.timestepAt(model.sigmaMax), model.timestepAt(model.sigmaMin), steps + 1);
  return [...times.slice(0, -1).map(model.sigmaAt), 0];
}

/**
 * Every ⌊T/n⌋-th level counted from the second lowest, falling, then 0; DDIM's spacing, ComfyUI's `ddim_uniform`. Where n does
 * not divide T, that makes more than n steps, as in ComfyUI.
 */
export function ddimUniformSigmas({ sigmas }: NoiseModel, steps: number): number[] {
  const stride = Math.max(Math.floor(sigmas.length / steps), 1);
  const picked: number[] = [];
  for (let index = 1; index < sigmas.length; index += stride) picked.unshift(sigmas[index] as number);
  return [...picked, 0];
}

/**
 * Levels at the quantiles of a beta distribution, dense at both ends (Lee et al. 2024, "Beta Sampling is All You Need"); the
 * last is 0. Where two quantiles fall on one level, it is taken once, so that many steps can become fewer.
 */
export function betaSigmas({ sigmas }: NoiseModel, steps: number, alpha = 0.6, beta = 0.6): number[] {
  const indexes = Array.from({ length: steps }, (_, step) =>
    roundHalfEven(inverseIncompleteBeta(alpha, beta, 1 - step / steps) * (sigmas.length - 1)),
  );
  const distinct = indexes.filter((index, step) => index !== indexes[step - 1]);
  return [...distinct.map((index) => sigmas[index] as number), 0];
}
