import type { LatentDeclaration } from '../../core/model-pack/latent.ts';
import { type Tensor, tensor } from '../../core/tensor.ts';
import { cutTokens, joinTokens } from '../patches.ts';

/** A latent's shape `[batch, channel, frame, height, width]`. */
export type LatentDims = readonly [number, number, number, number, number];

type Layout = Pick<LatentDeclaration, 'layout' | 'patch'>;

/**
 * A latent `[batch, channel, frame, height, width]` as the denoiser takes it; its numbers are put `into` that array where the order changes and one is
 * given. `BCHW` needs a single frame.
 */
export function toLayout(latent: Tensor, { layout, patch }: Layout, into?: Float32Array): Tensor {
  const [batch, channels, frames, height, width] = latent.dims as LatentDims;
  switch (layout) {
    case 'BCFHW':
      return latent;
    case 'BCHW':
      return tensor(latent.data, [batch, channels * frames, height, width]);
    case 'BFCHW':
      return tensor(swapAxes(latent.data, channels, frames, height * width, into), [
        batch,
        frames,
        channels,
        height,
        width,
      ]);
    case 'tokens': {
      const geometry = { latentDims: latent.dims as LatentDims, patch: patch.size };
      if (patch.channelOrder === 'cthw') return cutTokens(latent, geometry, into);
      const tokens = cutTokens(latent, geometry);
      const cells = patch.size[0] * patch.size[1] * patch.size[2];
      return tensor(swapAxes(tokens.data, channels, cells, 1, into), tokens.dims);
    }
  }
}

/** The denoiser's output as a flattened latent of the shape `dims`: the inverse of `toLayout`. */
export function fromLayout(
  output: Float32Array,
  { layout, patch }: Layout,
  dims: LatentDims,
  into?: Float32Array,
): Float32Array {
  const [batch, channels, frames, height, width] = dims;
  if (output.length !== batch * channels * frames * height * width)
    throw new Error(`The denoiser gave ${output.length} values for a latent of [${dims.join(', ')}]`);
  switch (layout) {
    case 'BCFHW':
    case 'BCHW':
      return output;
    case 'BFCHW':
      return swapAxes(output, frames, channels, height * width, into);
    case 'tokens': {
      const cells = patch.size[0] * patch.size[1] * patch.size[2];
      const tokens = patch.channelOrder === 'cthw' ? output : swapAxes(output, cells, channels, 1);
      return joinTokens(tokens, { latentDims: dims, patch: patch.size }, into);
    }
  }
}

/** `[…, first, second, inner]` → `[…, second, first, inner]`; as it is where one of them is 1. */
export function swapAxes(
  data: Float32Array,
  first: number,
  second: number,
  inner: number,
  into?: Float32Array,
): Float32Array {
  if (first === 1 || second === 1) return data;
  const swapped = into ?? new Float32Array(data.length);
  const block = first * second * inner;
  for (let start = 0; start < data.length; start += block) {
    for (let a = 0; a < first; a++) {
      for (let b = 0; b < second; b++) {
        const from = start + (a * second + b) * inner;
        const to = start + (b * first + a) * inner;
        for (let index = 0; index < inner; index++) swapped[to + index] = data[from + index] as number;
      }
    }
  }
  return swapped;
}

/** Latents joined along their channels, item by item. */
export function joinChannels(parts: readonly Tensor[]): Tensor {
  const [first, ...more] = parts as readonly [Tensor, ...Tensor[]];
  if (more.length === 0) return first;
  const batch = first.dims[0] as number;
  const channels = parts.reduce((sum, { dims }) => sum + (dims[1] as number), 0);
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (let item = 0; item < batch; item++) {
    for (const part of parts) {
      const size = part.data.length / batch;
      data.set(part.data.subarray(item * size, (item + 1) * size), at);
      at += size;
    }
  }
  return tensor(data, [batch, channels, ...first.dims.slice(2)]);
}
