import { weightedSum } from '../weighted-sum.ts';
import { drawNoise, type SamplerRun, type Step } from './run-steps.ts';

/**
 * The state with a little noise put on before a step, and its level (Karras et al. 2022, EDM, algorithm 2, lines 4–6); as it
 * was without `churn`. Meant for the exploding space.
 */
export function withChurn(run: SamplerRun, x: Float32Array, { sigma }: Step): { x: Float32Array; sigma: number } {
  const { churn = 0, churnMin = 0, churnMax = Number.POSITIVE_INFINITY, noiseScale = 1 } = run.options ?? {};
  if (churn <= 0 || sigma < churnMin || sigma > churnMax) return { x, sigma };
  const gain = Math.min(churn / (run.sigmas.length - 1), Math.SQRT2 - 1);
  const raised = sigma * (1 + gain);
  const added = Math.sqrt(raised ** 2 - sigma ** 2) * noiseScale;
  return { x: weightedSum([1, x], [added, drawNoise(run, x)]), sigma: raised };
}
