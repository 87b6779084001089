import { type Tensor, tensor } from '../../core/tensor.ts';

export interface Tiling {
  /** Side of a tile, and how far the next one lies, in pixels. */
  readonly size: number;
  readonly stride: number;
}

/** Pixels of a latent `[1, channel, frame, height, width]` that is larger than memory, tile by tile (diffusers' `tiled_decode`). */
export function decodeTiles(
  latent: Tensor,
  tiling: Tiling,
  pixelsPerCell: number,
  decode: (tile: Tensor) => Promise<Tensor>,
): Promise<Tensor> {
  return tileByTile(latent, tiling, { pixelsPerCell, given: 1, made: pixelsPerCell }, decode);
}

/** The latent, or its distribution, of pixels that are larger than memory, tile by tile (diffusers' `tiled_encode`). */
export function encodeTiles(
  pixels: Tensor,
  tiling: Tiling,
  pixelsPerCell: number,
  encode: (tile: Tensor) => Promise<Tensor>,
): Promise<Tensor> {
  return tileByTile(pixels, tiling, { pixelsPerCell, given: pixelsPerCell, made: 1 }, encode);
}

/** What a cell of the latent is long, in what tiles are cut from and in what becomes of them. */
interface CellSides {
  readonly pixelsPerCell: number;
  readonly given: number;
  readonly made: number;
}

/** Tiles are worked on one by one and blended where they overlap, in a straight line from the one to the other. */
async function tileByTile(
  whole: Tensor,
  tiling: Tiling,
  { pixelsPerCell, given, made }: CellSides,
  work: (tile: Tensor) => Promise<Tensor>,
): Promise<Tensor> {
  const [, , , height = 0, width = 0] = whole.dims.map((size, axis) => (axis < 3 ? size : size / given));
  const cells = Math.floor(tiling.size / pixelsPerCell);
  const step = Math.floor(tiling.stride / pixelsPerCell);
  const rows = tilesAlong(height, cells, step);
  const columns = tilesAlong(width, cells, step);
  if (rows.length === 1 && columns.length === 1) return work(whole);

  let result: { readonly data: Float32Array; readonly dims: readonly number[] } | undefined;
  for (const row of rows) {
    for (const column of columns) {
      const tile = await work(crop(whole, scaled(row, given), scaled(column, given)));
      const [, channels = 0, frames = 0] = tile.dims;
      const dims = [1, channels, frames, height * made, width * made];
      result ??= { data: new Float32Array(dims.reduce((product, size) => product * size, 1)), dims };
      addTile(result.data, dims, tile, scaled(row, made), scaled(column, made));
    }
  }
  return tensor(result?.data ?? new Float32Array(0), result?.dims ?? [0]);
}

/** A tile along one axis: its place, its length, and how much of it lies on the tile before and on the one after. */
interface Span {
  readonly start: number;
  readonly length: number;
  readonly before: number;
  readonly after: number;
}

function tilesAlong(length: number, size: number, step: number): readonly Span[] {
  if (length <= size) return [{ start: 0, length, before: 0, after: 0 }];
  const starts: number[] = [];
  for (let start = 0; start < length; start += step) {
    starts.push(start);
    if (start + size >= length) break;
  }
  return starts.map((start, index) => {
    const end = Math.min(start + size, length);
    const previous = starts[index - 1];
    const next = starts[index + 1];
    return {
      start,
      length: end - start,
      before: previous === undefined ? 0 : Math.min(previous + size, length) - start,
      after: next === undefined ? 0 : end - next,
    };
  });
}

function scaled({ start, length, before, after }: Span, factor: number): Span {
  return { start: start * factor, length: length * factor, before: before * factor, after: after * factor };
}

function crop({ data, dims }: Tensor, row: Span, column: Span): Tensor {
  const [batch = 0, channels = 0, frames = 0, height = 0, width = 0] = dims;
  const planes = batch * channels * frames;
  const cropped = new Float32Array(planes * row.length * column.length);
  for (let line = 0; line < planes * row.length; line++) {
    const plane = Math.floor(line / row.length);
    const from = (plane * height + row.start + (line % row.length)) * width + column.start;
    cropped.set(data.subarray(from, from + column.length), line * column.length);
  }
  return tensor(cropped, [batch, channels, frames, row.length, column.length]);
}

function addTile(into: Float32Array, dims: readonly number[], tile: Tensor, row: Span, column: Span): void {
  const [, channels = 0, frames = 0, height = 0, width = 0] = dims;
  const across = Array.from({ length: column.length }, (_, place) => share(place, column));
  for (let line = 0; line < channels * frames * row.length; line++) {
    const plane = Math.floor(line / row.length);
    const place = line % row.length;
    const down = share(place, row);
    const to = (plane * height + row.start + place) * width + column.start;
    for (let index = 0; index < column.length; index++) {
      into[to + index] =
        (into[to + index] as number) +
        down * (across[index] as number) * (tile.data[line * column.length + index] as number);
    }
  }
}

/** How much a tile counts at a place along an axis; with its neighbour's share that makes 1. */
function share(place: number, { length, before, after }: Span): number {
  if (place < before) return place / before;
  const fromEnd = place - (length - after);
  return fromEnd > 0 ? 1 - fromEnd / after : 1;
}
