import { type ModelPackManifest, modelPackSchema } from '../../src/core/model-pack.ts';

/** The manifest of a flow model that no file belongs to: what a test does not say of it is as little as a manifest may say. */
export function toyPack(
  declared: Readonly<Record<'latent' | 'denoiser', object>> & Readonly<Record<string, unknown>>,
): ModelPackManifest {
  return modelPackSchema.parse({
    format: 'modelpack/2',
    id: 'toy',
    title: 'Toy',
    license: 'MIT',
    media: 'video',
    files: { d: { path: 'd.onnx' }, v: { path: 'v.onnx' } },
    prediction: 'flow',
    schedule: { family: 'flow' },
    guidance: { mode: 'cfg', scale: 3 },
    vae: { decoder: { file: 'v', input: 'z', output: 'x' } },
    defaults: { width: 16, height: 8, steps: 2 },
    ...declared,
  });
}
