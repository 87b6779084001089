import type { Guidance } from '../../core/denoiser.ts';
import { DeviceLostError } from '../../core/errors.ts';
import type { DeviceMemory, HeldTensor, HeldTerm } from '../../core/node-context.ts';
import { type Tensor, tensor } from '../../core/tensor.ts';
import { cleanWeights, type Prediction, stateScale } from '../prediction.ts';
import {
  type PlannedEvaluation,
  type PlannedTerm,
  planSampler,
  type SamplerPlan,
  type Source,
} from '../samplers/plan-sampler.ts';
import type { Sampler, SamplerOptions, SamplerRun } from '../samplers/run-steps.ts';
import type { AskedNetwork } from './network.ts';
import type { Feeds } from './network-feeds.ts';

interface DeviceRun extends Pick<SamplerRun, 'noiseModel' | 'noise' | 'signal'> {
  readonly memory: DeviceMemory;
  readonly network: AskedNetwork;
  /** The output that holds the prediction, and its sign. */
  readonly output: { readonly name: string; readonly negate: boolean };
  readonly guidance: Guidance;
  readonly prediction: Prediction;
  readonly plan: SamplerPlan;
  readonly steps: number;
  /** The state at the first level, `[batch, channel, frame, height, width]`. */
  readonly start: Tensor;
  /** Called after each step; E29: with whether all its numbers are finite. */
  onStep(done: number, allFinite: boolean): void;
  onEstimate?(read: () => Promise<Tensor>): void | Promise<void>;
}

export interface DeviceRequest extends Omit<DeviceRun, 'memory' | 'network' | 'plan' | 'steps'> {
  readonly memory: DeviceMemory | undefined;
  readonly network: AskedNetwork | undefined;
  readonly sample: Sampler;
  readonly options: SamplerOptions;
  readonly sigmas: readonly number[];
}

/**
 * The latent at the last level, made in the memory of the model's device; undefined where that can't be (no such device, a model or guidance that
 * looks at the numbers), and where the device has failed on the way: then all is made again on the processor.
 */
export async function tryOnDevice(request: DeviceRequest): Promise<Tensor | undefined> {
  const { memory, network, sample, options, sigmas, noiseModel, guidance } = request;
  if (!memory || !network || options.clip !== undefined) return undefined;
  const plan = await planSampler(sample, { sigmas, noiseModel, options });
  if (!isSumThroughout(guidance, plan)) return undefined;
  try {
    return await sampleOnDevice({ ...request, memory, network, plan, steps: sigmas.length - 1 });
  } catch (error) {
    if (error instanceof DeviceLostError) return undefined;
    throw error;
  }
}

/** Whether each step’s guidance is a sum, which is all that is added up where nobody looks at the numbers. */
function isSumThroughout(guidance: Guidance, { evaluations }: SamplerPlan): boolean {
  return evaluations.every(
    (instant) => guidance.weightsAt?.(instant) !== undefined && guidance.branchesAt(instant).length > 0,
  );
}

/**
 * A run whose states and estimates stay in the memory of the model's device: what comes back of a step is whether its numbers are finite. The
 * same sums as on the processor, in the device's precision. What no later step reads is let go at once.
 */
async function sampleOnDevice(run: DeviceRun): Promise<Tensor> {
  const { plan, steps, signal } = run;
  const arrays = createArrays(run);
  const ask = createQuestions(run);
  let done = 0;
  for (const [index, evaluation] of plan.evaluations.entries()) {
    signal?.throwIfAborted();
    const state = await arrays.sum(evaluation.state);
    const { sum: estimate, allFinite } = await ask(evaluation, state);
    arrays.add({ kind: 'state', index }, state);
    arrays.add({ kind: 'estimate', index }, estimate);
    const next = plan.evaluations[index + 1];
    if (!allFinite) run.onStep(evaluation.step + 1, false);
    for (const end = next?.step ?? steps; done < end; ) run.onStep(++done, true);
    // Several estimates of one step: only the last is shown.
    if (next?.step !== evaluation.step) await run.onEstimate?.(() => arrays.read(estimate));
    arrays.letGoAfter(index);
  }
  return arrays.read(await arrays.sum(plan.result));
}

