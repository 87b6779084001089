import type { Denoiser, DenoisingRun, EvaluateBranches, StepCount } from '../../core/denoiser.ts';
import type { Denoise } from '../denoise.ts';
import { predictionFor } from '../guidance/guidance.ts';
import type { NoiseModel } from '../noise-model.ts';
import { cleanEstimate, networkInput, type Prediction } from '../prediction.ts';

export interface OpenedDenoiser {
  readonly denoise: Denoise;
  /** What each acceleration has spared so far, the nearest to the network first. */
  counts(): readonly { readonly name: string; readonly count: StepCount }[];
}

export interface OpenOptions {
  readonly denoiser: Pick<Denoiser, 'guidanceOf' | 'accelerations'>;
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
export function openDenoiser({ denoiser, evaluate, noiseModel, prediction, run }: OpenOptions): OpenedDenoiser {
  const counters: { readonly name: string; count(): StepCount }[] = [];
  const accelerated = (inner: EvaluateBranches, around: 'network' | 'guidance'): EvaluateBranches => {
    let outermost = inner;
    for (const acceleration of denoiser.accelerations) {
      if (acceleration.around !== around) continue;
      const opened = acceleration.open(outermost, run);
      counters.push({ name: acceleration.name, count: opened.count });
      outermost = opened.evaluate;
    }
    return outermost;
  };

  const network = accelerated(evaluate, 'network');
  const guidance = denoiser.guidanceOf(run);
  const guided = accelerated(async (moment) => {
    const branches = guidance.branchesAt(moment);
    const predictions = branches.length === 0 ? {} : await network(moment, branches);
    return { conditional: guidance.combine(predictions, moment) };
  }, 'guidance');

  return {
    counts: () => counters.map(({ name, count }) => ({ name, count: count() })),
    async denoise(x, sigma, step) {
      const input = networkInput(x, sigma, noiseModel.space, prediction);
      const predictions = await guided({ x: input, sigma, step }, ['conditional']);
      return cleanEstimate(x, predictionFor(predictions, 'conditional'), sigma, noiseModel.space, prediction);
    },
  };
}
