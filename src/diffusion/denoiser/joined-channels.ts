import type { Branch, Denoiser } from '../../core/denoiser.ts';
import { UserError } from '../../core/errors.ts';
import { type Tensor, tensor } from '../../core/tensor.ts';
import type { Conditioning } from '../../core/values.ts';
import type { LatentDims } from './latent-layout.ts';

/** What a branch joins to the latent's channels, for each frame and item of it. */
export function joinedOf(denoiser: Denoiser, branch: Branch, role: string, dims: LatentDims): Tensor {
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

/** What stands for a branch; its absence is a mistake of the guidance. */
export function conditionOf({ conditions }: Denoiser, branch: Branch): Conditioning {
  const condition = conditions[branch];
  if (condition === undefined) throw new Error(`The denoiser has no condition for the branch ${branch}`);
  return condition;
}
