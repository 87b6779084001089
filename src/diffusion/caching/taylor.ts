import type { EvaluateBranches } from '../../core/denoiser.ts';
import type { Denoise } from '../denoise.ts';
import { type Term, weightedSum } from '../weighted-sum.ts';
import {
  type AcceleratedBranches,
  type AcceleratedDenoiser,
  accelerateBranches,
  accelerateDenoiser,
  type Predictor,
  type SkipRule,
} from './accelerate.ts';

export interface TaylorOptions {
  /** Steps of the run. */
  readonly steps: number;
  /** One step in so many is computed, between the first and the last ones. */
  readonly interval?: number;
  /** So many steps at the start, and at the end, are computed. */
  readonly warmUp?: number;
  readonly coolDown?: number;
  /** Degree of the polynomial through the latest computed predictions: 0 repeats, 1 continues the line. */
  readonly order?: number;
}

/**
 * Predictions of skipped steps from a polynomial through the computed ones, over the number of the step (Liu et al. 2025,
 * TaylorSeer, on the network's output alone).
 */
export function extrapolateBranches(evaluate: EvaluateBranches, options: TaylorOptions): AcceleratedBranches {
  return accelerateBranches(evaluate, patternRule(options), () => createExtrapolator(options.order ?? 1));
}

/** The same around a finished denoiser. */
export function extrapolateDenoiser(denoise: Denoise, options: TaylorOptions): AcceleratedDenoiser {
  return accelerateDenoiser(denoise, patternRule(options), () => createExtrapolator(options.order ?? 1));
}

function patternRule({ steps, interval = 3, warmUp = 6, coolDown = 2 }: TaylorOptions): SkipRule {
  return {
    shouldSkip: ({ step }) => step >= warmUp && step < steps - coolDown && (step - warmUp + 1) % interval !== 0,
  };
}

function createExtrapolator(order: number): Predictor {
  const known: { readonly step: number; readonly prediction: Float32Array }[] = [];
  return {
    learn({ step }, prediction) {
      known.unshift({ step, prediction });
      known.splice(order + 1);
    },
    guess({ step }) {
      if (known.length <= order) return undefined;
      // Lagrange's form: the weight of each known prediction is its basis polynomial at this step.
      const terms = known.map((one): Term => {
        const others = known.filter((other) => other !== one);
        const weight = others.reduce((product, other) => (product * (step - other.step)) / (one.step - other.step), 1);
        return [weight, one.prediction];
      });
      const [first, ...rest] = terms;
      return first && weightedSum(first, ...rest);
    },
  };
}
