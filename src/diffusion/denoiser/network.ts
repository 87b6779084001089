import type { Branch, Denoiser, EvaluateBranches, Moment } from '../../core/denoiser.ts';
import type { ModelPackManifest } from '../../core/model-pack.ts';
import type { ModelSession } from '../../core/node-context.ts';
import { type Tensor, tensor } from '../../core/tensor.ts';
import type { NoiseModel } from '../noise-model.ts';
import { inOneArray, repeated, rowOf, splitChannels, stack } from './batch-rows.ts';
import { conditionOf, joinChannels, joinedOf } from './joined-channels.ts';
import { type Arrangement, arrangementOf, type LatentDims } from './latent-layout.ts';
import { constantFeeds, type Feeds, toTensor } from './network-feeds.ts';
import type { NoiseShares } from './noise-shares.ts';
import { type TimestepInput, timestepOf } from './timestep.ts';

export interface NetworkOptions {
  readonly session: ModelSession;
  readonly denoiser: Denoiser;
  readonly dims: LatentDims;
  readonly noiseModel: NoiseModel;
  /** Where parts of the latent are given clean, for models that take a noise level per token. */
  readonly shares?: NoiseShares | undefined;
  /** Predictions are overwritten by the next evaluation: for runs in which nobody keeps them. */
  readonly reuseMemory?: boolean;
  /** How the latents that come and the predictions that go lie for the model; as the pack declares it when absent. */
  readonly arranged?: Arrangement;
}

/** A model as guidance and caches see it: predictions of a latent, whatever the model takes and in whatever layout. */
export interface Network {
  /** `x` is the latent as the model is fed, flattened; so are the predictions. */
  readonly evaluate: EvaluateBranches;
  /** For a device that keeps latents; absent for models whose latents are put together anew for each step. */
  readonly asked: AskedNetwork | undefined;
  /** Of the last evaluation, what a model with a learned variance said beside its first branch's prediction. */
  variance(): Float32Array | undefined;
  /** How often the model has run. */
  runCount(): number;
}

/** What a model has to be asked, for somebody else to ask it. */
export interface AskedNetwork {
  /** What goes through the model at once, for all items of the batch. */
  questions(branches: readonly Branch[]): readonly Question[];
  /** How the latents that it is handed lie in it. */
  readonly arrangement: Arrangement;
}

export interface Question {
  /** In the order of the rows. */
  readonly branches: readonly Branch[];
  /** What stays the same during a run; the same object for the same branches. */
  readonly constant: Feeds;
  readonly latentInput: string;
  timestep(sigma: number): Feeds;
}

/** Whether nothing is joined to a model's latent, and its output is a prediction alone: then both may come and go `alreadyArranged`. */
export function canKeepOrder({ denoiser: { concat, output } }: ModelPackManifest): boolean {
  return concat.length === 0 && !output.learnedSigma;
}

/**
 * The denoiser of a pack. Branches go through it in one batch where the pack allows that and their conditions have one shape,
 * else one after the other, with the same result.
 */
