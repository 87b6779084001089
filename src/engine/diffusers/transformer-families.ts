import {
  clipEncoder,
  filesOf,
  firstOf,
  inputsOf,
  type Json,
  normalisationOf,
  pictureDefaults,
  strideOf,
  t5Encoder,
  timestepOf,
  vaeOf,
} from './components.ts';
import type { DiffusersFolder } from './folder.ts';
import { schedulerOf } from './scheduler.ts';

const CLIP_END = 49407;
const COMPONENTS = ['text_encoder', 'text_encoder_2', 'text_encoder_3', 'transformer', 'vae_decoder', 'vae_encoder'];

/** Stable Diffusion 3: two CLIPs side by side, T5 after them where it was exported. */
export function stableDiffusion3(folder: DiffusersFolder): Json {
  const layer = (component: string) => {
    const names =
      folder.graph(component)?.outputs.map(({ name }) => /^hidden_states\.(\d+)$/.exec(name)?.[1] ?? '0') ?? [];
    return `hidden_states.${Math.max(1, ...names.map(Number)) - 1}`;
  };
  const clip = (component: string, padTokenId: number) =>
    clipEncoder(folder, component, { context: layer(component), pooled: 'text_embeds' }, padTokenId);
  const hasT5 = folder.graph('text_encoder_3') !== undefined;
  return {
    ...transformerModel(folder, '1000*sigma'),
    text: {
      encoders: {
        clip_l: clip('text_encoder', CLIP_END),
        clip_g: clip('text_encoder_2', 0),
        ...(hasT5 ? { t5: t5Encoder(folder, 'text_encoder_3', 256, 'ignore') } : {}),
      },
      context: [['clip_l', 'clip_g'], ...(hasT5 ? [['t5']] : [])],
      pooled: ['clip_l', 'clip_g'],
    },
    latent: pictureLatent(folder, 'BCHW', { scale: 1.5305, shift: 0.0609 }),
    guidance: { mode: 'cfg', scale: 7 },
    defaults: { width: 1024, height: 1024, steps: 28 },
  };
}

/** Flux: tokens cut outside the model, T5 as context, CLIP's pooled vector; guidance inside where it was distilled. */
export function flux(folder: DiffusersFolder): Json {
  const isDistilled = folder.graph('transformer')?.inputs.some(({ name }) => name === 'guidance') ?? false;
  return {
    ...transformerModel(folder, 'sigma'),
    text: {
      encoders: {
        clip: { ...clipEncoder(folder, 'text_encoder', { pooled: 'pooler_output' }, CLIP_END), longText: 'truncate' },
        t5: t5Encoder(folder, 'text_encoder_2', isDistilled ? 512 : 256, 'ignore'),
      },
      context: [['t5']],
      pooled: ['clip'],
    },
    latent: pictureLatent(folder, 'tokens', { scale: 0.3611, shift: 0.1159 }),
    guidance: isDistilled ? { mode: 'embedded', scale: 3.5 } : { mode: 'none' },
    defaults: { width: 1024, height: 1024, steps: isDistilled ? 28 : 4 },
  };
}

/** DiT: a class instead of a text, a learned variance beside the noise. */
export function dit(folder: DiffusersFolder): Json {
  const config = folder.config('transformer');
  const channels = config.number('in_channels') ?? 4;
  const outChannels = config.number('out_channels') ?? 2 * channels;
  const { denoiser, ...model } = transformerModel(folder, 'index');
  const output = { ...(denoiser as { output: Json }).output, learnedSigma: outChannels === 2 * channels };
  return {
    ...model,
    denoiser: { ...(denoiser as Json), output },
    latent: { ...pictureLatent(folder, 'BCHW', { scale: 0.18215 }), channels },
    guidance: {
      mode: 'cfg',
      scale: 4,
      order: 'condition,null',
      null: { kind: 'class', value: config.number('num_embeds_ada_norm') ?? 1000 },
    },
    ...pictureDefaults(folder, 'transformer', 'hidden_states', { usualCells: 32, steps: 25 }),
  };
}

/** Wan 2.1: video, UMT5 with its padding zeroed, latents scaled per channel. */
export function wan(folder: DiffusersFolder): Json {
  return {
    // Its scheduler counts in whole timesteps, cut off.
    ...transformerModel(folder, '1000*sigma', 'floor'),
    media: 'video',
    text: {
      encoders: { umt5: t5Encoder(folder, 'text_encoder', 512, 'zero', ['repair', 'unescape', 'spaces']) },
      context: [['umt5']],
    },
    latent: {
      channels: folder.config('transformer').number('in_channels') ?? 16,
      layout: 'BCFHW',
      spatialStride: 8,
      temporalStride: 4,
      frames: 'causal',
      pixelMultiple: 16,
      patch: { size: [1, 2, 2] },
      normalisation: normalisationOf(folder, {}),
    },
    guidance: { mode: 'cfg', scale: 5 },
    vae: vaeOf(folder, 'whole'),
    defaults: { width: 832, height: 480, frames: 81, framesPerSecond: 16, steps: 50 },
  };
}

function transformerModel(folder: DiffusersFolder, map: string, round?: string): Json {
  const graph = folder.graph('transformer');
  return {
    media: 'image',
    files: filesOf(folder, COMPONENTS),
    denoiser: {
      file: 'transformer',
      inputs: inputsOf(graph, {
        hidden_states: { role: 'latent' },
        latent_sample: { role: 'latent' },
        timestep: timestepOf(graph, map, round),
        encoder_hidden_states: { role: 'context' },
        pooled_projections: { role: 'pooled' },
        class_labels: { role: 'class_label' },
        guidance: { role: 'guidance' },
        img_ids: { role: 'positions', of: 'latent', batched: false },
        txt_ids: { role: 'positions', of: 'text', batched: false },
      }),
      output: { name: firstOf(graph?.outputs, ['out_hidden_states', 'out_sample', 'sample']) },
    },
    ...schedulerOf(folder.config('scheduler')),
    vae: vaeOf(folder, 'frames'),
  };
}

function pictureLatent(folder: DiffusersFolder, layout: string, known: { scale: number; shift?: number }): Json {
  return {
    channels: folder.config('vae_decoder').number('latent_channels') ?? (layout === 'tokens' ? 16 : undefined),
    layout,
    spatialStride: strideOf(folder),
    frames: 'single',
    pixelMultiple: 2 * strideOf(folder),
    patch: { size: [1, 2, 2] },
    normalisation: normalisationOf(folder, known),
  };
}
