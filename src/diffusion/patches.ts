import { UserError } from '../core/errors.ts';
import { type Tensor, tensor } from '../core/tensor.ts';
import type { Patches, PatchGeometry } from '../core/values.ts';
import { nearestMultiples } from './latent-geometry.ts';
import { gather, scatter } from './reorder.ts';

/**
 * Cuts a latent `[batch, channel, frame, height, width]` into spacetime patches of `[frames, height, width]` cells
 * (Peebles & Xie 2023, DiT, section 3.2, with time as a third axis). A side that the patch does not divide is a `UserError`.
 */
export function patchify(latent: Tensor, patch: PatchGeometry['patch']): Patches {
  const geometry: PatchGeometry = { latentDims: latentDimsOf(latent), patch };
  const tokens = tensor(gather(latent.data, cellOrder(geometry)), tokenDims(geometry));
  return { tokens, positions: positionsOf(geometry), geometry };
}

/** The shape `[batch, token, feature]` of a latent's tokens. A side that the patch does not divide is a `UserError`. */
export function tokenDims(geometry: PatchGeometry): readonly [number, number, number] {
  const [batch, channels] = geometry.latentDims;
  const { frames, rows, columns } = gridOf(geometry);
  const [patchFrames, patchHeight, patchWidth] = geometry.patch;
  return [batch, frames * rows * columns, channels * patchFrames * patchHeight * patchWidth];
}

/** The latent `[batch, channel, frame, height, width]` that was cut: the inverse of `patchify`. */
export function unpatchify({ tokens, geometry }: Pick<Patches, 'tokens' | 'geometry'>): Tensor {
  return tensor(scatter(tokens.data, cellOrder(geometry)), geometry.latentDims);
}

/** How many patches lie along each axis. */
interface PatchGrid {
  readonly frames: number;
  readonly rows: number;
  readonly columns: number;
}

function gridOf({ latentDims: [, , frames, height, width], patch }: PatchGeometry): PatchGrid {
  return {
    frames: patchesAlong('frame count', frames, patch[0]),
    rows: patchesAlong('height', height, patch[1]),
    columns: patchesAlong('width', width, patch[2]),
  };
}

function patchesAlong(side: string, cells: number, patchCells: number): number {
  if (cells % patchCells !== 0) {
    throw new UserError(`The latent's ${side} of ${cells} cannot be cut into patches of ${patchCells}.`, {
      hint: `Choose a video whose latent ${side} is ${nearestMultiples(cells, patchCells).join(' or ')}, or a patch size that divides ${cells}.`,
    });
  }
  return cells / patchCells;
}

function latentDimsOf({ dims }: Tensor): PatchGeometry['latentDims'] {
  const [batch, channels, frames, height, width, ...more] = dims;
  if (
    batch === undefined ||
    channels === undefined ||
    frames === undefined ||
    height === undefined ||
    width === undefined ||
    more.length > 0
  ) {
    throw new Error(`A latent is [batch, channel, frame, height, width], not [${dims.join(', ')}]`);
  }
  return [batch, channels, frames, height, width];
}

/** For each value of an item's tokens its place in the item's latent: tokens in (t, y, x) order, the features of each in (channel, t, y, x) order. */
export function cellOrder({ latentDims, patch }: PatchGeometry): Int32Array {
  const [, channels, frames, height, width] = latentDims;
  const [patchFrames, patchHeight, patchWidth] = patch;
  const places = new Int32Array(channels * frames * height * width);
  let index = 0;
  for (let firstFrame = 0; firstFrame < frames; firstFrame += patchFrames) {
    for (let firstRow = 0; firstRow < height; firstRow += patchHeight) {
      for (let firstColumn = 0; firstColumn < width; firstColumn += patchWidth) {
        for (let channel = 0; channel < channels; channel++) {
          for (let frame = firstFrame; frame < firstFrame + patchFrames; frame++) {
            for (let row = firstRow; row < firstRow + patchHeight; row++) {
              const start = ((channel * frames + frame) * height + row) * width + firstColumn;
              for (let cell = 0; cell < patchWidth; cell++) places[index++] = start + cell;
            }
          }
        }
      }
    }
  }
  return places;
}

/** `[batch, token, 3]`: (t, y, x) of each patch, in patches. */
function positionsOf(geometry: PatchGeometry): Tensor {
  const [batch] = geometry.latentDims;
  const { frames, rows, columns } = gridOf(geometry);
  const tokenCount = frames * rows * columns;
  const positions = new Float32Array(batch * tokenCount * 3);
  for (let index = 0; index < batch * tokenCount; index++) {
    const token = index % tokenCount;
    const t = Math.floor(token / (rows * columns));
    const y = Math.floor(token / columns) % rows;
    positions.set([t, y, token % columns], index * 3);
  }
  return tensor(positions, [batch, tokenCount, 3]);
}
