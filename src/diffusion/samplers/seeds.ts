import { halfLogSnr, sigmaOfHalfLogSnr, signalScale } from '../noise-space.ts';
import { type Term, weightedSum } from '../weighted-sum.ts';
import { drawNoise, offsetFirstSigma, runSteps, type Sampler, type SamplerRun } from './run-steps.ts';

/** SEEDS-2: two stages of an exponential SDE integrator that share one path of noise (Gonzalez et al. 2023). `eta` 1. */
export const sampleSeeds2: Sampler = (run) => seeds(run, [1 / 2]);

/** SEEDS-3: the same with three stages. */
export const sampleSeeds3: Sampler = (run) => seeds(run, [1 / 3, 2 / 3]);

/** `shares`: where in λ, between 0 and 1 of the step, the stages before the last land. */
function seeds(run: SamplerRun, shares: readonly number[]): Promise<Float32Array> {
  const { eta = 1, noiseScale = 1 } = run.options ?? {};
  const { space } = run.noiseModel;
  const sigmas = offsetFirstSigma(run.sigmas, run.noiseModel);

  return runSteps({ ...run, sigmas }, async (x, { index, sigma, nextSigma }) => {
    const denoised = await run.denoise(x, sigma, index);
    if (nextSigma === 0) return denoised;
    const lambda = halfLogSnr(space, sigma);
    const h = halfLogSnr(space, nextSigma) - lambda;
    const stages = [...shares, 1];
    const noises = eta > 0 && noiseScale > 0 ? stages.map(() => drawNoise(run, x)) : [];

    let latest = denoised;
    let state = x;
    for (const [stage, share] of stages.entries()) {
      const level = share === 1 ? nextSigma : sigmaOfHalfLogSnr(space, lambda + share * h);
      const signal = signalScale(space, level);
      const stretched = share * h * (eta + 1);
      const correction =
        stage === 0 ? 0 : signal * correctionWeight(stretched, share, stages[stage - 1] as number, stages.length);
      state = weightedSum(
        [(level / sigma) * Math.exp(-share * h * eta), x],
        [-signal * Math.expm1(-stretched) - correction, denoised],
        [correction, latest],
        ...noiseTerms(noises, stages.slice(0, stage + 1), h * eta, level * noiseScale),
      );
      if (share < 1) latest = await run.denoise(state, level, index);
    }
    return state;
  });
}

/** Weight of the difference between the latest estimate and the first. */
function correctionWeight(stretched: number, share: number, latestShare: number, stages: number): number {
  // With two stages the classic form is 1/(2r) of the whole decay; with three, φ₂ is exact for a straight estimate.
  if (stages === 2) return -Math.expm1(-stretched) / (2 * latestShare);
  return (share / latestShare) * (Math.expm1(-stretched) / stretched + 1);
}

/** Noise of each piece of the path up to `shares.at(-1)`, decayed since then. `rate` is h·η. */
function noiseTerms(noises: readonly Float32Array[], shares: readonly number[], rate: number, scale: number): Term[] {
  const end = shares.at(-1) as number;
  return shares.flatMap((share, piece): Term[] => {
    const values = noises[piece];
    if (values === undefined) return [];
    const length = share - (shares[piece - 1] ?? 0);
    const decay = Math.exp(-rate * (end - share));
    return [[scale * decay * Math.sqrt(-Math.expm1(-2 * rate * length)), values]];
  });
}
