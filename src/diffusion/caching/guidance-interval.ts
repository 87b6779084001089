import type { Denoise } from '../denoise.ts';
import type { SigmaInterval } from '../guidance/interval.ts';
import type { AcceleratedDenoiser } from './accelerate.ts';

/** Two denoisers of one model: with guidance, and with the prompt alone at half its price. */
export interface GuidancePair {
  readonly guided: Denoise;
  readonly conditional: Denoise;
}

/** Guided inside the interval, the prompt alone outside; `skipped` counts the steps that went without their second pass. */
export function limitGuidance(
  { guided, conditional }: GuidancePair,
  { above, upTo }: SigmaInterval,
): AcceleratedDenoiser {
  const count = { computed: 0, skipped: 0 };
  return {
    count: () => ({ ...count }),
    denoise(x, sigma, step) {
      const inside = sigma > above && sigma <= upTo;
      count[inside ? 'computed' : 'skipped']++;
      return inside ? guided(x, sigma, step) : conditional(x, sigma, step);
    },
  };
}