/** The arrays of a run, as the model takes latents, each until its last reader has read it. */
function createArrays({ memory, network, plan, start, noise }: DeviceRun) {
  const { arrangement } = network;
  const shape = arrangement.dims(start.dims[0] as number);
  const held = new Map<string, HeldTensor>();
  const lastReaders = lastReadersOf(plan);
  const upload = (values: Float32Array) => memory.hold(tensor(arrangement.toModel(values), shape));
  let drawn = 0;

  const arrayOf = async (source: Source): Promise<HeldTensor> => {
    const name = nameOf(source);
    if (source.kind === 'start' && !held.has(name)) held.set(name, await upload(start.data));
    // Draws are in the order of the sampler, whether their turn to be read has come or not.
    while (source.kind === 'noise' && drawn <= source.index) {
      const values = noise?.(start.data.length);
      if (!values) throw new Error('This sampler puts fresh noise on and needs a source of it');
      held.set(nameOf({ kind: 'noise', index: drawn++ }), await upload(values));
    }
    const array = held.get(name);
    if (!array) throw new Error(`A step reads ${name}, which is not there`);
    return array;
  };

  return {
    async sum(terms: readonly PlannedTerm[]): Promise<HeldTensor> {
      const summands: HeldTerm[] = [];
      for (const { weight, source } of terms) summands.push({ held: await arrayOf(source), weights: [weight] });
      return (await memory.sum(summands)).sum;
    },
    add(source: Source, array: HeldTensor): void {
      held.set(nameOf(source), array);
    },
    async read(array: HeldTensor): Promise<Tensor> {
      return tensor(arrangement.fromModel((await memory.read(array)).data), start.dims);
    },
    letGoAfter(evaluation: number): void {
      for (const [name, array] of held) {
        if ((lastReaders.get(name) ?? -1) > evaluation) continue;
        memory.letGo(array);
        held.delete(name);
      }
    },
  };
}

/** For each array the evaluation that reads it last; the result counts as one more. */
function lastReadersOf({ evaluations, result }: SamplerPlan): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  for (const [index, terms] of [...evaluations.map(({ state }) => state), result].entries()) {
    for (const { source } of terms) readers.set(nameOf(source), index);
  }
  return readers;
}

function nameOf(source: Source): string {
  return source.kind === 'start' ? 'start' : `${source.kind} ${source.index}`;
}

/** The clean estimate of a state: guidance and the model's prediction type are weights, as everything else. */
function createQuestions({ memory, network, output, guidance, noiseModel, prediction }: DeviceRun) {
  const constants = new Map<Feeds, Record<string, Feeds[string] | HeldTensor>>();
  const constantOf = async (feeds: Feeds) => {
    const known = constants.get(feeds);
    if (known) return known;
    const kept: Record<string, Feeds[string] | HeldTensor> = {};
    for (const [name, feed] of Object.entries(feeds)) {
      const { data, dims } = feed;
      kept[name] = data instanceof Float32Array && data.length > 0 ? await memory.hold({ data, dims }) : feed;
    }
    constants.set(feeds, kept);
    return kept;
  };

  return async (instant: PlannedEvaluation, state: HeldTensor) => {
    const { sigma } = instant;
    const weights = guidance.weightsAt?.(instant) ?? {};
    const [ofState, ofOutput] = cleanWeights(sigma, noiseModel.space, prediction);
    const terms: HeldTerm[] = [{ held: state, weights: [ofState] }];
    const passing: HeldTensor[] = [];
    for (const { branches, constant, latentInput, timestep } of network.questions(guidance.branchesAt(instant))) {
      const fed = await memory.repeat(state, branches.length, stateScale(sigma, noiseModel.space, prediction));
      const feeds = { ...(await constantOf(constant)), ...timestep(sigma), [latentInput]: fed };
      const outputs = await memory.run(feeds);
      const held = outputs[output.name];
      if (!held) throw new Error(`The denoiser has no output “${output.name}”`);
      const sign = output.negate ? -ofOutput : ofOutput;
      terms.push({ held, weights: branches.map((branch) => sign * (weights[branch] ?? 0)) });
      passing.push(fed, ...Object.values(outputs));
    }
    const estimate = await memory.sum(terms);
    for (const each of passing) memory.letGo(each);
    return estimate;
  };
}
