import { type Tensor, tensor } from '../../core/tensor.ts';

/**
 * A picture `[1, channel, height, width]` made `size` × `size`: blurred where it shrinks, then bicubic with corner on corner, as Stable
 * Video Diffusion sees pictures (its `_resize_with_antialiasing`, after scikit-image).
 */
export function resizeAntialiased(picture: Tensor, size: number): Tensor {
  const [, , height = 0, width = 0] = picture.dims;
  const blurred = blurRows(transpose(blurRows(picture, width / size)), height / size);
  return bicubicRows(transpose(bicubicRows(blurred, size)), size);
}

/** Rows and columns change places. */
function transpose({ data, dims }: Tensor): Tensor {
  const [batch = 0, channels = 0, height = 0, width = 0] = dims;
  const turned = new Float32Array(data.length);
  for (let plane = 0; plane < batch * channels; plane++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        turned[(plane * width + column) * height + row] = data[(plane * height + row) * width + column] as number;
      }
    }
  }
  return tensor(turned, [batch, channels, width, height]);
}

/** A Gaussian along rows as wide as a picture shrunk by `factor` needs it; edges are mirrored. */
function blurRows({ data, dims }: Tensor, factor: number): Tensor {
  const width = dims[3] as number;
  const spread = Math.max((factor - 1) / 2, 0.001);
  const span = Math.floor(Math.max(4 * spread, 3));
  const radius = Math.floor(span / 2);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, index) =>
    Math.exp(-((index - radius) ** 2) / (2 * spread ** 2)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return mapRows({ data, dims }, width, (row, column) => {
    let value = 0;
    for (const [index, weight] of weights.entries()) {
      const place = Math.abs(column + index - radius);
      value += (weight / sum) * (row[place < width ? place : 2 * (width - 1) - place] as number);
    }
    return value;
  });
}

/** Cubic convolution along rows (Keys 1981, a = −0.75), the first and the last value kept in their places. */
function bicubicRows({ data, dims }: Tensor, size: number): Tensor {
  const width = dims[3] as number;
  const step = size > 1 ? (width - 1) / (size - 1) : 0;
  return mapRows({ data, dims }, size, (row, column) => {
    const place = column * step;
    const below = Math.floor(place);
    let value = 0;
    for (let neighbour = -1; neighbour <= 2; neighbour++) {
      const index = Math.min(Math.max(below + neighbour, 0), width - 1);
      value += cubic(place - below - neighbour) * (row[index] as number);
    }
    return value;
  });
}

function cubic(distance: number): number {
  const x = Math.abs(distance);
  const a = -0.75;
  if (x <= 1) return (a + 2) * x ** 3 - (a + 3) * x ** 2 + 1;
  return x < 2 ? a * x ** 3 - 5 * a * x ** 2 + 8 * a * x - 4 * a : 0;
}

function mapRows({ data, dims }: Tensor, size: number, valueAt: (row: Float32Array, column: number) => number): Tensor {
  const [batch = 0, channels = 0, height = 0, width = 0] = dims;
  const rows = batch * channels * height;
  const mapped = new Float32Array(rows * size);
  for (let index = 0; index < rows; index++) {
    const row = data.subarray(index * width, (index + 1) * width);
    for (let column = 0; column < size; column++) mapped[index * size + column] = valueAt(row, column);
  }
  return tensor(mapped, [batch, channels, height, size]);
}
