import type { Denoiser } from '../../core/denoiser.ts';
import { UserError } from '../../core/errors.ts';
import type { ModelSession, StopSignal } from '../../core/node-context.ts';
import { type Tensor, tensor } from '../../core/tensor.ts';
import type { SamplerSetting } from '../../core/values.ts';
import { stepNoise } from '../batch-noise.ts';
import type { Denoise, EstimateTerms } from '../denoise.ts';
import { isFiniteData } from '../finite.ts';
import { spreadBatch } from '../latent-batch.ts';
import { keepReference, maskDenoiser } from '../masked-denoiser.ts';
import { addNoise, type NoiseModel, preserveVariance, pureNoise } from '../noise-model.ts';
import { sampleLearnedRange } from '../samplers/ddpm.ts';
import { SAMPLERS, type SamplerEntry } from '../samplers/samplers.ts';
import { packScheduler } from '../schedules/pack-scheduler.ts';
import { weightedSum } from '../weighted-sum.ts';
import { alreadyArranged, arrangementOf, type LatentDims } from './latent-layout.ts';
import { canKeepOrder, createNetwork } from './network.ts';
import { noiseShares } from './noise-shares.ts';
import { openDenoiser } from './open-denoiser.ts';
import { tryOnDevice } from './sample-on-device.ts';

/** The name of a sampler setting that leaves the choice to the pack. */
export const SAMPLER_OF_PACK = 'pack';

export interface SampleRequest {
  readonly session: ModelSession;
  readonly denoiser: Denoiser;
  readonly sampler: SamplerSetting;
  /** Noise levels, falling; one more than there are steps. */
  readonly sigmas: readonly number[];
  /** Standard normal noise `[batch, channel, frame, height, width]`. */
  readonly noise: Tensor;
  /** A clean latent that the noise is put on, of the same shape; a single one is put under each item of the noise. */
  readonly initial?: Tensor | undefined;
  /** 1 where something new is made, 0 where `initial` stays; `[1 or batch, 1 or channel, frame, height, width]`. */
  readonly mask?: Tensor | undefined;
  readonly signal: StopSignal;
  onStep(done: number, steps: number): void;
  /**
   * After each step, with a way to read what the model takes the clean latent to be, same shape as the noise: at once or not at all. It comes
   * as a promise from a model whose device keeps it.
   */
  onEstimate?(read: () => Tensor | Promise<Tensor>): void | Promise<void>;
}

export interface SampleResult {
  /** The latent at the last noise level, same shape as the noise. */
  readonly samples: Tensor;
  /** What to tell about the run: where the latent was, how often the model ran, what accelerations have spared. */
  readonly report: readonly string[];
}

