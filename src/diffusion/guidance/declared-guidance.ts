import type { DenoisingRun, Guidance } from '../../core/denoiser.ts';
import type { GuidanceDeclaration } from '../../core/model-pack/guidance.ts';
import { classifierFree, unguided } from './classifier-free.ts';
import { intervalOfShares, withinInterval } from './interval.ts';
import { firstChannels, perFrame } from './latent-parts.ts';
import { rescaled } from './rescale.ts';

/** The guidance that a pack declares, put together from its pieces; `scale` takes the place of the declared one. */
export function declaredGuidance(
  declared: GuidanceDeclaration,
  scale: number | undefined,
  run: DenoisingRun,
): Guidance {
  const [batch] = run.dims;
  switch (declared.mode) {
    case 'none':
    case 'embedded':
      return unguided;
    case 'cfg': {
      const strength = scale ?? declared.scale;
      const guided =
        declared.channels === undefined
          ? classifierFree(strength)
          : firstChannels(strength, declared.channels, shapeOf(run));
      const spread = declared.rescale > 0 ? rescaled(guided, declared.rescale, batch) : guided;
      const [start, end] = declared.range;
      return start > 0 || end < 1 ? withinInterval(spread, intervalOfShares(run, start, end)) : spread;
    }
    case 'perFrame': {
      const guided = perFrame(declared.min, scale ?? declared.max, shapeOf(run));
      return declared.rescale > 0 ? rescaled(guided, declared.rescale, batch) : guided;
    }
  }
}

/** A run's latent as guidance by parts sees it. */
export function shapeOf({ dims: [, channels, frames, height, width] }: DenoisingRun) {
  return { channels, frames, cells: height * width };
}
