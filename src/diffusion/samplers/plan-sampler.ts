import type { Sampler, SamplerRun } from './run-steps.ts';

/** An array of a run: the state that it starts from, a clean estimate, a draw of fresh noise, or the state of an evaluation; each counted from 0. */
export type Source =
  | { readonly kind: 'start' }
  | { readonly kind: 'estimate' | 'noise' | 'state'; readonly index: number };

export interface PlannedTerm {
  readonly weight: number;
  readonly source: Source;
}

/** A clean estimate that a sampler asks for, of a state that is a sum. */
export interface PlannedEvaluation {
  readonly sigma: number;
  readonly step: number;
  readonly state: readonly PlannedTerm[];
}

export interface SamplerPlan {
  readonly evaluations: readonly PlannedEvaluation[];
  readonly result: readonly PlannedTerm[];
}

/**
 * All sums of a run before it has begun. Samplers treat all numbers of a latent alike, and do nothing with whole arrays but weighted sums, with
 * weights that follow from the noise levels. So a sampler may just as well be run on coordinates: an array that says how much of the start, of each
 * estimate and of each draw a state holds. What a device has to add up is read from them, whatever the sampler.
 * Not for `clip`, which looks at the numbers themselves.
 */
export async function planSampler(
  sample: Sampler,
  run: Omit<SamplerRun, 'start' | 'denoise' | 'noise' | 'onStep' | 'inPlace'>,
): Promise<SamplerPlan> {
  const sources: Source[] = [{ kind: 'start' }];
  const counts = { estimate: 0, noise: 0 };
  const room = 1 + SOURCES_PER_STEP * (run.sigmas.length + 1);
  const axis = (at: number) => {
    if (at >= room) throw new Error(`A sampler asked for more than ${room} arrays`);
    const coordinates = new Float32Array(room);
    coordinates[at] = 1;
    return coordinates;
  };
  const added = (kind: 'estimate' | 'noise') => {
    sources.push({ kind, index: counts[kind]++ });
    return axis(sources.length - 1);
  };

  const evaluations: PlannedEvaluation[] = [];
  let before: Float32Array | undefined;
  const sumFor = (coordinates: Float32Array) => shortestSum(coordinates, before, evaluations.length - 1, sources);
  const last = await sample({
    ...run,
    start: axis(0),
    noise: () => added('noise'),
    async denoise(coordinates, sigma, step) {
      evaluations.push({ sigma, step, state: sumFor(coordinates) });
      before = coordinates.slice();
      return added('estimate');
    },
  });
  return { evaluations, result: sumFor(last) };
}

/** No sampler takes more than three estimates and three draws in a step. */
const SOURCES_PER_STEP = 6;
/** Two coordinates that differ by less cancel: they are sums of a few products in single precision. */
const ROUNDING = 1e-6;

/** The sum that a state is: of all that has gone into it, or of the state before and what is new since, whichever is shorter. */
function shortestSum(
  coordinates: Float32Array,
  before: Float32Array | undefined,
  beforeIndex: number,
  sources: readonly Source[],
): readonly PlannedTerm[] {
  const whole = termsOf(sources, (at) => coordinates[at] as number);
  const pivot = before?.findIndex((value) => value !== 0) ?? -1;
  if (!before || pivot < 0) return whole;
  const share = (coordinates[pivot] as number) / (before[pivot] as number);
  const rest = termsOf(sources, (at) => {
    const [own, old] = [coordinates[at] as number, share * (before[at] as number)];
    return Math.abs(own - old) <= ROUNDING * Math.max(Math.abs(own), Math.abs(old)) ? 0 : own - old;
  });
  if (share === 0 || rest.length + 1 >= whole.length) return whole;
  return [{ weight: share, source: { kind: 'state', index: beforeIndex } }, ...rest];
}

function termsOf(sources: readonly Source[], weightAt: (at: number) => number): readonly PlannedTerm[] {
  return sources.flatMap((source, at) => {
    const weight = weightAt(at);
    return weight === 0 ? [] : [{ weight, source }];
  });
}