/** A whole run: noise becomes a latent. E29: stops at the first step whose result is not finite. */
export async function sampleLatent(request: SampleRequest): Promise<SampleResult> {
  const { session, denoiser, sigmas, noise, signal } = request;
  const { manifest } = denoiser.model;
  const dims = checkNoise(request);
  const initial = initialFor(request);
  const scheduler = packScheduler(manifest);
  const { noiseModel, prediction } = scheduler;
  const { space } = noiseModel;
  const steps = sigmas.length - 1;

  checkLevels(request, noiseModel);
  const denoisingRun = { steps, dims, sigmaAtShare: noiseModel.sigmaAtShare };
  const guidance = denoiser.guidanceOf(denoisingRun);
  const mask = request.mask && maskFor(request.mask, initial, dims);
  const shares = mask && noiseShares(mask, dims, manifest);
  const name = request.sampler.name === SAMPLER_OF_PACK ? scheduler.sampler : request.sampler.name;
  const sampler = samplerNamed(name);
  // Accelerations keep predictions and states from step to step; guidance looks at them once.
  const reuseMemory = denoiser.accelerations.length === 0;
  const inPlace = reuseMemory && sampler.inPlace;
  // Samplers, sums and masks go number by number: where nothing looks at places, states stay as the model has them until the last.
  const inModelOrder = guidance.weightsAt !== undefined && reuseMemory && !shares && canKeepOrder(manifest);
  const declared = arrangementOf(manifest.latent, dims);
  const [order, arranged] = inModelOrder
    ? [declared, alreadyArranged(declared)]
    : [alreadyArranged(declared), declared];
  const network = createNetwork({ session, denoiser, dims, noiseModel, shares, reuseMemory, arranged });
  const opened = openDenoiser({
    guidance,
    accelerations: denoiser.accelerations,
    evaluate: network.evaluate,
    noiseModel,
    prediction,
    run: denoisingRun,
  });
  const reference = initial && order.toModel(initial.data);
  const firstNoise = order.toModel(noise.data);
  const kept = reference && mask && { reference, noise: firstNoise, mask: order.toModel(mask) };
  const masked = kept ? maskDenoiser(opened.denoise, { space, ...kept, shares: shares?.perCell }) : opened.denoise;
  /** Worked out when it is looked at, which is seldom. */
  let readEstimate: (() => Float32Array) | undefined;
  const denoise: Denoise = async (x, sigma, step) => {
    const estimate = await masked(x, sigma, step);
    readEstimate = () => estimate;
    return estimate;
  };
  const termsOf = kept ? undefined : opened.estimateTerms;
  const estimateTerms: EstimateTerms | undefined =
    termsOf &&
    (async (x, sigma, step) => {
      const terms = await termsOf(x, sigma, step);
      readEstimate = () => weightedSum(...terms);
      return terms;
    });

  const first = sigmas[0] as number;
  const own = name === scheduler.sampler ? scheduler.options : {};
  const start = reference
    ? addNoise(space, reference, firstNoise, first)
    : pureNoise(space, firstNoise, first, scheduler.unitVariance);
  const createNoise = () => {
    const draw = stepNoise(request.sampler.seed);
    return (count: number) => order.toModel(draw(count));
  };
  const asTensor = (values: Float32Array) => tensor(order.fromModel(values), dims);
  const stepDone = (done: number, allFinite: boolean) => {
    if (!allFinite) throw notFinite(done, steps);
    request.onStep(done, steps);
  };
  const run = {
    start,
    sigmas,
    noiseModel,
    options: { ...own, ...request.sampler.options },
    signal,
    inPlace,
    onStep(done: number, _steps: number, x: Float32Array) {
      stepDone(done, isFiniteData(x));
      const read = readEstimate;
      if (read) request.onEstimate?.(() => asTensor(read()));
    },
  };
  const onHost = () => {
    const noises = createNoise();
    if (name !== 'ddpm' || !scheduler.learnedVariance) {
      return sampler.sample({ ...run, noise: noises, denoise, estimateTerms });
    }
    return sampleLearnedRange({
      ...run,
      noise: noises,
      async denoise(x, sigma, step) {
        const denoised = await denoise(x, sigma, step);
        return { denoised, variance: network.variance() ?? new Float32Array(x.length) };
      },
    });
  };
  // Masks and accelerations look at the numbers of each step.
  const onDevice = () => {
    if (kept || !reuseMemory) return undefined;
    return tryOnDevice({
      memory: session.memory,
      network: network.asked,
      output: manifest.denoiser.output,
      sample: sampler.sample,
      options: run.options,
      sigmas,
      guidance,
      noiseModel,
      prediction,
      start: tensor(start, dims),
      noise: createNoise(),
      signal,
      onStep: stepDone,
      onEstimate: (read) => request.onEstimate?.(async () => asTensor((await read()).data)),
    });
  };

  request.onStep(0, steps);
  const stayed = await onDevice();
  const result = stayed?.data ?? (await onHost());

  const last = sigmas.at(-1) as number;
  const scaled = last > 0 && scheduler.unitVariance ? preserveVariance(result, last) : result;
  const report = opened.counts().map(({ name: by, count }) => {
    return `${by}: ${count.skipped} of ${count.skipped + count.computed} steps were not computed`;
  });
  return {
    samples: asTensor(kept ? keepReference(scaled, kept) : scaled),
    report: [
      ...(stayed ? ['The latent stayed on the device between the steps'] : []),
      ...(report.length > 0 ? [...report, `The model ran ${network.runCount()} times in ${steps} steps`] : []),
    ],
  };
}

