import type { Branch, Denoiser, EvaluateBranches, Moment, Predictions } from '../../core/denoiser.ts';
import { UserError } from '../../core/errors.ts';
import type { ModelSession } from '../../core/node-context.ts';
import { type Tensor, tensor } from '../../core/tensor.ts';
import type { NoiseModel } from '../noise-model.ts';
import { fromLayout, joinChannels, type LatentDims, toLayout } from './latent-layout.ts';
import { constantFeeds, type Feeds, toTensor } from './network-feeds.ts';
import type { NoiseShares } from './noise-shares.ts';
import { timestepOf } from './timestep.ts';

export interface NetworkOptions {
  readonly session: ModelSession;
  readonly denoiser: Denoiser;
  readonly dims: LatentDims;
  readonly noiseModel: NoiseModel;
  /** Where parts of the latent are given clean, for models that take a noise level per token. */
  readonly shares?: NoiseShares | undefined;
}

/** A model as guidance and caches see it: predictions of a latent, whatever the model takes and in whatever layout. */
export interface Network {
  /** `x` is the latent as the model is fed, flattened; so are the predictions. */
  readonly evaluate: EvaluateBranches;
  /** Of the last evaluation, what a model with a learned variance said beside its first branch's prediction. */
  variance(): Float32Array | undefined;
  /** How often the model has run. */
  runCount(): number;
}

/**
 * The denoiser of a pack. Branches go through it in one batch where the pack allows that and their conditions have one shape,
 * else one after the other, with the same result.
 */
export function createNetwork({ session, denoiser, dims, noiseModel, shares }: NetworkOptions): Network {
  const { manifest } = denoiser.model;
  const { inputs, output, batch: batching } = manifest.denoiser;
  const [items, channels, ...size] = dims;
  const channelsOut = output.learnedSigma ? 2 * channels : channels;
  const length = items * channels * size[0] * size[1] * size[2];
  const prepared = new Map<string, readonly Group[]>();
  let variance: Float32Array | undefined;
  let runs = 0;

  const groupsOf = (branches: readonly Branch[]): readonly Group[] => {
    const key = branches.join();
    const known = prepared.get(key);
    if (known) return known;
    const group = (part: readonly Branch[]) => {
      const feeds = constantFeeds(
        part.flatMap((branch) => {
          const condition = conditionOf(denoiser, branch);
          const source = { manifest, condition, dims, embeddedScale: denoiser.embeddedScale };
          return Array.from({ length: items }, () => source);
        }),
        session,
      );
      return feeds && { branches: part, feeds };
    };
    const together = batching === 'any' ? group(branches) : undefined;
    const groups = together ? [together] : branches.map((branch) => group([branch]) as Group);
    prepared.set(key, groups);
    return groups;
  };

  /** x − σ·v of the whole run is x − share·σ·v of a token at its own level; what is given clean does not move at all. */
  const withShares = (velocity: Float32Array) =>
    shares
      ? velocity.map((value, index) => (shares.perCell[index] === 0 ? 0 : value * (shares.perCell[index] as number)))
      : velocity.slice();

  const latentFeed = (x: Float32Array, branches: readonly Branch[]): Tensor => {
    const latent = tensor(x, dims);
    if (manifest.denoiser.concat.length === 0) {
      const row = toLayout(latent, manifest.latent);
      return stack(branches.map(() => row));
    }
    const rows = branches.map((branch) => {
      const before: Tensor[] = [];
      const after: Tensor[] = [];
      for (const { role, position } of manifest.denoiser.concat)
        (position === 'before' ? before : after).push(joinedOf(denoiser, branch, role, dims));
      return toLayout(joinChannels([...before, latent, ...after]), manifest.latent);
    });
    return stack(rows);
  };

  const runGroup = async ({ x, sigma }: Moment, { branches, feeds }: Group): Promise<Predictions> => {
    const rows = branches.length * items;
    const all: Feeds = { ...feeds };
    for (const input of inputs) {
      if (input.role === 'latent') all[input.name] = latentFeed(x, branches);
      if (input.role !== 'timestep') continue;
      const tokens = manifest.latent.patch.size.reduce(
        (count, cells, axis) => (count * (size[axis] as number)) / cells,
        1,
      );
      const shape = { scalar: [], one: [1], batch: [rows], tokens: [rows, tokens] }[input.shape];
      const count = shape.reduce((product, each) => product * each, 1);
      const values = new Float32Array(count).fill(timestepOf(input, sigma, noiseModel));
      if (shares && input.shape === 'tokens') {
        const told = shares.perToken.map((share) => timestepOf(input, share * sigma, noiseModel));
        for (let start = 0; start < count; start += told.length) values.set(told, start);
      }
      all[input.name] = toTensor(values, shape, session.inputTypes[input.name]);
    }
    runs++;
    const result = (await session.run(all))[output.name];
    if (!result) throw new Error(`The denoiser has no output “${output.name}”`);
    const values = fromLayout(result.data, manifest.latent, [rows, channelsOut, ...size]);
    const entries = branches.map((branch, row) => {
      const own = values.subarray(
        (row * values.length) / branches.length,
        ((row + 1) * values.length) / branches.length,
      );
      if (!output.learnedSigma) return [branch, withShares(output.negate ? own.map((value) => -value) : own)] as const;
      const [prediction, ofVariance] = splitChannels(own, items, length);
      if (branch === 'conditional') variance = ofVariance;
      return [branch, prediction] as const;
    });
    return Object.fromEntries(entries);
  };

  return {
    variance: () => variance,
    runCount: () => runs,
    async evaluate(moment, branches) {
      // The order of the rows matters to models that look at more than their own.
      const guidance = manifest.guidance;
      const conditionFirst = 'order' in guidance && guidance.order === 'condition,null';
      let predictions: Predictions = {};
      for (const group of groupsOf(conditionFirst ? branches : branches.toReversed()))
        predictions = { ...predictions, ...(await runGroup(moment, group)) };
      return predictions;
    },
  };
}

