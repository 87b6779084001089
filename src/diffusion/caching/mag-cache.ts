import type { EvaluateBranches } from '../../core/denoiser.ts';
import { UserError } from '../../core/errors.ts';
import type { ModelPackManifest } from '../../core/model-pack.ts';
import type { Denoise } from '../denoise.ts';
import { predictionFor } from '../guidance/guidance.ts';
import {
  type AcceleratedBranches,
  type AcceleratedDenoiser,
  accelerateBranches,
  accelerateDenoiser,
  createResidualPredictor,
  type SkipRule,
} from './accelerate.ts';

export interface MagCacheOptions {
  /** For each step, how large the residual is by that of the step before: from a calibration run, resampled to the run's steps. */
  readonly ratios: readonly number[];
  /** A step is guessed while the summed error of the magnitudes since the last computed one stays below this. */
  readonly threshold?: number;
  /** At most so many steps are guessed in a row. */
  readonly longestSkip?: number;
  /** The share of steps at the start that is computed. */
  readonly retention?: number;
}

/**
 * MagCache (Ma et al. 2025): the magnitude of what a network adds to its input falls in the same way for every prompt, so that
 * one calibration run tells how wrong an old residual would be. Here the residual is output less input, of the whole network.
 */
export function magCache(evaluate: EvaluateBranches, options: MagCacheOptions): AcceleratedBranches {
  return accelerateBranches(evaluate, magCacheRule(options), createResidualPredictor);
}

/** The same around a finished denoiser. */
export function magCacheDenoiser(denoise: Denoise, options: MagCacheOptions): AcceleratedDenoiser {
  return accelerateDenoiser(denoise, magCacheRule(options), createResidualPredictor);
}

function magCacheRule({ ratios, threshold = 0.12, longestSkip = 4, retention = 0.2 }: MagCacheOptions): SkipRule {
  const retained = Math.floor(ratios.length * retention);
  let ratio = 1;
  let error = 0;
  let skipped = 0;
  const reset = () => {
    ratio = 1;
    error = 0;
    skipped = 0;
  };
  return {
    shouldSkip({ step }) {
      if (step < retained) return false;
      ratio *= ratios[step] ?? 1;
      error += Math.abs(1 - ratio);
      skipped++;
      return error < threshold && skipped <= longestSkip;
    },
    computed: reset,
  };
}

/** An evaluator that measures as it runs: the ratios for `magCache`, one per step, the first 1. A whole run without skips. */
export function measureMagnitudes(evaluate: EvaluateBranches): AcceleratedBranches & { ratios(): readonly number[] } {
  const magnitudes: number[] = [];
  return {
    ratios: () => magnitudes.map((magnitude, step) => (step === 0 ? 1 : magnitude / (magnitudes[step - 1] as number))),
    count: () => ({ computed: magnitudes.length, skipped: 0 }),
    async evaluate(moment, branches) {
      const predictions = await evaluate(moment, branches);
      const [branch] = branches;
      if (branch === undefined || magnitudes[moment.step] !== undefined) return predictions;
      const prediction = predictionFor(predictions, branch);
      magnitudes[moment.step] = Math.sqrt(
        prediction.reduce((sum, value, index) => sum + (value - (moment.x[index] as number)) ** 2, 0),
      );
      return predictions;
    },
  };
}

/** Ratios as text, or what the pack brings where the text is empty. `UserError` where there are none. */
export function parseRatios(text: string, { calibration, title }: ModelPackManifest): readonly number[] {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const ratios = words.length > 0 ? words.map(Number) : (calibration?.magnitudeRatios ?? []);
  if (ratios.length === 0) {
    throw new UserError(`${title} brings no measurements for MagCache`, {
      hint: 'Wire the ratios of “MagCache Calibration”: one run with the same model is enough.',
    });
  }
  const wrong = words.find((_, index) => !((ratios[index] as number) > 0));
  if (wrong !== undefined) {
    throw new UserError(`“${wrong}” is not a ratio of magnitudes`, {
      hint: 'Write numbers above 0 with commas between them.',
    });
  }
  return ratios;
}

/** Ratios measured in a run of other length: those of the nearest steps, as MagCache's authors do. */
export function resampleRatios(ratios: readonly number[], steps: number): readonly number[] {
  const scale = steps > 1 ? (ratios.length - 1) / (steps - 1) : 0;
  return Array.from({ length: steps }, (_, step) => ratios[Math.round(step * scale)] as number);
}
