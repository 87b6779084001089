import { toFailure } from '../core/errors.ts';
import { variantsOf } from '../core/model-pack/variants.ts';
import type { ModelPackManifest } from '../core/model-pack.ts';
import type { Pack } from '../core/pack-api.ts';
import { listPacks, type PackEntry } from './hub/manage-packs.ts';
import { createModelPacks, type ModelPacks } from './model-packs.ts';

/** The packs in these folders, by name, each with what it can do or why it can't be used. No model is opened. */
export async function describePacks(folders: readonly string[]): Promise<Pack[]> {
  const packs = createModelPacks(folders);
  return Promise.all(
    (await listPacks(folders)).map(async (entry) => ({ ...placeOf(entry), ...(await look(packs, entry)) })),
  );
}

function placeOf({ name, folder, state, source, bytes }: PackEntry): Pack {
  return { name, folder, state, bytes, ...(source === undefined ? {} : { source }) };
}

async function look(packs: ModelPacks, { name, state, source, hasManifest }: PackEntry): Promise<Partial<Pack>> {
  if (state === 'unfinished') return {};
  if (!hasManifest) {
    const hint = 'Write a modelpack.json into its folder; docs/model-packs.md says how.';
    return { problem: { message: `There is neither a modelpack.json nor a model_index.json in “${name}”`, hint } };
  }
  try {
    const { manifest } = await packs.load(name);
    return { facts: factsOf(manifest), ...((source ?? manifest.source) ? { source: source ?? manifest.source } : {}) };
  } catch (error) {
    // One damaged pack must not hide the others, whatever is wrong with it.
    const { message, hint } = toFailure(error);
    return { problem: { message, ...(hint === undefined ? {} : { hint }) } };
  }
}

function factsOf(manifest: ModelPackManifest): Pack['facts'] {
  const { title, license, media, defaults, latent, capabilities, text } = manifest;
  const { width, height, frames } = defaults;
  return {
    title,
    license,
    media,
    width,
    height,
    frames,
    pixelMultiple: latent.pixelMultiple,
    variants: variantsOf(manifest),
    abilities: [
      ...(text ? (['text'] as const) : []),
      ...(capabilities.imageToVideo === 'none' ? [] : (['image'] as const)),
      ...(['videoToVideo'] as const).filter((name) => capabilities[name]).map(() => 'video' as const),
      ...(['firstAndLastFrame', 'singleFrame', 'variableSize'] as const).filter((name) => capabilities[name]),
    ],
  };
}
