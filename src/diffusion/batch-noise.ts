import { concatenate, elementCount, type Tensor, tensor } from '../core/tensor.ts';
import { createPhiloxGenerator } from './philox.ts';
import { createGenerator, type NormalGenerator } from './random.ts';

/** Where noise comes from: the same seed gives other noise from each. */
export const NOISE_SOURCES = {
  /** `torch.randn` on the processor: ComfyUI, diffusers with a CPU generator. */
  torch: createGenerator,
  /** As AUTOMATIC1111's web UI imitates a graphics card. */
  cuda_like: createPhiloxGenerator,
} as const satisfies Record<string, (seed: number) => NormalGenerator>;

export type NoiseSource = keyof typeof NOISE_SOURCES;

/**
 * How the items of a batch share a seed:
 * - `together`: one draw over all of them (ComfyUI; diffusers with one generator);
 * - `indexed`: one draw per item after another, of which those at `indexes` are kept, so that item 3 of a batch can be made
 *   again alone (ComfyUI's “Latent From Batch”);
 * - `apart`: a generator of its own for each (diffusers with a list of generators).
 * The first item of `together` equals the others' only where an item has a multiple of 16 values.
 */
export type BatchRule =
  | { readonly kind: 'together'; readonly seed: number }
  | { readonly kind: 'indexed'; readonly seed: number; readonly indexes: readonly number[] }
  | { readonly kind: 'apart'; readonly seeds: readonly number[] };

/** Standard normal noise `[batch, …]`, row by row. `indexes` and `seeds` have one entry per item of `dims[0]`. */
export function batchNoise(dims: readonly number[], rule: BatchRule, source: NoiseSource = 'torch'): Tensor {
  const create = NOISE_SOURCES[source];
  const size = elementCount(dims.slice(1));
  switch (rule.kind) {
    case 'together':
      return tensor(create(rule.seed).normal(elementCount(dims)), dims);
    case 'indexed': {
      const generator = create(rule.seed);
      const drawn = Array.from({ length: Math.max(...rule.indexes) + 1 }, () => generator.normal(size));
      return stacked(
        rule.indexes.map((index) => drawn[index] as Float32Array),
        dims,
      );
    }
    case 'apart':
      return stacked(
        rule.seeds.map((seed) => create(seed).normal(size)),
        dims,
      );
  }
}

/** A whole batch from one seed, `[batch, …]`; items that have a seed each count it up. */
export function batchNoiseBySeed(
  dims: readonly number[],
  { kind, seed }: { readonly kind: BatchRule['kind']; readonly seed: number },
  source: NoiseSource,
): Tensor {
  const items = Array.from({ length: dims[0] as number }, (_, item) => item);
  switch (kind) {
    case 'together':
      return batchNoise(dims, { kind, seed }, source);
    case 'indexed':
      return batchNoise(dims, { kind, seed, indexes: items }, source);
    case 'apart':
      return batchNoise(dims, { kind, seeds: items.map((item) => seed + item) }, source);
  }
}

/** One item of such a batch, `[1, …]`. */
export function batchItemNoise(
  dims: readonly number[],
  {
    kind,
    seed,
    items,
    item,
  }: { readonly kind: BatchRule['kind']; readonly seed: number; readonly items: number; readonly item: number },
  source: NoiseSource,
): Tensor {
  switch (kind) {
    case 'together': {
      const { data } = batchNoise([items, ...dims.slice(1)], { kind, seed }, source);
      const size = data.length / items;
      return tensor(data.slice(item * size, (item + 1) * size), dims);
    }
    case 'indexed':
      return batchNoise(dims, { kind, seed, indexes: [item] }, source);
    case 'apart':
      return batchNoise(dims, { kind, seeds: [seed + item] }, source);
  }
}

/**
 * Fresh noise for the steps of a sampler, from the seed after the run's. With the run's own seed the first draw would be the
 * noise that the run started from.
 */
export function stepNoise(seed: number, source: NoiseSource = 'torch'): (count: number) => Float32Array {
  return NOISE_SOURCES[source](seed === Number.MAX_SAFE_INTEGER ? 0 : seed + 1).normal;
}

function stacked(items: readonly Float32Array[], dims: readonly number[]): Tensor {
  if (items.length !== dims[0]) throw new Error(`Noise of ${items.length} items for a batch of ${dims[0]}`);
  return tensor(concatenate(items), dims);
}
