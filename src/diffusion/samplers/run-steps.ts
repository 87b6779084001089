import type { Denoise, EstimateTerms } from '../denoise.ts';
import type { NoiseModel } from '../noise-model.ts';

/** As much of an `AbortSignal` as a sampler needs; this layer does not know the platform's type. */
export interface StopSignal {
  throwIfAborted(): void;
}

/** One step of a run, from one noise level to the next. */
export interface Step {
  /** Counts from 0. */
  readonly index: number;
  readonly sigma: number;
  /** The level to arrive at; 0 at the end of most runs. */
  readonly nextSigma: number;
}

export interface StepLoop {
  /** The state at `sigmas[0]`, any shape, flattened. Never written to. */
  readonly start: Float32Array;
  /** Noise levels in the order they are visited, one more than there are steps; the last is 0 for a clean result. */
  readonly sigmas: readonly number[];
  /** Called after each step with the number of steps done; `x` may be kept, it is not written to again unless the run is in place. */
  readonly onStep?: ((stepsDone: number, steps: number, x: Float32Array) => void) | undefined;
  /** Read before each step. */
  readonly signal?: StopSignal | undefined;
}

/** Walks through the noise levels; `advance` returns the next state as a new array. The result is the state at the last level. */
export async function runSteps(
  { start, sigmas, onStep, signal }: StepLoop,
  advance: (x: Float32Array, step: Step) => Promise<Float32Array>,
): Promise<Float32Array> {
  const steps = sigmas.length - 1;
  let x: Float32Array = start.slice();
  for (let index = 0; index < steps; index++) {
    signal?.throwIfAborted();
    x = await advance(x, { index, sigma: sigmas[index] as number, nextSigma: sigmas[index + 1] as number });
    onStep?.(index + 1, steps, x);
  }
  return x;
}

/** Where a run stands in training: which space its states live in, and which levels a share of the way means. */
export type NoiseSetting = Pick<NoiseModel, 'space' | 'sigmaAtShare'>;

/** All that a sampler is given. */
export interface SamplerRun extends StepLoop {
  readonly denoise: Denoise;
  /** The same estimates, for a sampler that adds them up with its state at once; absent where they are no sums. */
  readonly estimateTerms?: EstimateTerms | undefined;
  readonly noiseModel: NoiseSetting;
  /**
   * The next `count` draws from the standard normal distribution, for samplers that put fresh noise on. One generator,
   * drawn from in the order of the steps: a result depends on seed and schedule alone. k-diffusion takes a Brownian tree
   * here, whose noise depends on the levels too; its pictures of the SDE samplers therefore differ, their look does not.
   */
  readonly noise?: ((count: number) => Float32Array) | undefined;
  readonly options?: SamplerOptions | undefined;
  /** Nobody keeps a state beyond the step after it: the one after that may take its memory. */
  readonly inPlace?: boolean;
}

/** Settings of samplers; each reads its own and has its paper's default for what is left out. */
export interface SamplerOptions {
  /** Share of the fresh noise of an ancestral or SDE step: 0 deterministic, 1 as much as the noise level allows. */
  readonly eta?: number | undefined;
  /** Factor of fresh noise; a little over 1 sharpens. */
  readonly noiseScale?: number | undefined;
  /** Noise put on before each step (EDM's S_churn), and the levels between which that is done. For euler, heun, dpm_2. */
  readonly churn?: number | undefined;
  readonly churnMin?: number | undefined;
  readonly churnMax?: number | undefined;
  /** How many earlier steps a multistep method looks back on, itself included. */
  readonly order?: number | undefined;
  /** Takes fewer earlier steps near the end, as diffusers does (`lower_order_final`): steadier in short runs. */
  readonly lowerOrderFinal?: boolean | undefined;
  /** Limits the clean estimate to ± this, where the model's data has that range (diffusers' `clip_sample`). For ddim. */
  readonly clip?: number | undefined;
}

export type Sampler = (run: SamplerRun) => Promise<Float32Array>;

/** Fresh noise as long as `x`; a sampler that needs it cannot do without a source. */
export function drawNoise({ noise }: Pick<SamplerRun, 'noise'>, x: Float32Array): Float32Array {
  if (noise === undefined) throw new Error('This sampler puts fresh noise on and needs a source of it');
  return noise(x.length);
}

/**
 * Levels for methods that step in λ, which is minus infinite at a flow's σ = 1: a first level of 1 becomes the level a
 * ten-thousandth of the way in, as in ComfyUI.
 */
export function offsetFirstSigma(sigmas: readonly number[], { space, sigmaAtShare }: NoiseSetting): readonly number[] {
  if (space !== 'flow' || sigmas.length < 2 || (sigmas[0] as number) < 1) return sigmas;
  return [sigmaAtShare(1e-4), ...sigmas.slice(1)];
}
