import type { VaeDeclaration } from '../../core/model-pack/vae.ts';
import type { ModelPackManifest } from '../../core/model-pack.ts';
import type { ModelSession, StopSignal } from '../../core/node-context.ts';
import { type Tensor, tensor } from '../../core/tensor.ts';
import { swapAxes } from '../denoiser/latent-layout.ts';
import { type Feeds, toTensor } from '../denoiser/network-feeds.ts';
import { randomNormal } from '../random.ts';
import { weightedSum } from '../weighted-sum.ts';
import { joinFrames, lastFrames, sliceFrames, starts } from './frames.ts';
import { restoreLatent } from './normalisation.ts';
import { decodeTiles } from './tiles.ts';

export interface DecodeOptions {
  /** Lends the session of one of the pack's files. */
  use<T>(file: string, work: (session: ModelSession) => Promise<T>): Promise<T>;
  readonly manifest: ModelPackManifest;
  /** `[1, channel, frame, height, width]`, unit variance. */
  readonly latent: Tensor;
  readonly signal: StopSignal;
  onPiece(done: number, pieces: number): void;
}

/** Pixels `[1, 3, frame, height, width]` from −1 to 1 of a latent, piece by piece and tile by tile as the pack declares. */
export async function decodeLatent(options: DecodeOptions): Promise<Tensor> {
  const pieces: Tensor[] = [];
  await decodeLatentInPieces(options, (pixels) => pieces.push(pixels));
  return joinFrames(pieces);
}

/** The same, handed over as it is made: the pieces of a pack that decodes in pieces, else all frames. Tiles need all frames for their seams. */
export async function decodeLatentInPieces(options: DecodeOptions, take: (pixels: Tensor) => void): Promise<void> {
  const { manifest, latent } = options;
  const { decoder } = manifest.vae;
  const given = withDecodeNoise(restoreLatent(latent, manifest.latent.normalisation), decoder);
  if (!decoder.tiling) {
    await decodePieces(given, options, (pixels) => take(inRange(pixels, decoder.range)));
    return;
  }
  const pixels = await decodeTiles(given, decoder.tiling, manifest.latent.spatialStride, async (tile) => {
    const decoded: Tensor[] = [];
    await decodePieces(tile, options, (piece) => decoded.push(piece));
    return joinFrames(decoded);
  });
  take(inRange(pixels, decoder.range));
}

/** All frames of a latent, or of a tile of it. */
async function decodePieces(
  latent: Tensor,
  { use, manifest, signal, onPiece }: DecodeOptions,
  take: (pixels: Tensor) => void,
): Promise<void> {
  const { decoder } = manifest.vae;
  const { extent } = decoder;
  const pieces = piecesOf(latent, manifest);
  let done = 0;
  let states: Feeds = {};
  const decodePiece = (piece: Piece) => async (session: ModelSession) => {
    const outputs = await session.run({ ...feedsOf(piece.latent, manifest, session), ...states });
    const pixels = outputs[decoder.output];
    if (!pixels) throw new Error(`The decoder has no output “${decoder.output}”`);
    take(lastFrames(frameAxis(pixels, decoder), piece.keep));
    onPiece(++done, pieces.length);
    states = extent.kind === 'stream' ? statesOf(outputs, extent.states) : {};
  };

  const [first, ...others] = pieces as readonly [Piece, ...Piece[]];
  const init = extent.kind === 'stream' ? extent.init : undefined;
  if (init !== undefined) await use(init, decodePiece(first));
  await use(decoder.file, async (session) => {
    for (const piece of init === undefined ? [first, ...others] : others) {
      signal.throwIfAborted();
      await decodePiece(piece)(session);
    }
  });
}

/** What the next piece is fed of what this one gave. */
function statesOf(
  outputs: Readonly<Record<string, Tensor>>,
  states: readonly { readonly input: string; readonly output: string }[],
): Feeds {
  return Object.fromEntries(
    states.map(({ input, output }) => {
      const state = outputs[output];
      if (!state) throw new Error(`The decoder has no output “${output}”`);
      return [input, state];
    }),
  );
}

interface Piece {
  readonly latent: Tensor;
  /** How many frames of its pixels count, from the end; all when absent. */
  readonly keep?: number;
}

function piecesOf(latent: Tensor, { vae, latent: { frames, temporalStride } }: ModelPackManifest): readonly Piece[] {
  const { extent } = vae.decoder;
  const count = latent.dims[2] as number;
  switch (extent.kind) {
    case 'whole':
      return [{ latent }];
    case 'frames':
      return starts(count, extent.perCall).map((start) => ({
        latent: sliceFrames(latent, start, start + extent.perCall),
      }));
    case 'chunk':
      return starts(count, extent.latentFrames).map((start) => {
        const end = Math.min(start + extent.latentFrames, count);
        const piece = sliceFrames(latent, Math.max(0, start - extent.overlap), end);
        // The first latent frame of a causal autoencoder is one frame of video, those after it are several.
        return start === 0 && frames === 'causal'
          ? { latent: piece }
          : { latent: piece, keep: (end - start) * temporalStride };
      });
    case 'stream':
      // The first piece is one latent frame, as it becomes fewer frames than the others.
      return [
        { latent: sliceFrames(latent, 0, 1) },
        ...starts(count - 1, extent.latentFrames).map((start) => ({
          latent: sliceFrames(latent, 1 + start, 1 + start + extent.latentFrames),
        })),
      ];
  }
}

function feedsOf(latent: Tensor, { vae: { decoder } }: ModelPackManifest, session: ModelSession) {
  const { extent, timestep } = decoder;
  const [, channels = 0, frames = 0, height = 0, width = 0] = latent.dims;
  const framewise = extent.kind === 'frames';
  const input = framewise
    ? tensor(swapAxes(latent.data, channels, frames, height * width), [frames, channels, height, width])
    : latent;
  const number = (name: string, value: number, dims: readonly number[]) => ({
    [name]: toTensor([value], dims, session.inputTypes[name]),
  });
  return {
    [decoder.input]: input,
    ...(framewise && extent.frameCountInput ? number(extent.frameCountInput, frames, []) : {}),
    ...(timestep ? number(timestep.input, timestep.value, [1]) : {}),
  };
}

/** Decoders that were trained on slightly noisy latents get some noise mixed in (LTX 0.9.1). */
function withDecodeNoise(latent: Tensor, { timestep }: VaeDeclaration['decoder']): Tensor {
  if (!timestep || timestep.noise === 0) return latent;
  const noise = randomNormal(latent.dims, 0);
  return tensor(weightedSum([1 - timestep.noise, latent.data], [timestep.noise, noise.data]), latent.dims);
}

/** `[frame, 3, height, width]` of picture decoders as `[1, 3, frame, height, width]`. */
function frameAxis(pixels: Tensor, { extent }: VaeDeclaration['decoder']): Tensor {
  if (extent.kind !== 'frames') return pixels;
  const [frames = 0, colours = 0, height = 0, width = 0] = pixels.dims;
  return tensor(swapAxes(pixels.data, frames, colours, height * width), [1, colours, frames, height, width]);
}

function inRange({ data, dims }: Tensor, [black, white]: readonly [number, number]): Tensor {
  if (black === -1 && white === 1) return { data, dims };
  return tensor(
    data.map((value) => ((value - black) / (white - black)) * 2 - 1),
    dims,
  );
}