interface Group {
  readonly branches: readonly Branch[];
  readonly feeds: Feeds;
}

function conditionOf({ conditions }: Denoiser, branch: Branch) {
  const condition = conditions[branch];
  if (condition === undefined) throw new Error(`The denoiser has no condition for the branch ${branch}`);
  return condition;
}

/** What a branch joins to the latent's channels, for each frame and item of it. */
function joinedOf(denoiser: Denoiser, branch: Branch, role: string, dims: LatentDims): Tensor {
  const [items, , frames, height, width] = dims;
  const part = conditionOf(denoiser, branch).joined?.[role];
  if (!part) {
    throw new UserError(
      `${denoiser.model.manifest.title} wants a picture beside the noise, which its conditioning lacks`,
      {
        hint: 'Wire a conditioning that “Image Conditioning” or “Low-Resolution Conditioning” has made.',
      },
    );
  }
  const [, channels = 0, ownFrames = 0, ownHeight, ownWidth] = part.dims;
  if (ownHeight !== height || ownWidth !== width || (ownFrames !== frames && ownFrames !== 1)) {
    throw new UserError(
      `The picture beside the noise has ${ownWidth} × ${ownHeight} cells and ${ownFrames} frames, the noise ${width} × ${height} and ${frames}`,
      { hint: 'Choose the same width, height and frames in both nodes.' },
    );
  }
  const cells = height * width;
  const data = new Float32Array(items * channels * frames * cells);
  for (let row = 0; row < items * channels * frames; row++) {
    const channel = Math.floor(row / frames) % channels;
    const frame = ownFrames === 1 ? 0 : row % frames;
    const from = (channel * ownFrames + frame) * cells;
    data.set(part.data.subarray(from, from + cells), row * cells);
  }
  return tensor(data, [items, channels, frames, height, width]);
}

function stack(rows: readonly Tensor[]): Tensor {
  const [first] = rows as readonly [Tensor, ...Tensor[]];
  if (rows.length === 1) return first;
  const data = new Float32Array(rows.length * first.data.length);
  for (const [row, { data: own }] of rows.entries()) data.set(own, row * first.data.length);
  return tensor(data, [rows.length * (first.dims[0] as number), ...first.dims.slice(1)]);
}

/** The first and the second half of each item's channels. */
function splitChannels(values: Float32Array, items: number, length: number): [Float32Array, Float32Array] {
  const half = length / items;
  const first = new Float32Array(length);
  const second = new Float32Array(length);
  for (let item = 0; item < items; item++) {
    first.set(values.subarray(2 * item * half, (2 * item + 1) * half), item * half);
    second.set(values.subarray((2 * item + 1) * half, 2 * (item + 1) * half), item * half);
  }
  return [first, second];
}
