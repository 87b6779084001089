import type { ModelPack } from './model-pack.ts';
import type { Conditioning } from './values.ts';

/** What a network is asked under: the prompt, nothing, what must not be, or a part of the conditioning (an image alone). */
export type Branch = 'conditional' | 'unconditional' | 'negative' | 'partial';

/** One prediction per branch that was asked for, all of one length. */
export type Predictions = Readonly<Partial<Record<Branch, Float32Array>>>;

/** When in a run a prediction is made. */
export interface Instant {
  readonly sigma: number;
  readonly step: number;
}

/** Where in a run a prediction is made. `x` is what the network is fed, not to be written to; accelerations may keep it, guidance may not. */
export interface Moment extends Instant {
  readonly x: Float32Array;
}

export type BranchWeights = Readonly<Partial<Record<Branch, number>>>;

/**
 * A way of guiding: which branches it needs at a moment, and what it makes of them. Pieces wrap pieces: an interval around a
 * rescaling around classifier-free guidance is three of them.
 */
export interface Guidance {
  branchesAt(instant: Instant): readonly Branch[];
  /** One prediction, in a new array or one of the given, which count until the next step alone. */
  combine(predictions: Predictions, moment: Moment): Float32Array;
  /**
   * There where `combine` is at every moment a weighted sum of the branches: their weights. Then it need not be called: the sum becomes part of a
   * larger one, which saves a pass over the numbers and an array for each step, and no number has to know its place.
   */
  readonly weightsAt?: ((instant: Instant) => BranchWeights) | undefined;
}

/** Predictions of several branches at once; whether in one batch or one pass each is for the evaluator to choose. */
export type EvaluateBranches = (moment: Moment, branches: readonly Branch[]) => Promise<Predictions>;

/** How many steps of a run asked the network, and how many were guessed. */
export interface StepCount {
  readonly computed: number;
  readonly skipped: number;
}

/** What guidance and acceleration may know of a run before it starts. */
export interface DenoisingRun {
  readonly steps: number;
  /** The latent's shape `[batch, channel, frame, height, width]`. */
  readonly dims: readonly [number, number, number, number, number];
  /** The noise level after a share of training time, from 0 (noise) to 1 (clean). */
  sigmaAtShare(share: number): number;
}

/** Something that spares the network steps. It is opened anew for each run. */
export interface Acceleration {
  readonly name: string;
  /** What it stands around: the network, a guess for each branch; or guidance, one guess, given as the branch `conditional`. */
  readonly around: 'network' | 'guidance';
  open(evaluate: EvaluateBranches, run: DenoisingRun): { readonly evaluate: EvaluateBranches; count(): StepCount };
}

/**
 * How a model is to be asked: a recipe, nothing has run yet. Nodes of guidance and acceleration make new ones of it. It holds
 * functions, so that it never leaves the memory of the executor that made it.
 */
export interface Denoiser {
  readonly model: ModelPack;
  /** What stands for each branch; `conditional` is always there. */
  readonly conditions: Readonly<Partial<Record<Branch, Conditioning>>>;
  guidanceOf(run: DenoisingRun): Guidance;
  /** The first is nearest to the network. */
  readonly accelerations: readonly Acceleration[];
  /** The scale that models which were distilled from guidance are told; the pack's own when absent. */
  readonly embeddedScale?: number;
}
