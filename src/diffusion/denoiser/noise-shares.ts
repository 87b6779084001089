import type { ModelPackManifest } from '../../core/model-pack.ts';
import { tensor } from '../../core/tensor.ts';
import { fromLayout, type LatentDims, toLayout } from './latent-layout.ts';

/** How much of a run's noise level each part of the latent is at, for models that take a level for each token. */
export interface NoiseShares {
  /** `[batch, token]`: 0 for tokens that are given clean, 1 for those that are made anew. */
  readonly perToken: Float32Array;
  /** The same for every cell, as long as the latent. */
  readonly perCell: Float32Array;
}

/**
 * The shares of a mask as long as the latent; undefined for packs whose model knows one level for all. A patch of which any part is
 * made anew is noisy as a whole: a token has one level.
 */
export function noiseShares(
  mask: Float32Array,
  dims: LatentDims,
  { latent, capabilities }: ModelPackManifest,
): NoiseShares | undefined {
  if (capabilities.imageToVideo !== 'per_token_timestep') return undefined;
  const { data, dims: shape } = toLayout(tensor(mask, dims), latent);
  const features = shape[2] as number;
  const perToken = new Float32Array(data.length / features);
  const spread = new Float32Array(data.length);
  for (let token = 0; token < perToken.length; token++) {
    const share = data.subarray(token * features, (token + 1) * features).reduce((a, b) => Math.max(a, b), 0);
    perToken[token] = share;
    spread.fill(share, token * features, (token + 1) * features);
  }
  return { perToken, perCell: fromLayout(spread, latent, dims) };
}
