import type { Guidance } from '../../core/denoiser.ts';
import { predictionFor } from './guidance.ts';

/** Shape of a latent `[batch, channel, frame, height, width]`; `cells` is height · width. */
export interface LatentShape {
  readonly channels: number;
  readonly frames: number;
  readonly cells: number;
}

/**
 * Classifier-free guidance whose scale rises straight from the first frame to the last, so that the frame which the model was
 * given is hardly pushed (Blattmann et al. 2023, Stable Video Diffusion: 1 to 3). A single frame gets `first`.
 */
export function perFrame(first: number, last: number, { frames, cells }: LatentShape): Guidance {
  const scales = Array.from(
    { length: frames },
    (_, frame) => first + ((last - first) * frame) / Math.max(frames - 1, 1),
  );
  return scaledBy((index) => scales[Math.floor(index / cells) % frames] as number);
}

/**
 * Classifier-free guidance of the first `guided` channels; the others stay conditional. The DiT paper guides 3 of its latent's 4
 * channels, and its published samples are made like that (Peebles & Xie 2023, appendix A).
 */
export function firstChannels(scale: number, guided: number, { channels, frames, cells }: LatentShape): Guidance {
  return scaledBy((index) => (Math.floor(index / (frames * cells)) % channels < guided ? scale : 1));
}

/** Guidance with a scale for each element, by its index in the flattened latent. */
function scaledBy(scaleAt: (index: number) => number): Guidance {
  return {
    branchesAt: () => ['conditional', 'unconditional'],
    combine(predictions) {
      const conditional = predictionFor(predictions, 'conditional');
      return predictionFor(predictions, 'unconditional').map(
        (value, index) => value + scaleAt(index) * ((conditional[index] as number) - value),
      );
    },
  };
}
