import { UserError } from '../core/errors.ts';
import { type Tensor, tensor } from '../core/tensor.ts';
import type { Patches, PatchGeometry } from '../core/values.ts';
import { nearestMultiples } from './latent-geometry.ts';

/**
 * Cuts a latent `[batch, channel, frame, height, width]` into spacetime patches of `[frames, height, width]` cells
 * (Peebles & Xie 2023, DiT, section 3.2, with time as a third axis). A side that the patch does not divide is a `UserError`.
 */
export function patchify(latent: Tensor, patch: PatchGeometry['patch']): Patches {
  const geometry: PatchGeometry = { latentDims: latentDimsOf(latent), patch };
  const grid = gridOf(geometry);
  const tokens = new Float32Array(latent.data.length);
  forEachRow(geometry, (latentOffset, tokenOffset, length) => {
    copyRow(latent.data, latentOffset, tokens, tokenOffset, length);
  });

  const [batch, channels] = geometry.latentDims;
  const tokenCount = grid.frames * grid.rows * grid.columns;
  const features = channels * patch[0] * patch[1] * patch[2];
  return { tokens: tensor(tokens, [batch, tokenCount, features]), positions: positionsOf(batch, grid), geometry };
}

/** The latent `[batch, channel, frame, height, width]` that was cut: the inverse of `patchify`. */
export function unpatchify({ tokens, geometry }: Patches): Tensor {
  const latent = new Float32Array(tokens.data.length);
  forEachRow(geometry, (latentOffset, tokenOffset, length) => {
    copyRow(tokens.data, tokenOffset, latent, latentOffset, length);
  });
  return tensor(latent, geometry.latentDims);
}

/** Rows are a few cells long: a loop is several times faster than a view for each. */
function copyRow(from: Float32Array, start: number, to: Float32Array, at: number, length: number): void {
  for (let index = 0; index < length; index++) to[at + index] = from[start + index] as number;
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

/**
 * Visits every run of cells that lies side by side both in the latent and in the tokens: one row of one patch.
 * Rows are visited in token order, so the offset into the tokens only ever grows by the row's length.
 */
function forEachRow(
  geometry: PatchGeometry,
  visit: (latentOffset: number, tokenOffset: number, length: number) => void,
): void {
  const [batch, channels, frames, height, width] = geometry.latentDims;
  const [patchFrames, patchHeight, patchWidth] = geometry.patch;
  let tokenOffset = 0;

  for (let item = 0; item < batch; item++) {
    for (let firstFrame = 0; firstFrame < frames; firstFrame += patchFrames) {
      for (let firstRow = 0; firstRow < height; firstRow += patchHeight) {
        for (let firstColumn = 0; firstColumn < width; firstColumn += patchWidth) {
          for (let channel = 0; channel < channels; channel++) {
            for (let frame = firstFrame; frame < firstFrame + patchFrames; frame++) {
              for (let row = firstRow; row < firstRow + patchHeight; row++) {
                const plane = (item * channels + channel) * frames + frame;
                visit((plane * height + row) * width + firstColumn, tokenOffset, patchWidth);
                tokenOffset += patchWidth;
              }
            }
          }
        }
      }
    }
  }
}

/** `[batch, token, 3]`: (t, y, x) of each patch, in patches. */
function positionsOf(batch: number, { frames, rows, columns }: PatchGrid): Tensor {
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
