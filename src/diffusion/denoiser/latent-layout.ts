import type { LatentDeclaration } from '../../core/model-pack/latent.ts';
import { type Tensor, tensor } from '../../core/tensor.ts';
import { cellOrder, tokenDims } from '../patches.ts';
import { gather, scatter } from '../reorder.ts';

/** A latent's shape `[batch, channel, frame, height, width]`. */
export type LatentDims = readonly [number, number, number, number, number];

type Layout = Pick<LatentDeclaration, 'layout' | 'patch'>;

/** How latents of one size lie in what the denoiser takes; batches of any length. */
export interface Arrangement {
  /** The shape that the denoiser takes for so many items. */
  dims(items: number): readonly number[];
  /** A flattened latent as the denoiser takes it, or `into` that array where the order changes. */
  toModel(latent: Float32Array, into?: Float32Array): Float32Array;
  /** The inverse. */
  fromModel(output: Float32Array, into?: Float32Array): Float32Array;
}

/** The declared layout for latents of the shape `dims`. `BCHW` needs a single frame. */
export function arrangementOf({ layout, patch }: Layout, dims: LatentDims): Arrangement {
  const [, channels, frames, height, width] = dims;
  const arranged = (places: Int32Array | undefined, shape: readonly number[]): Arrangement => ({
    dims: (items) => [items, ...shape],
    toModel: (latent, into) => (places ? gather(latent, places, into) : latent),
    fromModel: (output, into) => (places ? scatter(output, places, into) : output),
  });
  switch (layout) {
    case 'BCFHW':
      return arranged(undefined, dims.slice(1));
    case 'BCHW':
      return arranged(undefined, [channels * frames, height, width]);
    case 'BFCHW':
      return arranged(swappedPlaces(channels, frames, height * width), [frames, channels, height, width]);
    case 'tokens': {
      const geometry = { latentDims: dims, patch: patch.size };
      const [, tokens, features] = tokenDims(geometry);
      const cells = patch.size[0] * patch.size[1] * patch.size[2];
      const order = cellOrder(geometry);
      const swapped = patch.channelOrder === 'cthw' ? undefined : swappedPlaces(channels, cells, 1, tokens);
      return arranged(swapped ? swapped.map((place) => order[place] as number) : order, [tokens, features]);
    }
  }
}

/** The same for latents that lie as the denoiser takes them already. */
export function alreadyArranged({ dims }: Arrangement): Arrangement {
  return { dims, toModel: (latent) => latent, fromModel: (output) => output };
}

/** A latent `[batch, channel, frame, height, width]` as the denoiser takes it. */
export function toLayout(latent: Tensor, layout: Layout): Tensor {
  const dims = latent.dims as LatentDims;
  const { toModel, dims: shape } = arrangementOf(layout, dims);
  return tensor(toModel(latent.data), shape(dims[0]));
}

/** The denoiser's output as a flattened latent of the shape `dims`: the inverse of `toLayout`. */
export function fromLayout(output: Float32Array, layout: Layout, dims: LatentDims): Float32Array {
  return arrangementOf(layout, dims).fromModel(output);
}

/** For each value of `[row, second, first, inner]` its place in `[row, first, second, inner]`; undefined where nothing moves. */
function swappedPlaces(first: number, second: number, inner: number, rows = 1): Int32Array | undefined {
  if (first === 1 || second === 1) return undefined;
  const places = new Int32Array(rows * first * second * inner);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let b = 0; b < second; b++) {
      for (let a = 0; a < first; a++) {
        const start = ((row * first + a) * second + b) * inner;
        for (let index = 0; index < inner; index++) places[at++] = start + index;
      }
    }
  }
  return places;
}

/** `[…, first, second, inner]` → `[…, second, first, inner]`; as it is where one of them is 1. */
export function swapAxes(data: Float32Array, first: number, second: number, inner: number): Float32Array {
  const places = swappedPlaces(first, second, inner);
  return places ? gather(data, places) : data;
}
