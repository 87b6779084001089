import type { Branch, EvaluateBranches, Moment, StepCount } from '../../core/denoiser.ts';
import type { Denoise } from '../denoise.ts';
import { predictionFor } from '../guidance/guidance.ts';
import { weightedSum } from '../weighted-sum.ts';

/** Decides at which steps a guess will do in place of the network. One object serves one run. */
export interface SkipRule {
  /** Asked once per step, in order, when guesses for all branches are at hand. */
  shouldSkip(moment: Moment): boolean;
  /** Told after each step that was computed, with the prediction of its first branch. */
  computed?(moment: Moment, prediction: Float32Array): void;
}

/** Guesses one branch's prediction from computed ones. One object serves one branch of one run. */
export interface Predictor {
  learn(moment: Moment, prediction: Float32Array): void;
  /** A new array, or undefined while too little has been learned. */
  guess(moment: Moment): Float32Array | undefined;
}

export interface AcceleratedBranches {
  readonly evaluate: EvaluateBranches;
  count(): StepCount;
}

export interface AcceleratedDenoiser {
  readonly denoise: Denoise;
  count(): StepCount;
}

/**
 * The evaluator of a run with some of its steps guessed. All branches of a step are computed or guessed together, decided by the
 * first, as their errors would not cancel otherwise. Meant for samplers of one estimate per step: a second one in the same
 * step is always computed and teaches nothing, as it lies at another noise level.
 */
export function accelerateBranches(
  evaluate: EvaluateBranches,
  rule: SkipRule,
  createPredictor: () => Predictor,
): AcceleratedBranches {
  const predictors = new Map<Branch, Predictor>();
  const count = { computed: 0, skipped: 0 };
  let lastStep = -1;

  const predictorOf = (branch: Branch) => {
    const predictor = predictors.get(branch) ?? createPredictor();
    predictors.set(branch, predictor);
    return predictor;
  };

  return {
    count: () => ({ ...count }),
    async evaluate(moment, branches) {
      if (moment.step === lastStep) return evaluate(moment, branches);
      lastStep = moment.step;
      const guesses = branches.map((branch) => [branch, predictorOf(branch).guess(moment)] as const);
      if (guesses.every(([, guess]) => guess !== undefined) && rule.shouldSkip(moment)) {
        count.skipped++;
        return Object.fromEntries(guesses);
      }
      const predictions = await evaluate(moment, branches);
      count.computed++;
      for (const branch of branches) predictorOf(branch).learn(moment, predictionFor(predictions, branch));
      const [first] = branches;
      if (first !== undefined) rule.computed?.(moment, predictionFor(predictions, first));
      return predictions;
    },
  };
}

/** The same around a finished denoiser, after its guidance: one guess for all branches. */
export function accelerateDenoiser(
  denoise: Denoise,
  rule: SkipRule,
  createPredictor: () => Predictor,
): AcceleratedDenoiser {
  const branches = ['conditional'] as const;
  const { evaluate, count } = accelerateBranches(
    async ({ x, sigma, step }) => ({ conditional: await denoise(x, sigma, step) }),
    rule,
    createPredictor,
  );
  return {
    count,
    denoise: async (x, sigma, step) => predictionFor(await evaluate({ x, sigma, step }, branches), 'conditional'),
  };
}

/** Guesses that the network adds to its input what it added at the last computed step: EasyCache, LazyCache, MagCache. */
export function createResidualPredictor(): Predictor {
  let residual: Float32Array | undefined;
  return {
    learn({ x }, prediction) {
      residual = weightedSum([1, prediction], [-1, x]);
    },
    guess({ x }) {
      return residual && weightedSum([1, residual], [1, x]);
    },
  };
}
