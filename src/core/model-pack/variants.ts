import type { ModelPack } from '../model-pack.ts';

/** The pack with its models as they are, whatever else there is of them. */
export function withoutVariants(pack: ModelPack): ModelPack {
  const files = Object.entries(pack.manifest.files).map(([key, { variants, ...file }]) => [key, file] as const);
  return { ...pack, manifest: { ...pack.manifest, files: Object.fromEntries(files) } };
}
