import { withoutVariants } from '../../core/model-pack/variants.ts';
import type { ModelPack } from '../../core/model-pack.ts';
import type { SocketValues } from '../../core/values.ts';
import type { ModelPacks } from '../model-packs.ts';
import { openPackRuns, whyNotAlone } from './pack-runs.ts';

/** What a variant saves on a short run, and at what price. */
export interface Comparison {
  readonly steps: number;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** Time inside the model per step, of the original and of the variant. */
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
  const measure = async (model: ModelPack) => {
    const { denoiser, noise, sampler, sigmas } = await runs.prepare(model);
    // The first step opens the model.
    await runs.run('sampling/sample', { denoiser, noise, sampler, sigmas: await sigmas(1) });
    let latent: unknown;
    const milliseconds = await runs.timed(async () => {
      latent = (await runs.run('sampling/sample', { denoiser, noise, sampler, sigmas: await sigmas(STEPS) })).latent;
    });
    const { video } = await runs.run('video/vae-decode', { model, latent });
    return { milliseconds: milliseconds / STEPS, frames: (video as SocketValues['video']).frames };
  };

  try {
    const original = await measure(withoutVariants(pack));
    const variant = await measure(pack);
    const { width, height, frames } = pack.manifest.defaults;
    return {
      steps: STEPS,
      width,
      height,
      frames,
      milliseconds: [original.milliseconds, variant.milliseconds],
      decibels: peakSignalToNoise(original.frames, variant.frames),
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