function samplerNamed(name: string): SamplerEntry {
  const known: Readonly<Record<string, SamplerEntry>> = SAMPLERS;
  const found = known[name];
  if (found) return found;
  throw new UserError(`There is no sampler “${name}”`, { hint: `Choose one of ${Object.keys(SAMPLERS).join(', ')}.` });
}

function checkNoise({ denoiser, noise, sigmas }: SampleRequest): LatentDims {
  const { latent, title } = denoiser.model.manifest;
  const [, channels] = noise.dims;
  if (noise.dims.length !== 5 || channels !== latent.channels) {
    throw new UserError(`${title} works on latents of ${latent.channels} channels, the noise has ${channels}`, {
      hint: 'Give “Noise Latent” the same model pack as the denoiser.',
    });
  }
  if (sigmas.length < 2) {
    throw new UserError('A run needs at least two noise levels', { hint: 'Raise the number of steps in “Sigmas”.' });
  }
  return noise.dims as LatentDims;
}

/** The levels of one kind of model mean nothing to another. */
function checkLevels({ denoiser, sigmas: [first = 0] }: SampleRequest, { space }: NoiseModel): void {
  // Rounded in single precision, 1 may lie a little above itself.
  if (space !== 'flow' || first <= 1 + 1e-6) return;
  throw new UserError(`Noise level ${first} lies above 1, where the levels of ${denoiser.model.manifest.title} end`, {
    hint: 'Take the levels from “Sigmas” with the same model pack, or write some from 1 to 0.',
  });
}

function initialFor({ initial, noise }: SampleRequest): Tensor | undefined {
  if (!initial) return undefined;
  const spread = spreadBatch(initial, noise.dims[0] as number);
  if (spread && String(spread.dims) === String(noise.dims)) return spread;
  throw new UserError(`The initial latent is [${initial.dims.join(', ')}], the noise [${noise.dims.join(', ')}]`, {
    hint: 'Make the noise as large as the initial latent.',
  });
}

/** The mask for every item and channel. */
function maskFor(mask: Tensor, initial: Tensor | undefined, dims: LatentDims): Float32Array {
  if (!initial) {
    throw new UserError('A mask says what of the initial latent stays, and there is none', {
      hint: 'Wire a latent to “initial”, or take the mask away.',
    });
  }
  const [items, channels, ...size] = dims;
  const [maskItems = 0, maskChannels = 0, ...maskSize] = mask.dims;
  const fits =
    String(maskSize) === String(size) && [1, channels].includes(maskChannels) && [1, items].includes(maskItems);
  if (!fits) {
    throw new UserError(`The mask is [${mask.dims.join(', ')}], the latent [${dims.join(', ')}]`, {
      hint: 'Make the mask from the initial latent.',
    });
  }
  const plane = size[0] * size[1] * size[2];
  const spread = new Float32Array(items * channels * plane);
  for (let row = 0; row < items * channels; row++) {
    const item = maskItems === 1 ? 0 : Math.floor(row / channels);
    const channel = maskChannels === 1 ? 0 : row % channels;
    const from = (item * maskChannels + channel) * plane;
    spread.set(mask.data.subarray(from, from + plane), row * plane);
  }
  return spread;
}

/** Every step after the first bad one would only make more of the same, and the video would be black. */
function notFinite(step: number, steps: number): UserError {
  return new UserError(`Step ${step} of ${steps} is the first whose result holds values that are not finite numbers`, {
    hint: 'Lower the guidance scale; use a smaller shift or more steps; if nothing helps, the model file may be damaged or its 16-bit export too coarse: fetch the model pack again.',
  });
}
