import { UserError } from '../../core/errors.ts';
import type { ModelPackManifest } from '../../core/model-pack.ts';
import type { ModelSession } from '../../core/node-context.ts';
import { type Tensor, tensor } from '../../core/tensor.ts';
import { swapAxes } from '../denoiser/latent-layout.ts';
import { randomNormal } from '../random.ts';
import { joinFrames, sliceFrames } from './decode-latent.ts';

export interface EncodeOptions {
  readonly session: ModelSession;
  readonly manifest: ModelPackManifest;
  /** `[1, 3, frame, height, width]` from −1 to 1. */
  readonly pixels: Tensor;
  /** Start of a draw from the autoencoder's distribution; without it, the distribution's middle is taken. */
  readonly seed?: number | undefined;
  /** What is taken of a distribution; the pack's own choice when absent. */
  readonly take?: 'mode' | 'sample';
}

/** The encoder that a pack declares. `UserError` when it has none. */
export function encoderOf({ vae, title }: ModelPackManifest) {
  if (vae.encoder) return vae.encoder;
  throw new UserError(`${title} brings no encoder for pictures and video`, {
    hint: 'Choose a model pack with “vae.encoder”.',
  });
}

/** The latent `[1, channel, frame, height, width]` of pixels as the autoencoder itself gives it, before `normaliseLatent`. */
export async function encodePixels({ session, manifest, pixels, seed, take }: EncodeOptions): Promise<Tensor> {
  const encoder = encoderOf(manifest);
  const { extent } = encoder;
  const frames = pixels.dims[2] as number;
  // Picture encoders take a few frames at a time: those of a long clip would not fit into memory.
  const perCall = extent.kind === 'frames' ? extent.perCall : frames;
  const pieces: Tensor[] = [];
  for (let start = 0; start < frames; start += perCall) {
    const piece = sliceFrames(pixels, start, start + perCall);
    const input = extent.kind === 'frames' ? framesFirst(piece) : piece;
    const output = (await session.run({ [encoder.input]: input }))[encoder.output];
    if (!output) throw new Error(`The encoder has no output “${encoder.output}”`);
    pieces.push(extent.kind === 'frames' ? frameAxis(output) : output);
  }
  const coded = joinFrames(pieces);
  return encoder.gives === 'latent'
    ? coded
    : fromDistribution(coded, (take ?? encoder.gives) === 'sample' ? seed : undefined);
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
