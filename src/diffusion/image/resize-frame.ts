/** Sizes in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of a picture, in pixels, which need not be whole. */
export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

/** How a picture goes into another size: what is too much is cut off, what is too little stays black, or it is pulled into shape. */
export type Fit = 'cover' | 'contain' | 'stretch';

/** A frame `[height, width, 3]` of 8-bit RGB in another size. */
export function fitFrame(frame: Uint8Array, from: Size, to: Size, fit: Fit): Uint8Array {
  const whole: Box = { left: 0, top: 0, ...from };
  switch (fit) {
    case 'stretch':
      return resizeFrame(frame, from, whole, to);
    case 'cover': {
      const scale = Math.min(from.width / to.width, from.height / to.height);
      const [width, height] = [to.width * scale, to.height * scale];
      return resizeFrame(
        frame,
        from,
        { left: (from.width - width) / 2, top: (from.height - height) / 2, width, height },
        to,
      );
    }
    case 'contain': {
      const scale = Math.min(to.width / from.width, to.height / from.height);
      const inner = {
        width: Math.max(1, Math.round(from.width * scale)),
        height: Math.max(1, Math.round(from.height * scale)),
      };
      return paste(resizeFrame(frame, from, whole, inner), inner, to);
    }
  }
}

/**
 * The part `box` of a frame, in another size: a triangle filter as wide as a pixel of the larger of the two pictures, along rows and then along
 * columns. The same as Pillow's `resize(size, BILINEAR, box)`, but for rounding in between.
 */
function resizeFrame(frame: Uint8Array, from: Size, box: Box, to: Size): Uint8Array {
  const columns = taps(from.width, box.left, box.width, to.width);
  const rows = taps(from.height, box.top, box.height, to.height);
  const narrow = new Float32Array(from.height * to.width * 3);
  for (let y = 0; y < from.height; y++) {
    for (const [x, { first, weights }] of columns.entries()) {
      for (let colour = 0; colour < 3; colour++) {
        let value = 0;
        for (let tap = 0; tap < weights.length; tap++)
          value += (weights[tap] as number) * (frame[(y * from.width + first + tap) * 3 + colour] as number);
        narrow[(y * to.width + x) * 3 + colour] = value;
      }
    }
  }
  // A clamped array rounds by itself.
  const resized = new Uint8ClampedArray(to.height * to.width * 3);
  const line = to.width * 3;
  for (const [y, { first, weights }] of rows.entries()) {
    for (let at = 0; at < line; at++) {
      let value = 0;
      for (let tap = 0; tap < weights.length; tap++)
        value += (weights[tap] as number) * (narrow[(first + tap) * line + at] as number);
      resized[y * line + at] = value;
    }
  }
  return new Uint8Array(resized.buffer);
}

interface Taps {
  /** The first pixel that counts. */
  readonly first: number;
  /** Of it and those after it; they add up to 1. */
  readonly weights: readonly number[];
}

/** For each of `count` new pixels, which of the old ones it is made of. */
function taps(size: number, start: number, length: number, count: number): readonly Taps[] {
  const scale = length / count;
  const reach = Math.max(scale, 1);
  return Array.from({ length: count }, (_, index) => {
    const centre = start + (index + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(size, Math.floor(centre + reach + 0.5));
    const heights = Array.from({ length: end - first }, (_, tap) =>
      Math.max(0, 1 - Math.abs((first + tap + 0.5 - centre) / reach)),
    );
    const sum = heights.reduce((total, height) => total + height, 0);
    return { first, weights: heights.map((height) => height / sum) };
  });
}

/** A picture in the middle of a black one. */
function paste(picture: Uint8Array, { width, height }: Size, to: Size): Uint8Array {
  const pasted = new Uint8Array(to.width * to.height * 3);
  const [left, top] = [Math.floor((to.width - width) / 2), Math.floor((to.height - height) / 2)];
  for (let y = 0; y < height; y++) {
    const row = picture.subarray(y * width * 3, (y + 1) * width * 3);
    pasted.set(row, ((top + y) * to.width + left) * 3);
  }
  return pasted;
}
