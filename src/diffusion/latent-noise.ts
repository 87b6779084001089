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
 * Noise `[1, channel, frame, height, width]` for a video of this size. `draw` is asked for it in the model's own order of axes, so that
 * a seed gives what it gives in PyTorch. `UserError` for a size that the pack can't make.
 */
export function latentNoise(
  { latent }: Pick<ModelPackManifest, 'latent'>,
  size: VideoSize,
  draw: (dims: LatentDims) => Tensor,
): Tensor {
  checkVideoSize(size, latent);
  const frames = latentFramesOf(size.frames, latent);
  const [rows, columns] = [size.height / latent.spatialStride, size.width / latent.spatialStride];
  if (latent.layout !== 'BFCHW') return draw([1, latent.channels, frames, rows, columns]);
  const { data } = draw([1, frames, latent.channels, rows, columns]);
  return tensor(swapAxes(data, frames, latent.channels, rows * columns), [1, latent.channels, frames, rows, columns]);
}
