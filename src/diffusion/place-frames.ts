import { UserError } from '../core/errors.ts';
import { elementCount, type Tensor, tensor } from '../core/tensor.ts';
import { sliceFrames } from './vae/frames.ts';

export interface GivenFrames {
  /** `[1, channel, n, height, width]`: the start of the clip. */
  readonly first?: Tensor | undefined;
  /** `[1, channel, n, height, width]`, of which the last `lastFrames` are the end of the clip. */
  readonly last?: Tensor | undefined;
  readonly lastFrames: number;
}

/**
 * A latent `[1, …]`, as large as an item of `like`, with the given frames at its ends and zeros between, and the mask `[1, 1, frame, height, width]` that keeps them
 * (0) and has the rest made (1). `UserError` when they are of another size, or more than there is room for.
 */
export function placeFrames(like: Tensor, { first, last, lastFrames }: GivenFrames): { initial: Tensor; mask: Tensor } {
  const [, channels = 0, frames = 0, height = 0, width = 0] = like.dims;
  for (const [name, given] of Object.entries({ first, last })) if (given) checkSize(name, given, like);
  const end = last && sliceFrames(last, Math.max(0, (last.dims[2] as number) - lastFrames), last.dims[2] as number);
  const [atStart, atEnd] = [first?.dims[2] ?? 0, end?.dims[2] ?? 0];
  if (atStart + atEnd > frames) {
    throw new UserError(`${atStart + atEnd} latent frames are given for a clip of ${frames}`, {
      hint: 'Make the noise longer, or give fewer frames.',
    });
  }
  const plane = height * width;
  const dims = [1, ...like.dims.slice(1)];
  const initial = new Float32Array(elementCount(dims));
  const mask = new Float32Array(frames * plane).fill(1);
  const place = (part: Tensor, start: number) => {
    const length = (part.dims[2] as number) * plane;
    for (let channel = 0; channel < channels; channel++)
      initial.set(part.data.subarray(channel * length, (channel + 1) * length), (channel * frames + start) * plane);
    mask.fill(0, start * plane, start * plane + length);
  };
  if (first) place(first, 0);
  if (end) place(end, frames - atEnd);
  return { initial: tensor(initial, dims), mask: tensor(mask, [1, 1, frames, height, width]) };
}

function checkSize(name: string, given: Tensor, like: Tensor): void {
  const [, channels, , height, width] = like.dims;
  const [, ownChannels, , ownHeight, ownWidth] = given.dims;
  if (given.dims[0] === 1 && ownChannels === channels && ownHeight === height && ownWidth === width) return;
  throw new UserError(
    `“${name}” has ${ownChannels} channels of ${ownWidth} × ${ownHeight} cells, the clip ${channels} of ${width} × ${height}`,
    { hint: 'Encode frames of the width and height that “Noise Latent” has, with the same model pack.' },
  );
}
