import type { Denoise } from './denoise.ts';
import { addNoise } from './noise-model.ts';
import type { NoiseSpace } from './noise-space.ts';

export interface KeptPart {
  readonly space: NoiseSpace;
  /** The clean latent whose unmasked part is kept. */
  readonly reference: Float32Array;
  /** The run's own first noise, standard normal: the kept part is noised with it at every level. */
  readonly noise: Float32Array;
  /** 1 where the run makes something new, 0 where the reference stays, values between blend. As long as the latent. */
  readonly mask: Float32Array;
  /** For models with a noise level per token, the share of the run's level that each cell is at; see `noise-shares.ts`. */
  readonly shares?: Float32Array | undefined;
}

/**
 * A denoiser that makes only a part of its latent anew, with any model: the network always sees the reference at the state's own
 * noise level around the new part, or clean where the model is told so token by token, and its estimate there is the reference. The
 * base of inpainting, image-to-video, extending and joining clips. As in ComfyUI; after the run, `keepReference` puts back what
 * sampling moved by rounding.
 */
export function maskDenoiser(denoise: Denoise, part: KeptPart): Denoise {
  const { space, reference, noise, mask, shares } = part;
  return async (x, sigma, step) => {
    const noisy = blend(mask, x, addNoise(space, reference, noise, sigma));
    const input = shares ? blend(shares, noisy, reference) : noisy;
    return blend(mask, await denoise(input, sigma, step), reference);
  };
}

/** The result of a run with the kept part exactly as it was. */
export function keepReference(
  result: Float32Array,
  { reference, mask }: Pick<KeptPart, 'reference' | 'mask'>,
): Float32Array {
  return blend(mask, result, reference);
}

/** mask·made + (1 − mask)·kept. */
function blend(mask: Float32Array, made: Float32Array, kept: Float32Array): Float32Array {
  if (mask.length !== made.length || kept.length !== made.length) {
    throw new Error(`A mask of ${mask.length} values between ${made.length} and ${kept.length}`);
  }
  const blended = new Float32Array(made.length);
  for (let index = 0; index < blended.length; index++) {
    const share = mask[index] as number;
    blended[index] = share * (made[index] as number) + (1 - share) * (kept[index] as number);
  }
  return blended;
}
