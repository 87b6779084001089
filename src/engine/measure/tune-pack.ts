import type { ModelPack } from '../../core/model-pack.ts';
import { changeLocal } from '../local-manifest.ts';
import type { ModelPacks } from '../model-packs.ts';
import { fasterOf, openPackRuns, type PackRuns, whyNotAlone } from './pack-runs.ts';

/** What was measured of a pack on this machine. */
export interface Tuning {
  /** Per step, with the branches of guidance in one batch and one after the other; absent where there is no choice. */
  readonly branches?: { readonly together: number; readonly apart: number; readonly chosen: 'together' | 'apart' };
  /** For MagCache, one for each step. */
  readonly magnitudeRatios: readonly number[];
}

/** One after the other has to be so much faster to be chosen: less is noise. */
const LEAST_GAIN = 1.03;

/**
 * Measures whether the branches of guidance had better go through the model in one batch or one after the other, and the
 * magnitudes that MagCache takes, and notes both in `modelpack.local.json`. `UserError` for packs that want a picture.
 */
export async function tunePack(
  packs: ModelPacks,
  name: string,
  steps: number | undefined,
  signal: AbortSignal,
): Promise<Tuning> {
  const reason = whyNotAlone(await packs.load(name));
  if (reason) throw reason;
  await forgetTuning(packs, name);
  const pack = await packs.load(name);
  const runs = openPackRuns(packs, signal);
  try {
    const branches = hasChoice(pack) ? await measureBranches(runs, pack) : undefined;
    const magnitudeRatios = await measureRatios(runs, pack, steps ?? pack.manifest.defaults.steps);
    await changeLocal(packs.folder(name), {
      ...(branches?.chosen === 'apart' ? { denoiser: { batch: 'one' } } : {}),
      calibration: { magnitudeRatios },
    });
    return { ...(branches ? { branches } : {}), magnitudeRatios };
  } finally {
    await runs.close();
  }
}

/** Takes back what `tunePack` has noted. */
export async function forgetTuning(packs: ModelPacks, name: string): Promise<void> {
  await changeLocal(packs.folder(name), { denoiser: { batch: null }, calibration: null });
}

function hasChoice({ manifest: { denoiser, guidance } }: ModelPack): boolean {
  return denoiser.batch === 'any' && (guidance.mode === 'cfg' || guidance.mode === 'perFrame');
}

async function measureBranches(runs: PackRuns, pack: ModelPack): Promise<Tuning['branches']> {
  const { manifest } = pack;
  const one = { ...pack, manifest: { ...manifest, denoiser: { ...manifest.denoiser, batch: 'one' as const } } };
  const [together, apart] = await fasterOf(runs, [await runs.prepare(pack), await runs.prepare(one)]);
  return { together, apart, chosen: together > LEAST_GAIN * apart ? 'apart' : 'together' };
}

async function measureRatios(runs: PackRuns, pack: ModelPack, steps: number): Promise<number[]> {
  const { sigmas, ...inputs } = await runs.prepare(pack);
  const { ratios } = await runs.run('acceleration/mag-cache-calibration', { ...inputs, sigmas: await sigmas(steps) });
  return String(ratios).split(', ').map(Number);
}
