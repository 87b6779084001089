import { withoutVariants } from '../../core/model-pack/variants.ts';
import type { ModelPack } from '../../core/model-pack.ts';
import type { SocketValues } from '../../core/values.ts';
import { catalogue } from '../catalogue.ts';
import type { ModelPacks } from '../model-packs.ts';
import { createNodeContext, createNodeServices } from '../node-context.ts';
import { createSessions } from '../onnx/sessions.ts';

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
  const { denoiser, image, text } = pack.manifest;
  if (denoiser.concat.length > 0 || image) return undefined;
  const sessions = createSessions();
  const services = createNodeServices(sessions, packs, '');
  const info = { name: 'quantise', workflowJson: '', settings: {} };
  const context = createNodeContext(services, info, { signal, onProgress() {}, onPreview() {}, onLog() {} });
  const run = async (id: string, inputs: Readonly<Record<string, unknown>>) => {
    const node = catalogue.get(id);
    if (!node) throw new Error(`There is no node ${id}`);
    const defaults = Object.entries(node.inputs).flatMap(([name, port]) =>
      port.kind === 'wire' ? [] : [[name, port.default]],
    );
    return (await node.run({ ...Object.fromEntries(defaults), ...inputs } as never, context)) as Record<
      string,
      unknown
    >;
  };
  const { width, height, frames } = pack.manifest.defaults;

  const measure = async (model: ModelPack) => {
    const encode = async (words: string) =>
      (await run('conditioning/text-encoder', { model, text: words })).conditioning;
    const positive = text ? await encode('a cat') : (await run('conditioning/class-label', {})).conditioning;
    const negative = text ? await encode(pack.manifest.defaults.negative) : undefined;
    const { denoiser: plain } = await run('sampling/denoiser', { model, positive });
    const { denoiser } = await run('guidance/pack-guidance', { denoiser: plain, negative });
    const { sampler } = await run('sampling/sampler', { name: 'pack' });
    const { latent: noise } = await run('latent/noise-latent', { model, width, height, frames });
    const sigmasOf = async (steps: number) => (await run('sampling/sigmas', { model, steps, latent: noise })).sigmas;
    // The first step opens the model.
    await run('sampling/sample', { denoiser, noise, sampler, sigmas: await sigmasOf(1) });
    const before = sessions.modelMilliseconds;
    const { latent } = await run('sampling/sample', { denoiser, noise, sampler, sigmas: await sigmasOf(STEPS) });
    const milliseconds = (sessions.modelMilliseconds - before) / STEPS;
    const { video } = await run('video/vae-decode', { model, latent });
    return { milliseconds, frames: (video as SocketValues['video']).frames };
  };

  try {
    const original = await measure(withoutVariants(pack));
    const variant = await measure(pack);
    return {
      steps: STEPS,
      width,
      height,
      frames,
      milliseconds: [original.milliseconds, variant.milliseconds],
      decibels: peakSignalToNoise(original.frames, variant.frames),
    };
  } finally {
    await services.close();
  }
}

/** 10·log₁₀(255² ÷ mean square difference). */
export function peakSignalToNoise(one: Uint8Array, other: Uint8Array): number {
  let squares = 0;
  for (let index = 0; index < one.length; index++) squares += ((one[index] as number) - (other[index] as number)) ** 2;
  return 10 * Math.log10((255 ** 2 * one.length) / squares);
}
