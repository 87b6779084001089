import { withoutVariants } from '../../core/model-pack/variants.ts';
import type { ModelPack } from '../../core/model-pack.ts';
import type { SocketValues } from '../../core/values.ts';
import type { ModelPacks } from '../model-packs.ts';
import { fasterOf, openPackRuns, type Prepared, whyNotAlone } from './pack-runs.ts';

/** What a variant saves on a short run, and at what price. */
export interface Comparison {
  readonly steps: number;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** Time inside the model of the fastest of some steps, of the original and of the variant. */
  readonly milliseconds: readonly [number, number];
  /** Of the frames against the original's, in decibels; infinite when they are equal. */
  readonly decibels: number;
}

const STEPS = 4;

/** A short run with the pack's models as they are, and one with its variants. Undefined for packs that want a picture. */
export async function compareVariants(
  packs: ModelPacks,
  pack: ModelPack,
  signal: AbortSignal,
): Promise<Comparison | undefined> {
  if (whyNotAlone(pack)) return undefined;
  const runs = openPackRuns(packs, signal);
  const framesOf = async (model: ModelPack, { sigmas, ...inputs }: Prepared) => {
    const { latent } = await runs.run('sampling/sample', { ...inputs, sigmas: await sigmas(STEPS) });
    const { video } = await runs.run('video/vae-decode', { model, latent });
    return (video as SocketValues['video']).frames;
  };

  try {
    const models = [withoutVariants(pack), pack] as const;
    const prepared = [await runs.prepare(models[0]), await runs.prepare(models[1])] as const;
    const frames = [await framesOf(models[0], prepared[0]), await framesOf(models[1], prepared[1])] as const;
    const milliseconds = await fasterOf(runs, prepared);
    const { width, height, frames: length } = pack.manifest.defaults;
    return {
      steps: STEPS,
      width,
      height,
      frames: length,
      milliseconds,
      decibels: peakSignalToNoise(...frames),
    };
  } finally {
    await runs.close();
  }
}

/** 10·log₁₀(255² ÷ mean square difference). */
export function peakSignalToNoise(one: Uint8Array, other: Uint8Array): number {
  let squares = 0;
  for (let index = 0; index < one.length; index++) squares += ((one[index] as number) - (other[index] as number)) ** 2;
  return 10 * Math.log10((255 ** 2 * one.length) / squares);
}
