import { UserError } from '../../core/errors.ts';
import type { ModelPackManifest } from '../../core/model-pack.ts';
import { packScheduler } from './pack-scheduler.ts';
import { type ScheduleName, scheduleSigmas } from './schedules.ts';

/** The name of a schedule that leaves the choice to the pack. */
export const SCHEDULE_OF_PACK = 'pack';

export interface PackSigmasOptions {
  readonly schedule: ScheduleName | typeof SCHEDULE_OF_PACK;
  readonly steps: number;
  /** Above 0 to 1: less than 1 leaves out as much of the start. */
  readonly denoise: number;
  /** The latent's shape `[batch, channel, frame, height, width]`, where the levels depend on its size. */
  readonly dims?: readonly number[] | undefined;
}

/** The noise levels of a run of a pack's model, falling, one more than there are steps. */
export function sigmasOfPack(manifest: ModelPackManifest, options: PackSigmasOptions): readonly number[] {
  const { schedule, steps, denoise, dims } = options;
  const scheduler = packScheduler(manifest);
  if (schedule !== SCHEDULE_OF_PACK) {
    return scheduleSigmas({ schedule, steps, denoise, model: scheduler.noiseModel });
  }
  const dependsOnSize = manifest.schedule.family === 'flow' && typeof manifest.schedule.shift !== 'number';
  if (dependsOnSize && !dims) {
    throw new UserError(`The noise levels of ${manifest.title} depend on the size of the video`, {
      hint: 'Wire the noise to “latent” of Sigmas.',
    });
  }
  const longer = scheduler.sigmas(Math.floor(steps / denoise), dims && tokensOf(manifest, dims));
  return longer.slice(-(steps + 1));
}

function tokensOf({ latent }: ModelPackManifest, dims: readonly number[]): number {
  return latent.patch.size.reduce((count, cells, axis) => (count * (dims[axis + 2] as number)) / cells, 1);
}
