import type { ModelPackManifest } from '../core/model-pack.ts';
import { type Tensor, tensor } from '../core/tensor.ts';
import { type LatentDims, swapAxes } from './denoiser/latent-layout.ts';
import { checkVideoSize, latentFramesOf } from './latent-geometry.ts';

/** A video's size in pixels and frames. */
export interface VideoSize {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
}

/**
 * Noise `[items, channel, frame, height, width]` for videos of this size. `draw` is asked for it in the model's own order of axes, so that
 * a seed gives what it gives in PyTorch. `UserError` for a size that the pack can't make.
 */
export function latentNoise(
  { latent }: Pick<ModelPackManifest, 'latent'>,
  size: VideoSize,
  draw: (dims: LatentDims) => Tensor,
  items = 1,
): Tensor {
  checkVideoSize(size, latent);
  const frames = latentFramesOf(size.frames, latent);
  const [rows, columns] = [size.height / latent.spatialStride, size.width / latent.spatialStride];
  if (latent.layout !== 'BFCHW') return draw([items, latent.channels, frames, rows, columns]);
  const { data } = draw([items, frames, latent.channels, rows, columns]);
  return tensor(swapAxes(data, frames, latent.channels, rows * columns), [
    items,
    latent.channels,
    frames,
    rows,
    columns,
  ]);
}
