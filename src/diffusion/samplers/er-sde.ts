import { halfLogSnr, signalScale } from '../noise-space.ts';
import { type Term, weightedSum } from '../weighted-sum.ts';
import { drawNoise, offsetFirstSigma, runSteps, type Sampler } from './run-steps.ts';

/** Extended reverse-time SDE solver, up to third order, with its paper's noise function (Cui et al. 2023, ER-SDE-Solver-3). */
export const sampleErSde: Sampler = (run) => {
  const { noiseScale = 1, order = 3 } = run.options ?? {};
  const { space } = run.noiseModel;
  const sigmas = offsetFirstSigma(run.sigmas, run.noiseModel);
  // Noise over signal, the variable in which the solver is written.
  const levels = sigmas.map((sigma) => Math.exp(-halfLogSnr(space, sigma)));
  const estimates: Float32Array[] = [];

  return runSteps({ ...run, sigmas }, async (x, { index, sigma, nextSigma }) => {
    const denoised = await run.denoise(x, sigma, index);
    if (nextSigma === 0) return denoised;
    estimates.unshift(denoised);
    estimates.splice(order);

    const from = levels[index] as number;
    const to = levels[index + 1] as number;
    const ratio = noiseFunction(to) / noiseFunction(from);
    const signal = signalScale(space, nextSigma);
    const moved = weightedSum(
      [(signal / signalScale(space, sigma)) * ratio, x],
      [signal * (1 - ratio), denoised],
      ...correctionTerms(estimates, levels.slice(0, index + 1).reverse(), to, signal),
    );
    // Rounding can take the variance just below 0.
    const noise = signal * Math.sqrt(Math.max(to ** 2 - (from * ratio) ** 2, 0)) * noiseScale;
    return noise > 0 ? weightedSum([1, moved], [noise, drawNoise(run, x)]) : moved;
  });
};

/** φ(λ) of the paper, its fifth choice: little noise late in the run. */
function noiseFunction(level: number): number {
  return level * (Math.exp(level ** 0.3) + 10);
}

/** Terms of second and third order: divided differences of the estimates, times integrals of 1/φ over the step. */
function correctionTerms(
  estimates: readonly Float32Array[],
  [from = 0, before = 0, earlier = 0]: readonly number[],
  to: number,
  signal: number,
): readonly Term[] {
  const [now, last, previous] = estimates;
  if (!now || !last) return [];
  const distance = to - from;
  const points = 200;
  const width = -distance / points;
  let sum = 0;
  let firstMoment = 0;
  for (let point = 0; point < points; point++) {
    const level = to + point * width;
    sum += width / noiseFunction(level);
    firstMoment += ((level - from) * width) / noiseFunction(level);
  }
  const ofSlope = signal * (distance + sum * noiseFunction(to));
  const gap = from - before;
  if (!previous) {
    return [
      [ofSlope / gap, now],
      [-ofSlope / gap, last],
    ];
  }
  const ofBend = (signal * (distance ** 2 / 2 + firstMoment * noiseFunction(to))) / ((from - earlier) / 2);
  const earlierGap = before - earlier;
  return [
    [(ofSlope + ofBend) / gap, now],
    [-(ofSlope + ofBend) / gap - ofBend / earlierGap, last],
    [ofBend / earlierGap, previous],
  ];
}
