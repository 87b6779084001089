import type {
  Branch,
  BranchWeights,
  Denoiser,
  DenoisingRun,
  EvaluateBranches,
  Guidance,
  Moment,
  StepCount,
} from '../../core/denoiser.ts';
import type { Denoise, EstimateTerms } from '../denoise.ts';
import { predictionFor } from '../guidance/guidance.ts';
import type { NoiseModel } from '../noise-model.ts';
import { cleanEstimate, cleanWeights, networkInput, type Prediction } from '../prediction.ts';
import { type Term, weightedSum } from '../weighted-sum.ts';

export interface OpenedDenoiser {
  readonly denoise: Denoise;
  /** Absent where the estimate is no sum of state and predictions: its guidance looks at their numbers, or something stands around it. */
  readonly estimateTerms: EstimateTerms | undefined;
  /** What each acceleration has spared so far, the nearest to the network first. */
  counts(): readonly { readonly name: string; readonly count: StepCount }[];
}

export interface OpenOptions {
  readonly guidance: Guidance;
  readonly accelerations: Denoiser['accelerations'];
  /** Predictions of the network, for what it is fed. */
  readonly evaluate: EvaluateBranches;
  readonly noiseModel: NoiseModel;
  readonly prediction: Prediction;
  readonly run: DenoisingRun;
}

/**
 * A recipe as a function that samplers take. Guidance and accelerations act on what the network itself predicts: some of them are
 * defined on that alone, and predictions change less from step to step than clean estimates.
 */
export function openDenoiser({
  guidance,
  accelerations,
  evaluate,
  noiseModel,
  prediction,
  run,
}: OpenOptions): OpenedDenoiser {
  const counters: { readonly name: string; count(): StepCount }[] = [];
  const accelerated = (inner: EvaluateBranches, around: 'network' | 'guidance'): EvaluateBranches => {
    let outermost = inner;
    for (const acceleration of accelerations) {
      if (acceleration.around !== around) continue;
      const opened = acceleration.open(outermost, run);
      counters.push({ name: acceleration.name, count: opened.count });
      outermost = opened.evaluate;
    }
    return outermost;
  };

  const network = accelerated(evaluate, 'network');
  const predict: EvaluateBranches = async (moment, branches) =>
    branches.length === 0 ? {} : await network(moment, branches);
  const plain: EvaluateBranches = async (moment) => {
    const predictions = await predict(moment, guidance.branchesAt(moment));
    return { conditional: guidance.combine(predictions, moment) };
  };
  const guided = accelerated(plain, 'guidance');
  const momentOf = (x: Float32Array, sigma: number, step: number): Moment => {
    return { x: networkInput(x, sigma, noiseModel.space, prediction), sigma, step };
  };
  // Nothing stands around guidance, and it is a sum: it goes into that of the clean estimate.
  const weightsAt = guided === plain ? guidance.weightsAt : undefined;
  const estimateTerms: EstimateTerms | undefined =
    weightsAt &&
    (async (x, sigma, step) => {
      const moment = momentOf(x, sigma, step);
      const [branches, weights] = [guidance.branchesAt(moment), weightsAt(moment)];
      const predictions = await predict(moment, branches);
      const [ofState, ofOutput] = cleanWeights(sigma, noiseModel.space, prediction);
      const terms = branches.map((branch): Term => {
        return [ofOutput * weightOf(weights, branch), predictionFor(predictions, branch)];
      });
      return [[ofState, x], ...terms];
    });

  return {
    counts: () => counters.map(({ name, count }) => ({ name, count: count() })),
    estimateTerms,
    async denoise(x, sigma, step) {
      if (estimateTerms) return weightedSum(...(await estimateTerms(x, sigma, step)));
      const predictions = await guided(momentOf(x, sigma, step), ['conditional']);
      return cleanEstimate(x, predictionFor(predictions, 'conditional'), sigma, noiseModel.space, prediction);
    },
  };
}

function weightOf(weights: BranchWeights, branch: Branch): number {
  const weight = weights[branch];
  if (weight === undefined) throw new Error(`Guidance asks for the ${branch} prediction and gives it no weight`);
  return weight;
}
