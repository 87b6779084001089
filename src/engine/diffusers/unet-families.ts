import {
  clipEncoder,
  filesOf,
  fixedSize,
  inputsOf,
  type Json,
  normalisationOf,
  pictureDefaults,
  strideOf,
  timestepOf,
  vaeOf,
} from './components.ts';
import type { DiffusersFolder } from './folder.ts';
import { schedulerOf } from './scheduler.ts';

const CLIP_END = 49407;

/** Stable Diffusion 1 and 2, and latent consistency models of their kind. */
export function stableDiffusion(folder: DiffusersFolder): Json {
  return {
    ...unetModel(folder),
    text: {
      // Stable Diffusion 2 pads with “!”, which is token 0; 1 with the end of the text.
      encoders: { clip: clipEncoder(folder, 'text_encoder', { context: 'last_hidden_state' }, padTokenOf(folder)) },
      context: [['clip']],
    },
    latent: latentOf(folder, 0.18215),
    ...pictureDefaults(folder, 'unet', 'sample', { usualCells: 64, steps: isConsistency(folder) ? 4 : 50 }),
  };
}

/** SDXL: two encoders side by side, their layer before the last, and the picture's size as a condition. */
export function stableDiffusionXl(folder: DiffusersFolder): Json {
  const large = clipEncoder(
    folder,
    'text_encoder_2',
    { context: layerBeforeLast(folder, 'text_encoder_2'), pooled: 'text_embeds' },
    0,
  );
  const small = clipEncoder(folder, 'text_encoder', { context: layerBeforeLast(folder, 'text_encoder') }, CLIP_END);
  const both = folder.graph('text_encoder') !== undefined;
  return {
    ...unetModel(folder),
    text: {
      encoders: { ...(both ? { clip_l: small } : {}), clip_g: large },
      context: [both ? ['clip_l', 'clip_g'] : ['clip_g']],
      pooled: ['clip_g'],
    },
    latent: latentOf(folder, 0.13025),
    ...pictureDefaults(folder, 'unet', 'sample', { usualCells: 128, steps: isConsistency(folder) ? 4 : 50 }),
  };
}

function unetModel(folder: DiffusersFolder): Json {
  const unet = folder.graph('unet');
  const guidanceSize =
    fixedSize(unet?.inputs, 'timestep_cond', 1) ?? folder.config('unet').number('time_cond_proj_dim');
  const takesGuidance = unet?.inputs.some(({ name }) => name === 'timestep_cond') ?? false;
  const timeIds = ['originalHeight', 'originalWidth', 'cropTop', 'cropLeft', 'height', 'width'];
  const timeIdCount = fixedSize(unet?.inputs, 'time_ids', 1);
  return {
    media: 'image',
    files: filesOf(folder, ['text_encoder', 'text_encoder_2', 'unet', 'vae_decoder', 'vae_encoder']),
    denoiser: {
      file: 'unet',
      inputs: inputsOf(unet, {
        sample: { role: 'latent' },
        timestep: timestepOf(unet, 'index'),
        encoder_hidden_states: { role: 'context' },
        text_embeds: { role: 'pooled' },
        time_ids: {
          role: 'time_ids',
          values: timeIdCount === 5 ? [...timeIds.slice(0, 4), 'aestheticScore'] : timeIds,
        },
        timestep_cond: { role: 'guidance_embedding', size: guidanceSize },
      }),
      output: { name: 'out_sample' },
    },
    ...schedulerOf(folder.config('scheduler')),
    guidance: takesGuidance ? { mode: 'embedded', scale: 8.5 } : { mode: 'cfg', scale: 7.5 },
    vae: vaeOf(folder, 'frames'),
  };
}

function latentOf(folder: DiffusersFolder, scale: number): Json {
  return {
    channels: folder.config('vae_decoder').number('latent_channels') ?? 4,
    layout: 'BCHW',
    spatialStride: strideOf(folder),
    frames: 'single',
    pixelMultiple: 8,
    normalisation: normalisationOf(folder, { scale }),
  };
}

function isConsistency({ pipeline }: DiffusersFolder): boolean {
  return pipeline.startsWith('LatentConsistency');
}

function padTokenOf(folder: DiffusersFolder): number {
  return folder.config('text_encoder').number('hidden_size') === 1024 ? 0 : CLIP_END;
}

/** `hidden_states.{n}`, n counted from the embedding: the last is N, so the one before is N − 1. */
function layerBeforeLast(folder: DiffusersFolder, component: string): string {
  const layers = (folder.graph(component)?.outputs ?? []).flatMap(
    ({ name }) => /^hidden_states\.(\d+)$/.exec(name)?.[1] ?? [],
  );
  return `hidden_states.${Math.max(1, ...layers.map(Number)) - 1}`;
}
