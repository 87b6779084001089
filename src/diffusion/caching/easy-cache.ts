import type { EvaluateBranches, Moment } from '../../core/denoiser.ts';
import type { Denoise } from '../denoise.ts';
import { intervalOfShares } from '../guidance/interval.ts';
import type { NoiseModel } from '../noise-model.ts';
import {
  type AcceleratedBranches,
  type AcceleratedDenoiser,
  accelerateBranches,
  accelerateDenoiser,
  createResidualPredictor,
  type SkipRule,
} from './accelerate.ts';

export interface EasyCacheOptions {
  /** A step is guessed while the expected relative change of the output since the last computed one stays below this. */
  readonly threshold: number;
  /**
   * What a state is compared with: the state before it, whose changes add up (the paper), or the state of the last computed step
   * (ComfyUI).
   */
  readonly compareWith: 'previous' | 'computed';
  /** Whether a step may be guessed at all. */
  readonly maySkip: (moment: Moment) => boolean;
  /** Only every so-manyth value is looked at. */
  readonly stride?: number;
}

/**
 * EasyCache (Zhou et al. 2025): how much a network's output changes per change of its input, k, hardly varies from step to step,
 * so that the input alone tells when the output would have changed too much. Decides on the first branch.
 */
export function easyCache(evaluate: EvaluateBranches, options: EasyCacheOptions): AcceleratedBranches {
  return accelerateBranches(evaluate, easyCacheRule(options), createResidualPredictor);
}

/**
 * LazyCache (ComfyUI): the rule of EasyCache after guidance, on one array. Works with any guidance; a little worse. Give it the
 * network's prediction rather than the clean estimate: see `wrapPrediction`.
 */
export function lazyCache(denoise: Denoise, options: EasyCacheOptions): AcceleratedDenoiser {
  return accelerateDenoiser(denoise, easyCacheRule(options), createResidualPredictor);
}

/** Settings of the paper: the first `warmUp` steps of a run and its last are computed. */
export function easyCacheOfPaper({
  steps,
  threshold = 0.05,
  warmUp = 10,
}: {
  steps: number;
  threshold?: number;
  warmUp?: number;
}): EasyCacheOptions {
  return { threshold, compareWith: 'previous', maySkip: ({ step }) => step >= warmUp && step < steps - 1 };
}

/** Settings of ComfyUI: active between two shares of the way, and only every eighth value is looked at. */
export function easyCacheOfComfy(
  noiseModel: Pick<NoiseModel, 'sigmaAtShare'>,
  { threshold = 0.2, start = 0.15, end = 0.95 }: { threshold?: number; start?: number; end?: number } = {},
): EasyCacheOptions {
  const { above, upTo } = intervalOfShares(noiseModel, start, end);
  return {
    threshold,
    compareWith: 'computed',
    maySkip: ({ sigma }) => sigma > above && sigma <= upTo,
    stride: 8,
  };
}

function easyCacheRule({ threshold, compareWith, maySkip, stride = 1 }: EasyCacheOptions): SkipRule {
  let compared: Float32Array | undefined;
  let computed: { readonly x: Float32Array; readonly prediction: Float32Array } | undefined;
  let changePerInput: number | undefined;
  let accumulated = 0;

  return {
    shouldSkip(moment) {
      const before = compared;
      if (compareWith === 'previous') compared = moment.x;
      if (!maySkip(moment) || before === undefined || computed === undefined || changePerInput === undefined)
        return false;
      const inputChange = meanDifference(moment.x, before, stride);
      const expected = (changePerInput * inputChange) / meanMagnitude(computed.prediction, stride);
      // Against the last computed state the change is whole already; against the previous one it is a piece of it.
      accumulated = compareWith === 'previous' ? accumulated + expected : expected;
      return accumulated < threshold;
    },
    computed(moment, prediction) {
      if (computed !== undefined && maySkip(moment)) {
        const inputChange = meanDifference(moment.x, computed.x, stride);
        if (inputChange > 0) changePerInput = meanDifference(prediction, computed.prediction, stride) / inputChange;
      }
      computed = { x: moment.x, prediction };
      compared = moment.x;
      accumulated = 0;
    },
  };
}

function meanDifference(one: Float32Array, other: Float32Array, stride: number): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += stride)
    sum += Math.abs((one[index] as number) - (other[index] as number));
  return sum / Math.ceil(one.length / stride);
}

function meanMagnitude(values: Float32Array, stride: number): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += stride) sum += Math.abs(values[index] as number);
  return sum / Math.ceil(values.length / stride);
}