export function createNetwork({
  session,
  denoiser,
  dims,
  noiseModel,
  shares,
  reuseMemory = false,
  arranged = arrangementOf(denoiser.model.manifest.latent, dims),
}: NetworkOptions): Network {
  const { manifest } = denoiser.model;
  const { inputs, output, batch: batching } = manifest.denoiser;
  const [items, channels, ...size] = dims;
  const channelsOut = output.learnedSigma ? 2 * channels : channels;
  const itemLength = channels * size[0] * size[1] * size[2];
  const itemLengthOut = channelsOut * size[0] * size[1] * size[2];
  const arrangedOut = output.learnedSigma ? arrangementOf(manifest.latent, [items, channelsOut, ...size]) : arranged;
  const joined = manifest.denoiser.concat.reduce((sum, { channels: more }) => sum + more, 0);
  const arrangedIn = joined > 0 ? arrangementOf(manifest.latent, [items, channels + joined, ...size]) : arranged;
  const prepared = new Map<string, readonly Group[]>();
  let variance: Float32Array | undefined;
  let runs = 0;

  const groupsOf = (branches: readonly Branch[]): readonly Group[] => {
    const key = branches.join();
    const known = prepared.get(key);
    if (known) return known;
    const group = (part: readonly Branch[], firstItem: number, count: number) => {
      const feeds = constantFeeds(
        part.flatMap((branch) => {
          const condition = conditionOf(denoiser, branch);
          const source = { manifest, condition, dims, embeddedScale: denoiser.embeddedScale };
          return Array.from({ length: count }, () => source);
        }),
        session,
      );
      if (feeds === undefined) return undefined;
      const fed = new Float32Array(part.length * count * itemLength);
      const given = reuseMemory ? new Float32Array(part.length * count * itemLengthOut) : undefined;
      return { branches: part, firstItem, items: count, feeds, fed, given };
    };
    const together = batching === 'any' ? group(branches, 0, items) : undefined;
    // A graph that was made for a batch of one takes the items of a batch one after the other, too.
    const apart =
      batching === 'any' ? [[0, items] as const] : Array.from({ length: items }, (_, at) => [at, 1] as const);
    const groups = together
      ? [together]
      : branches.flatMap((branch) => apart.map(([first, count]) => group([branch], first, count) as Group));
    prepared.set(key, groups);
    return groups;
  };

  /** x − σ·v of the whole run is x − share·σ·v of a token at its own level; what is given clean does not move at all. */
  const withShares = (velocity: Float32Array, firstItem: number) => {
    if (!shares) return velocity;
    const perCell = shares.perCell.subarray(firstItem * itemLength);
    return velocity.map((value, index) => (perCell[index] === 0 ? 0 : value * (perCell[index] as number)));
  };

  const latentFeed = (x: Float32Array, { branches, firstItem, items, fed }: Group): Tensor => {
    const own = x.subarray(firstItem * itemLength, (firstItem + items) * itemLength);
    if (joined === 0) {
      const first = arranged.toModel(own, fed.subarray(0, own.length));
      return repeated(tensor(first, arranged.dims(items)), branches.length, fed);
    }
    const ownDims: LatentDims = [items, channels, ...size];
    const latent = tensor(own, ownDims);
    const rows = branches.map((branch) => {
      const before: Tensor[] = [];
      const after: Tensor[] = [];
      for (const { role, position } of manifest.denoiser.concat)
        (position === 'before' ? before : after).push(joinedOf(denoiser, branch, role, ownDims));
      return tensor(arrangedIn.toModel(joinChannels([...before, latent, ...after]).data), arrangedIn.dims(items));
    });
    return stack(rows);
  };

  const timestepFeed = (input: TimestepInput, sigma: number, { branches, firstItem, items }: Group) => {
    const rows = branches.length * items;
    const tokens = manifest.latent.patch.size.reduce(
      (count, cells, axis) => (count * (size[axis] as number)) / cells,
      1,
    );
    const shape = { scalar: [], one: [1], batch: [rows], tokens: [rows, tokens] }[input.shape];
    const count = shape.reduce((product, each) => product * each, 1);
    const values = new Float32Array(count).fill(timestepOf(input, sigma, noiseModel));
    if (shares && input.shape === 'tokens') {
      const own = shares.perToken.subarray(firstItem * tokens, (firstItem + items) * tokens);
      const told = own.map((share) => timestepOf(input, share * sigma, noiseModel));
      for (let start = 0; start < count; start += told.length) values.set(told, start);
    }
    return toTensor(values, shape, session.inputTypes[input.name]);
  };

  /** What the model says to a group, in its own order. */
  const ask = async ({ x, sigma }: Moment, group: Group): Promise<Float32Array> => {
    const all: Feeds = { ...group.feeds };
    for (const input of inputs) {
      if (input.role === 'latent') all[input.name] = latentFeed(x, group);
      if (input.role === 'timestep') all[input.name] = timestepFeed(input, sigma, group);
    }
    runs++;
    const result = (await session.run(all))[output.name];
    if (!result) throw new Error(`The denoiser has no output “${output.name}”`);
    const wanted = group.branches.length * group.items * itemLengthOut;
    if (result.data.length !== wanted)
      throw new Error(`The denoiser gave ${result.data.length} values where ${wanted} were expected`);
    return result.data;
  };

  /** The predictions of a group for its items, and a variance where the model has learned one. */
  const runGroup = async (moment: Moment, group: Group): Promise<readonly Answer[]> => {
    const { branches, firstItem } = group;
    const values = arrangedOut.fromModel(await ask(moment, group), group.given);
    return branches.map((branch, row): Answer => {
      const own = rowOf(values, row, branches.length);
      if (output.learnedSigma) {
        const [prediction, ofVariance] = splitChannels(own, group.items);
        return { branch, prediction, variance: ofVariance };
      }
      const signed = output.negate ? own.map((value) => -value) : own;
      return { branch, prediction: withShares(signed, firstItem) };
    });
  };

  /** The order of the rows matters to models that look at more than their own. */
  const inOrder = (branches: readonly Branch[]): readonly Branch[] => {
    const guidance = manifest.guidance;
    return 'order' in guidance && guidance.order === 'condition,null' ? branches : branches.toReversed();
  };

  const questions = (branches: readonly Branch[]) =>
    groupsOf(inOrder(branches)).map((group): Question => {
      const latentInput = inputs.find(({ role }) => role === 'latent')?.name ?? '';
      const timestep = (sigma: number) => {
        const told = inputs.filter((input) => input.role === 'timestep');
        return Object.fromEntries(told.map((input) => [input.name, timestepFeed(input, sigma, group)]));
      };
      return { branches: group.branches, constant: group.feeds, latentInput, timestep };
    });
  const isWhole = canKeepOrder(manifest) && (batching === 'any' || items === 1);

  return {
    asked: shares || !isWhole ? undefined : { questions, arrangement: arranged },
    variance: () => variance,
    runCount: () => runs,
    async evaluate(moment, branches) {
      const answers: Answer[] = [];
      for (const group of groupsOf(inOrder(branches))) answers.push(...(await runGroup(moment, group)));
      const conditional = answers.filter(({ branch }) => branch === 'conditional');
      if (output.learnedSigma && conditional.length > 0)
        variance = inOneArray(conditional.map((answer) => answer.variance as Float32Array));
      return Object.fromEntries(
        branches.map((branch) => [
          branch,
          inOneArray(answers.filter((answer) => answer.branch === branch).map(({ prediction }) => prediction)),
        ]),
      );
    },
  };
}

/** Some branches for some items of the batch: what goes through the model at once. */
interface Group {
  readonly branches: readonly Branch[];
  readonly firstItem: number;
  readonly items: number;
  readonly feeds: Feeds;
  /** Where the latent is arranged for the model; overwritten by the next evaluation, as the model has read it by then. */
  readonly fed: Float32Array;
  /** Where its answer is arranged, if that may be overwritten as well. */
  readonly given: Float32Array | undefined;
}

interface Answer {
  readonly branch: Branch;
  readonly prediction: Float32Array;
  readonly variance?: Float32Array;
}
