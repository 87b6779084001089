import { UserError } from '../../core/errors.ts';
import type { ModelPackManifest } from '../../core/model-pack.ts';
import type { ModelSession, StopSignal } from '../../core/node-context.ts';
import { type Tensor, tensor } from '../../core/tensor.ts';
import { swapAxes } from '../denoiser/latent-layout.ts';
import { randomNormal } from '../random.ts';
import { joinFrames, lastFrames, sliceFrames, starts } from './frames.ts';
import { encodeTiles } from './tiles.ts';

export interface EncodeOptions {
  readonly session: ModelSession;
  readonly manifest: ModelPackManifest;
  /** `[1, 3, frame, height, width]` from −1 to 1. */
  readonly pixels: Tensor;
  /** Start of a draw from the autoencoder's distribution; without it, the distribution's middle is taken. */
  readonly seed?: number | undefined;
  /** What is taken of a distribution; the pack's own choice when absent. */
  readonly take?: 'mode' | 'sample';
  readonly signal: StopSignal;
}

/** The encoder that a pack declares. `UserError` when it has none. */
export function encoderOf({ vae, title }: ModelPackManifest) {
  if (vae.encoder) return vae.encoder;
  throw new UserError(`${title} brings no encoder for pictures and video`, {
    hint: 'Choose a model pack with “vae.encoder”.',
  });
}

/** The latent `[1, channel, frame, height, width]` of pixels as the autoencoder itself gives it, before `normaliseLatent`. */
export async function encodePixels(options: EncodeOptions): Promise<Tensor> {
  const { manifest, pixels, seed, take } = options;
  const { tiling, gives } = encoderOf(manifest);
  const coded = tiling
    ? await encodeTiles(pixels, tiling, manifest.latent.spatialStride, (tile) => encodePieces(tile, options))
    : await encodePieces(pixels, options);
  return gives === 'latent' ? coded : fromDistribution(coded, (take ?? gives) === 'sample' ? seed : undefined);
}

/** All frames of a clip, or of a tile of it: those of a long one would not fit into memory at once. */
async function encodePieces(pixels: Tensor, { session, manifest, signal }: EncodeOptions): Promise<Tensor> {
  const { input, output, extent } = encoderOf(manifest);
  const coded: Tensor[] = [];
  for (const { piece, keep } of piecesOf(pixels, manifest)) {
    signal.throwIfAborted();
    const given = (await session.run({ [input]: extent.kind === 'frames' ? framesFirst(piece) : piece }))[output];
    if (!given) throw new Error(`The encoder has no output “${output}”`);
    coded.push(lastFrames(extent.kind === 'frames' ? frameAxis(given) : given, keep));
  }
  return joinFrames(coded);
}

interface Piece {
  readonly piece: Tensor;
  /** How many latent frames of it count, from the end; all when absent. */
  readonly keep?: number;
}

function piecesOf(pixels: Tensor, manifest: ModelPackManifest): readonly Piece[] {
  const { extent } = encoderOf(manifest);
  const frames = pixels.dims[2] as number;
  switch (extent.kind) {
    case 'whole':
      return [{ piece: pixels }];
    case 'frames':
      return starts(frames, extent.perCall).map((start) => ({
        piece: sliceFrames(pixels, start, start + extent.perCall),
      }));
    case 'chunk': {
      const { frames: rule, temporalStride } = manifest.latent;
      // Of a causal autoencoder, each latent frame after the first stands for the frames that end at its multiple of the stride.
      const more = rule === 'causal' ? 1 : 0;
      const count = more + Math.floor((frames - more) / temporalStride);
      return starts(count, extent.latentFrames).map((start) => {
        const end = Math.min(start + extent.latentFrames, count);
        const first = Math.max(0, start - extent.overlap);
        const piece = sliceFrames(pixels, first * temporalStride, (end - more) * temporalStride + more);
        return { piece, keep: end - start };
      });
    }
  }
}

function framesFirst({ data, dims }: Tensor): Tensor {
  const [, colours = 0, frames = 0, height = 0, width = 0] = dims;
  return tensor(swapAxes(data, colours, frames, height * width), [frames, colours, height, width]);
}

function frameAxis({ data, dims }: Tensor): Tensor {
  const [frames = 0, channels = 0, height = 0, width = 0] = dims;
  return tensor(swapAxes(data, frames, channels, height * width), [1, channels, frames, height, width]);
}

/** Mean, then log-variance along the channels: mean + e^(½·clamp(log-variance, −30, 20))·ε. */
function fromDistribution({ data, dims }: Tensor, seed: number | undefined): Tensor {
  const [batch = 0, channels = 0, ...size] = dims;
  const shape = [batch, channels / 2, ...size];
  const half = data.length / 2;
  const mean = data.slice(0, half);
  if (seed === undefined) return tensor(mean, shape);
  const noise = randomNormal(shape, seed).data;
  return tensor(
    mean.map((value, index) => {
      const logVariance = Math.min(Math.max(data[half + index] as number, -30), 20);
      return value + Math.exp(logVariance / 2) * (noise[index] as number);
    }),
    shape,
  );
}
