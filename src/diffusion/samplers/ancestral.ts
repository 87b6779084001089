import type { NoiseSpace } from '../noise-space.ts';

/** How one step is split into denoising to below the next level and fresh noise up to it. */
export interface AncestralSplit {
  /** The level to denoise to. */
  readonly sigmaDown: number;
  /** Factor of the denoised state that makes room for the noise; 1 in the exploding space. */
  readonly rescale: number;
  /** Standard deviation of the noise. */
  readonly noise: number;
}

/** `eta` from 0 (no fresh noise) to 1. A step to level 0 gets none. */
export function ancestralSplit(space: NoiseSpace, sigma: number, nextSigma: number, eta: number): AncestralSplit {
  if (nextSigma === 0) return { sigmaDown: 0, rescale: 1, noise: 0 };
  return space === 'flow' ? flowSplit(sigma, nextSigma, eta) : explodingSplit(sigma, nextSigma, eta);
}

/** Noise variances add up: σ_down² + σ_up² = σ'² (Song et al. 2020, DDIM, eq. 16, in σ). */
export function explodingSplit(sigma: number, nextSigma: number, eta: number): AncestralSplit {
  const full = Math.sqrt((nextSigma ** 2 * (sigma ** 2 - nextSigma ** 2)) / sigma ** 2);
  const noise = Math.min(nextSigma, eta * full);
  return { sigmaDown: Math.sqrt(nextSigma ** 2 - noise ** 2), rescale: 1, noise };
}

/** In a flow the signal shrinks as noise grows, so that the state is scaled down before noise is put on (ComfyUI's form). */
function flowSplit(sigma: number, nextSigma: number, eta: number): AncestralSplit {
  const sigmaDown = nextSigma * (1 + (nextSigma / sigma - 1) * eta);
  const rescale = (1 - nextSigma) / (1 - sigmaDown);
  // Rounding can take the difference just below 0 when there is no noise to add.
  return { sigmaDown, rescale, noise: Math.sqrt(Math.max(nextSigma ** 2 - (sigmaDown * rescale) ** 2, 0)) };
}
