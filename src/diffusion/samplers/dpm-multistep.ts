import { halfLogSnr, type NoiseSpace, signalScale } from '../noise-space.ts';
import { type Term, weightedSum } from '../weighted-sum.ts';
import { drawNoise, offsetFirstSigma, runSteps, type Sampler, type SamplerRun } from './run-steps.ts';

/** DPM-Solver++(2M) (Lu et al. 2022). As in k-diffusion, λ is −ln σ for flows too. */
export const sampleDpmPp2m: Sampler = (run) =>
  dpmMultistep(run, { order: 2, eta: 0, correction: 'midpoint', space: 'exploding' });

/** SDE-DPM-Solver++(2M), midpoint correction; `eta` 1. With `eta` 0 on a flow, this is diffusers' DPM-Solver with flow sigmas. */
export const sampleDpmPp2mSde: Sampler = (run) => dpmMultistep(run, { order: 2, eta: 1, correction: 'midpoint' });

/** SDE-DPM-Solver++(2M) with the correction of Heun's type. */
export const sampleDpmPp2mSdeHeun: Sampler = (run) => dpmMultistep(run, { order: 2, eta: 1, correction: 'heun' });

/** DPM-Solver++(3M), as diffusers' `DPMSolverMultistepScheduler` of order 3. */
export const sampleDpmPp3m: Sampler = (run) => dpmMultistep(run, { order: 3, eta: 0, correction: 'midpoint' });

/** SDE-DPM-Solver++(3M) (k-diffusion). */
export const sampleDpmPp3mSde: Sampler = (run) => dpmMultistep(run, { order: 3, eta: 1, correction: 'heun' });

interface Method {
  readonly order: 2 | 3;
  /** Where the run does not say. */
  readonly eta: number;
  /** How the change of the clean estimate enters a second-order step. */
  readonly correction: 'midpoint' | 'heun';
  /** The space whose λ is used, where it is not the model's own. */
  readonly space?: NoiseSpace;
}

/** An earlier clean estimate, and the λ at which it was made. */
interface Estimate {
  readonly lambda: number;
  readonly denoised: Float32Array;
}

function dpmMultistep(run: SamplerRun, method: Method): Promise<Float32Array> {
  const { eta = method.eta, noiseScale = 1, lowerOrderFinal = false } = run.options ?? {};
  const space = method.space ?? run.noiseModel.space;
  const sigmas = method.space === undefined ? offsetFirstSigma(run.sigmas, run.noiseModel) : run.sigmas;
  const history: Estimate[] = [];

  return runSteps({ ...run, sigmas }, async (x, { index, sigma, nextSigma }) => {
    const denoised = await run.denoise(x, sigma, index);
    if (nextSigma === 0) return denoised;
    const lambda = halfLogSnr(space, sigma);
    history.unshift({ lambda, denoised });
    history.splice(lowerOrderFinal ? Math.min(method.order, sigmas.length - 1 - index) : method.order);

    const h = halfLogSnr(space, nextSigma) - lambda;
    // A step of no length, which diffusers' lists can end with, has no differences to divide by.
    if (h === 0) return x;
    const decay = Math.exp(-h * eta);
    const signal = signalScale(space, nextSigma);
    const moved = weightedSum(
      [(nextSigma / sigma) * decay, x],
      [-signal * Math.expm1(-h * (eta + 1)), denoised],
      ...correctionTerms(history, h, h * (eta + 1), signal, method.correction),
    );
    const noise = nextSigma * Math.sqrt(-Math.expm1(-2 * h * eta)) * noiseScale;
    return noise > 0 ? weightedSum([1, moved], [noise, drawNoise(run, x)]) : moved;
  });
}

/**
 * What earlier estimates add to a first-order step. `h` is the step in λ, `stretched` = h·(1 + η) the one that the clean
 * estimate decays over; derivatives of the estimate are divided differences in units of h.
 */
function correctionTerms(
  history: readonly Estimate[],
  h: number,
  stretched: number,
  signal: number,
  correction: Method['correction'],
): readonly Term[] {
  const [now, before, earlier] = history;
  if (!now || !before) return [];
  const phi2 = Math.expm1(-stretched) / stretched + 1;
  const r0 = (now.lambda - before.lambda) / h;
  if (!earlier) {
    const weight = (signal * (correction === 'midpoint' ? -Math.expm1(-stretched) / 2 : phi2)) / r0;
    return [
      [weight, now.denoised],
      [-weight, before.denoised],
    ];
  }
  const phi3 = phi2 / stretched - 0.5;
  const r1 = (before.lambda - earlier.lambda) / h;
  // d1 = a + (a − b)·r0/(r0 + r1) and d2 = (a − b)/(r0 + r1), of the differences a = (D − D₁)/r0 and b = (D₁ − D₂)/r1.
  const ofA = signal * (phi2 * (1 + r0 / (r0 + r1)) - phi3 / (r0 + r1));
  const ofB = signal * (phi3 / (r0 + r1) - (phi2 * r0) / (r0 + r1));
  return [
    [ofA / r0, now.denoised],
    [ofB / r1 - ofA / r0, before.denoised],
    [-ofB / r1, earlier.denoised],
  ];
}
