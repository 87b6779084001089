import type { ModelPackManifest } from '../core/model-pack.ts';
import type { NodeContext } from '../core/node-context.ts';
import type { Tensor } from '../core/tensor.ts';
import type { Video } from '../core/values.ts';

/** Widest side of a picture of a latent, in pixels; cells are enlarged up to it. */
const WIDEST = 256;

type Preview = NonNullable<ModelPackManifest['preview']>;

/** Shows what a latent will look like, for packs that say how (`preview`). */
export function glimpseLatent(ctx: Pick<NodeContext, 'glimpse'>, manifest: ModelPackManifest, latent: Tensor): void {
  const { preview } = manifest;
  if (preview) ctx.glimpse(() => latentToVideo(latent, preview, manifest.latent.spatialStride));
}

/**
 * Rough colours of the first latent of `[batch, channel, frame, height, width]`, each cell a square of up to `stride` pixels:
 * rgb = bias + Σ channel · factors, from 0 (black) to 1 (white); what lies outside is clipped.
 */
export function latentToVideo({ data, dims }: Tensor, { factors, bias }: Preview, stride: number): Video {
  const [, channels = 0, frameCount = 0, rows = 0, columns = 0] = dims;
  const side = Math.max(1, Math.min(stride, Math.floor(WIDEST / Math.max(rows, columns))));
  const width = columns * side;
  const plane = rows * columns;
  const frames = new Uint8ClampedArray(frameCount * plane * side * side * 3);
  for (let cell = 0; cell < frameCount * plane; cell++) {
    let [red, green, blue] = bias as [number, number, number];
    for (let channel = 0; channel < channels; channel++) {
      const value = data[channel * frameCount * plane + cell] as number;
      const [r = 0, g = 0, b = 0] = factors[channel] ?? [];
      red += value * r;
      green += value * g;
      blue += value * b;
    }
    const colour = [red * 255, green * 255, blue * 255];
    const top = Math.floor(cell / columns) * side;
    const left = (cell % columns) * side;
    for (let y = top; y < top + side; y++)
      for (let x = left; x < left + side; x++) frames.set(colour, (y * width + x) * 3);
  }
  return { frames: new Uint8Array(frames.buffer), frameCount, width, height: rows * side };
}
