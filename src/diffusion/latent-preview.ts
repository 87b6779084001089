import type { ModelPackManifest } from '../core/model-pack.ts';
import type { NodeContext } from '../core/node-context.ts';
import type { Tensor } from '../core/tensor.ts';
import type { Video } from '../core/values.ts';

/** Widest side of a picture of a latent, in pixels; cells are enlarged up to it. */
const WIDEST = 256;

type Preview = NonNullable<ModelPackManifest['preview']>;

/** Shows what a latent will look like, for packs that say how (`preview`). */
export function glimpseLatent(
  ctx: Pick<NodeContext, 'glimpse'>,
  manifest: ModelPackManifest,
  read: () => Tensor | Promise<Tensor>,
): void | Promise<void> {
  const { preview } = manifest;
  if (!preview) return undefined;
  const toVideo = (latent: Tensor) => latentToVideo(latent, preview, manifest.latent.spatialStride);
  return ctx.glimpse(() => {
    const latent = read();
    return latent instanceof Promise ? latent.then(toVideo) : toVideo(latent);
  });
}

/** Shows the latent that sampling has ended with. Glimpses are seldom: without it, the first one of a short run would be what stays on the card. */
export async function showLatent(
  ctx: Pick<NodeContext, 'preview'>,
  manifest: ModelPackManifest,
  latent: Tensor,
): Promise<void> {
  const { preview } = manifest;
  if (preview) await ctx.preview(latentToVideo(latent, preview, manifest.latent.spatialStride));
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
  const colours = coloursOf(data, cells, channels, { factors, bias });
  const frames = new Uint8ClampedArray(cells * side * side * 3);
  for (let row = 0; row < frameCount * rows; row++) {
    const start = row * side * width * 3;
    let at = start;
    for (let cell = row * columns * 3; cell < (row + 1) * columns * 3; cell += 3) {
      for (let copy = 0; copy < side; copy++) {
        frames[at++] = colours[cell] as number;
        frames[at++] = colours[cell + 1] as number;
        frames[at++] = colours[cell + 2] as number;
      }
    }
    for (let copy = 1; copy < side; copy++) frames.copyWithin(start + copy * width * 3, start, at);
  }
  return { frames: new Uint8Array(frames.buffer), frameCount, width, height: rows * side };
}

/** Red, green and blue of each cell, 0 to 255. Channel by channel, in the order in which they lie: sampling waits for this. */
function coloursOf(data: Float32Array, cells: number, channels: number, { factors, bias }: Preview): Float32Array {
  const colours = new Float32Array(3 * cells);
  for (let at = 0; at < colours.length; at++) colours[at] = 255 * (bias[at % 3] as number);
  for (let channel = 0; channel < channels; channel++) {
    const [red, green, blue] = (factors[channel] as readonly number[]).map((factor) => 255 * factor) as [
      number,
      number,
      number,
    ];
    const start = channel * cells;
    for (let cell = 0, at = 0; cell < cells; cell++, at += 3) {
      const value = data[start + cell] as number;
      colours[at] = (colours[at] as number) + red * value;
      colours[at + 1] = (colours[at + 1] as number) + green * value;
      colours[at + 2] = (colours[at + 2] as number) + blue * value;
    }
  }
  return colours;
}
