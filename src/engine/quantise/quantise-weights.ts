/** Weights `[rows, columns]` in fewer bits. */

/** Whole numbers from −63 to 63 with a scale for each column: w ≈ scale · q. */
export interface Columns {
  readonly values: Int8Array;
  readonly scales: Float32Array;
}

/** Bits of the operator MatMulNBits: for each column its blocks one after the other, least bits first. */
export interface Blocks {
  readonly bits: Uint8Array;
  /** One for each block of each column. */
  readonly scales: Float32Array;
}

/**
 * Seven bits with a sign: processors without VNNI add two products of 8 × 8 bits in 16, which would overflow with eight.
 */
const LARGEST = 63;

/** Symmetric, one scale for each column. */
export function quantiseColumns(weights: Float32Array, rows: number, columns: number): Columns {
  const scales = new Float32Array(columns);
  for (let index = 0; index < weights.length; index++) {
    const column = index % columns;
    scales[column] = Math.max(scales[column] as number, Math.abs(weights[index] as number) / LARGEST);
  }
  const values = new Int8Array(rows * columns);
  for (let index = 0; index < weights.length; index++) {
    const scale = scales[index % columns] as number;
    values[index] = scale === 0 ? 0 : Math.round((weights[index] as number) / scale);
  }
  return { values, scales };
}

/** Symmetric around the middle of the range, one scale for each block of `size` rows; missing rows are zeros. */
export function quantiseBlocks(
  weights: Float32Array,
  rows: number,
  columns: number,
  bits: 4 | 8,
  size: number,
): Blocks {
  const blocks = Math.ceil(rows / size);
  const middle = 2 ** (bits - 1);
  const bytes = (size * bits) / 8;
  const packed = new Uint8Array(columns * blocks * bytes);
  const scales = new Float32Array(columns * blocks);
  for (let column = 0; column < columns; column++) {
    for (let block = 0; block < blocks; block++) {
      const end = Math.min(rows, (block + 1) * size);
      let farthest = 0;
      for (let row = block * size; row < end; row++) {
        const value = weights[row * columns + column] as number;
        if (Math.abs(value) > Math.abs(farthest)) farthest = value;
      }
      // The range has one more number below the middle than above: the farthest weight is put there, whatever its sign.
      const scale = farthest / -middle;
      scales[column * blocks + block] = scale;
      const start = (column * blocks + block) * bytes;
      for (let index = 0; index < size; index++) {
        const row = block * size + index;
        const value = row < end && scale !== 0 ? (weights[row * columns + column] as number) / scale : 0;
        const whole = Math.min(2 * middle - 1, Math.max(0, Math.round(value) + middle));
        if (bits === 8) packed[start + index] = whole;
        else packed[start + (index >> 1)] = (packed[start + (index >> 1)] as number) | (whole << (4 * (index & 1)));
      }
    }
  }
  return { bits: packed, scales };
}
