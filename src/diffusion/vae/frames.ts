import { type Tensor, tensor } from '../../core/tensor.ts';

/** Frames `start` to before `end` of `[1, channel, frame, height, width]`. */
export function sliceFrames({ data, dims }: Tensor, start: number, end: number): Tensor {
  const [, channels = 0, frames = 0, height = 0, width = 0] = dims;
  const last = Math.min(end, frames);
  if (start === 0 && last === frames) return { data, dims };
  const plane = height * width;
  const sliced = new Float32Array(channels * (last - start) * plane);
  for (let channel = 0; channel < channels; channel++) {
    const from = data.subarray((channel * frames + start) * plane, (channel * frames + last) * plane);
    sliced.set(from, channel * (last - start) * plane);
  }
  return tensor(sliced, [1, channels, last - start, height, width]);
}

/** The last `keep` frames; all when absent. */
export function lastFrames(pixels: Tensor, keep: number | undefined): Tensor {
  const frames = pixels.dims[2] as number;
  return keep === undefined ? pixels : sliceFrames(pixels, frames - keep, frames);
}

/** `[1, channel, frame, height, width]` one after the other along the frames. */
export function joinFrames(pieces: readonly Tensor[]): Tensor {
  const [first] = pieces as readonly [Tensor, ...Tensor[]];
  if (pieces.length === 1) return first;
  const [, channels = 0, , height = 0, width = 0] = first.dims;
  const frames = pieces.reduce((sum, { dims }) => sum + (dims[2] as number), 0);
  const plane = height * width;
  const data = new Float32Array(channels * frames * plane);
  let done = 0;
  for (const piece of pieces) {
    const own = piece.dims[2] as number;
    for (let channel = 0; channel < channels; channel++) {
      const from = piece.data.subarray(channel * own * plane, (channel + 1) * own * plane);
      data.set(from, (channel * frames + done) * plane);
    }
    done += own;
  }
  return tensor(data, [1, channels, frames, height, width]);
}

/** Where pieces of `step` begin among `count`. */
export function starts(count: number, step: number): number[] {
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}
