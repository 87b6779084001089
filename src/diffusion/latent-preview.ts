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
  const cells = frameCount * rows * columns;
  const frames = new Uint8ClampedArray(cells * side * side * 3);
  const line = new Uint8ClampedArray(width * 3);
  for (let row = 0; row < frameCount * rows; row++) {
    for (let column = 0; column < columns; column++) {
      let [red, green, blue] = bias as [number, number, number];
      for (let channel = 0; channel < channels; channel++) {
        const value = data[channel * cells + row * columns + column] as number;
        const [r, g, b] = factors[channel] as [number, number, number];
        red += value * r;
        green += value * g;
        blue += value * b;
      }
      for (let at = column * side * 3; at < (column + 1) * side * 3; at += 3) {
        line[at] = red * 255;
        line[at + 1] = green * 255;
        line[at + 2] = blue * 255;
      }
    }
    for (let copy = 0; copy < side; copy++) frames.set(line, (row * side + copy) * line.length);
  }
  return { frames: new Uint8Array(frames.buffer), frameCount, width, height: rows * side };
}
