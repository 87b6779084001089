import type { ModelPack, ModelPackManifest } from '../model-pack.ts';

/** What there is in fewer bits of a pack's models, by their keys in `files`. */
export function variantsOf({ files }: ModelPackManifest): { readonly model: string; readonly precision: string }[] {
  return Object.entries(files).flatMap(([model, { variants = [] }]) =>
    variants.map(({ precision }) => ({ model, precision })),
  );
}

/** The pack with its models as they are, whatever else there is of them. */
export function withoutVariants(pack: ModelPack): ModelPack {
  const files = Object.entries(pack.manifest.files).map(([key, { variants, ...file }]) => [key, file] as const);
  return { ...pack, manifest: { ...pack.manifest, files: Object.fromEntries(files) } };
}
