import { z } from 'zod';
import type { GraphHeader } from '../../core/model-pack/graph-header.ts';
import type { TextCleaning } from '../../core/model-pack/text.ts';
import { type DiffusersFolder, modelPath } from './folder.ts';

/** Parts of a manifest, as JSON: what is inferred goes through the schema like what a person wrote. */
export type Json = Record<string, unknown>;

/** The ONNX files of the components that are there, by the components' names. */
export function filesOf(folder: DiffusersFolder, components: readonly string[]): Json {
  return Object.fromEntries(
    components
      .filter((component) => folder.has(modelPath(component)))
      .map((component) => [component, { path: modelPath(component) }]),
  );
}

/** A CLIP text encoder with the vocabulary beside it; `usualPad` is its padding where the folder does not tell. */
export function clipEncoder(folder: DiffusersFolder, component: string, outputs: Json, usualPad: number): Json {
  const tokenizer = component.replace('text_encoder', 'tokenizer');
  const json = `${tokenizer}/tokenizer.json`;
  return {
    file: component,
    tokenizer: folder.has(`${tokenizer}/vocab.json`)
      ? { kind: 'clip', vocabulary: `${tokenizer}/vocab.json`, merges: `${tokenizer}/merges.txt` }
      : { kind: 'json', path: json },
    maxTokens: folder.config(component).number('max_position_embeddings') ?? 77,
    padTokenId: padTokenOf(folder, tokenizer) ?? usualPad,
    longText: 'chunk',
    inputs: idInputs(folder.graph(component)),
    outputs,
  };
}

/** The id of what a tokenizer's own notes call its padding. */
function padTokenOf(folder: DiffusersFolder, tokenizer: string): number | undefined {
  const notes = tokenNotes.safeParse(folder.json(`${tokenizer}/special_tokens_map.json`));
  const vocabulary = z.record(z.string(), z.number()).safeParse(folder.json(`${tokenizer}/vocab.json`));
  return notes.success && vocabulary.success ? vocabulary.data[notes.data.pad_token] : undefined;
}

/** A token is written as its text, or as a text with more to say of it. */
const tokenNotes = z.looseObject({
  pad_token: z.union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)]),
});

/** A T5 or UMT5 encoder: SentencePiece, padding 0. */
export function t5Encoder(
  folder: DiffusersFolder,
  component: string,
  maxTokens: number,
  mask: string,
  clean: readonly TextCleaning[] = [],
): Json {
  const tokenizer = component.replace('text_encoder', 'tokenizer');
  return {
    file: component,
    tokenizer: folder.has(`${tokenizer}/spiece.model`)
      ? { kind: 'sentencepiece', path: `${tokenizer}/spiece.model` }
      : { kind: 'json', path: `${tokenizer}/tokenizer.json` },
    maxTokens,
    ...(clean.length > 0 ? { clean: [...clean] } : {}),
    inputs: idInputs(folder.graph(component)),
    outputs: { context: firstOf(folder.graph(component)?.outputs, ['last_hidden_state', 'text_embeddings']) },
    mask,
  };
}

/** Autoencoder: pictures frame by frame, or video as a whole. */
export function vaeOf(folder: DiffusersFolder, extent: 'frames' | 'whole'): Json {
  const decoder = folder.graph('vae_decoder');
  const encoder = folder.graph('vae_encoder');
  const gives = encoder?.outputs.some(({ name }) => name === 'latent_parameters') ? 'sample' : 'latent';
  return {
    decoder: {
      file: 'vae_decoder',
      input: firstOf(decoder?.inputs, ['latent_sample', 'latent']),
      output: firstOf(decoder?.outputs, ['sample']),
      extent: { kind: extent },
    },
    ...(encoder
      ? {
          encoder: {
            file: 'vae_encoder',
            input: firstOf(encoder.inputs, ['sample']),
            output: firstOf(encoder.outputs, ['latent_parameters', 'latent_sample']),
            extent: { kind: extent },
            gives,
          },
        }
      : {}),
  };
}

/** Scaling of the latents: from the autoencoder's config, per channel or as a whole, or what the family is known to have. */
export function normalisationOf(
  folder: DiffusersFolder,
  known: { readonly scale?: number; readonly shift?: number },
): Json {
  const config = folder.config('vae_decoder');
  const mean = config.numbers('latents_mean');
  const std = config.numbers('latents_std');
  if (mean && std) return { by: 'runner', mean, std };
  const scale = config.number('scaling_factor') ?? known.scale;
  const shift = config.number('shift_factor') ?? known.shift;
  return { by: 'runner', ...(scale === undefined ? {} : { scale }), ...(shift === undefined ? {} : { shift }) };
}

/** `{name, role}` for each input that the graph has, with more to say of some roles. */
export function inputsOf(graph: GraphHeader | undefined, roles: Readonly<Record<string, Json>>): Json[] {
  return (graph?.inputs ?? [])
    .filter(({ name }) => Object.hasOwn(roles, name))
    .map(({ name }) => ({ name, ...roles[name] }));
}

/** A timestep by the rank that the graph gives it. */
export function timestepOf(graph: GraphHeader | undefined, map: string, round = 'none'): Json {
  const dims = graph?.inputs.find(({ name }) => name === 'timestep')?.dims;
  const shape = dims?.length === 0 ? 'scalar' : dims?.[0] === 1 ? 'one' : 'batch';
  return { role: 'timestep', map, shape, round };
}

/** Which of some names a graph uses; the first of them, where it uses none, will be reported as missing. */
export function firstOf(ports: GraphHeader['inputs'] | undefined, names: readonly string[]): string | undefined {
  return names.find((name) => ports?.some((port) => port.name === name)) ?? names[0];
}

/** The size of one axis of an input or output where it is fixed. */
export function fixedSize(ports: GraphHeader['inputs'] | undefined, name: string, axis: number): number | undefined {
  const size = ports?.find((port) => port.name === name)?.dims?.at(axis);
  return typeof size === 'number' && size > 0 ? size : undefined;
}

/** Pixels per cell of an autoencoder's latent: each of its blocks but the last halves the picture. */
export function strideOf(folder: DiffusersFolder): number {
  const blocks = folder.config('vae_decoder').numbers('block_out_channels');
  return blocks ? 2 ** (blocks.length - 1) : 8;
}

/**
 * Size and steps of a pack of pictures. The size is that of the denoiser's `input` where its graph takes one alone, which is said as well; else what
 * its config names, or `usualCells`.
 */
export function pictureDefaults(
  folder: DiffusersFolder,
  component: string,
  input: string,
  { usualCells, steps }: { readonly usualCells: number; readonly steps: number },
): Json {
  const { inputs } = folder.graph(component) ?? {};
  const [height, width] = [fixedSize(inputs, input, -2), fixedSize(inputs, input, -1)];
  const cells = folder.config(component).number('sample_size') ?? usualCells;
  const pixels = (own: number | undefined) => (own ?? cells) * strideOf(folder);
  return {
    defaults: { width: pixels(width), height: pixels(height), steps },
    ...(width !== undefined || height !== undefined ? { capabilities: { variableSize: false } } : {}),
  };
}

function idInputs(graph: GraphHeader | undefined): Json {
  const hasMask = graph?.inputs.some(({ name }) => name === 'attention_mask');
  return { ids: 'input_ids', ...(hasMask ? { mask: 'attention_mask' } : {}) };
}
