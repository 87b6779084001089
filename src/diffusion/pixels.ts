import { type Tensor, tensor } from '../core/tensor.ts';
import type { Video } from '../core/values.ts';

/** Decoder output `[1, 3, frame, height, width]` in −1 to 1 → 8-bit RGB frames; what lies outside is clipped. */
export function toVideo(pixels: Tensor): Video {
  const [batch = 0, channels = 0, frameCount = 0, height = 0, width = 0] = pixels.dims;
  if (pixels.dims.length !== 5 || batch !== 1 || channels !== 3) {
    throw new Error(`A decoder must return [1, 3, frame, height, width], not [${pixels.dims.join(', ')}]`);
  }
  const plane = frameCount * height * width;
  const frames = new Uint8ClampedArray(plane * 3);
  const { data } = pixels;
  for (let channel = 0; channel < 3; channel++) {
    for (let pixel = 0; pixel < plane; pixel++) {
      // A clamped array rounds to the nearest whole number by itself.
      frames[pixel * 3 + channel] = ((data[channel * plane + pixel] as number) + 1) * 127.5;
    }
  }
  return { frames: new Uint8Array(frames.buffer), frameCount, width, height };
}

/** 8-bit RGB frames → `[1, 3, frame, height, width]` from −1 to 1: the inverse of `toVideo`. */
export function fromVideo({ frames, frameCount, height, width }: Video): Tensor {
  const plane = frameCount * height * width;
  const data = new Float32Array(3 * plane);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      data[channel * plane + pixel] = (frames[pixel * 3 + channel] as number) / 127.5 - 1;
    }
  }
  return tensor(data, [1, 3, frameCount, height, width]);
}
