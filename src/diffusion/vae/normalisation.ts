import type { LatentDeclaration } from '../../core/model-pack/latent.ts';
import { type Tensor, tensor } from '../../core/tensor.ts';

type Normalisation = LatentDeclaration['normalisation'];

/** A latent of the autoencoder `[batch, channel, …]` as the denoiser knows it, of unit variance: (z − shift)·scale, or (z − mean)/std per channel. */
export function normaliseLatent(latent: Tensor, normalisation: Normalisation): Tensor {
  return perChannel(latent, normalisation, (value, { offset, factor }) => (value - offset) * factor);
}

/** Back to what the decoder takes. */
export function restoreLatent(latent: Tensor, normalisation: Normalisation): Tensor {
  return perChannel(latent, normalisation, (value, { offset, factor }) => value / factor + offset);
}

interface Scaling {
  readonly offset: number;
  readonly factor: number;
}

function perChannel(
  { data, dims }: Tensor,
  normalisation: Normalisation,
  map: (value: number, scaling: Scaling) => number,
): Tensor {
  if (normalisation.by === 'graph') return { data, dims };
  const { scale, shift, mean, std } = normalisation;
  const channels = dims[1] as number;
  const plane = dims.slice(2).reduce((product, size) => product * size, 1);
  const scalings = Array.from({ length: channels }, (_, channel) => ({
    offset: mean?.[channel] ?? shift,
    factor: std ? scale / (std[channel] as number) : scale,
  }));
  return tensor(
    data.map((value, index) => map(value, scalings[Math.floor(index / plane) % channels] as Scaling)),
    dims,
  );
}
