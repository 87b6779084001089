import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { openSafetensors, type Safetensors } from '../safetensors.ts';

/** One pair of low-rank matrices: what is added to a layer of a model is scale · up · down. */
export interface LoraLayer {
  /** The key in the file without the matrix's own name, for people. */
  readonly key: string;
  /** Which model it is for: the denoiser, or the text encoder of this number. */
  readonly target: 'denoiser' | number;
  /** The layer's name in that model; with `_` for `.` where the file has it so. */
  readonly module: string;
  readonly isFlat: boolean;
  /** `[rank, in, …]`: more sizes for convolutions. */
  readonly down: string;
  /** `[out, rank, …]` */
  readonly up: string;
  /** alpha ÷ rank; 1 where the file says nothing. */
  readonly scale: number;
}

/** A LoRA as it lies on disk. */
export interface LoraFile {
  readonly layers: readonly LoraLayer[];
  readonly tensors: Safetensors;
}

/** Ends of keys: PEFT's and diffusers', kohya's, and older ones of diffusers. */
const DOWN = /\.(lora_A(\.default)?|lora_down|lora\.down|lora_linear_layer\.down)\.weight$/;
const UP = /\.(lora_B(\.default)?|lora_up|lora\.up|lora_linear_layer\.up)\.weight$/;
const OLD_DIFFUSERS = /\.processor\.(to_[qkv]|to_out)_lora\.(down|up)\.weight$/;

/** Kinds that are not understood, by the ends of their keys. In part they would look like a LoRA that was badly trained. */
const OTHER_KINDS: readonly (readonly [string, RegExp])[] = [
  ['a DoRA', /\.(dora_scale|lora_magnitude_vector(\.\w+)*)$/],
  ['a LoHa', /\.hada_w[12]_[ab]$/],
  ['a LoKr', /\.lokr_w[12](_[ab])?$/],
  ['an OFT', /\.(oft_blocks|oft_diag|oft_[rR](\.\w+)*)$/],
  ['a GLoRA', /\.[ab][12]\.weight$/],
  ['an IA³', /\.(on_input|ia3_l(\.\w+)*)$/],
  ['a file of whole weights', /\.(diff|diff_b|set_weight)$/],
];

/** Reads which layers a LoRA changes. `UserError` when it is none, or of a kind that is not understood. */
export function readLoraFile(file: string): LoraFile {
  const tensors = openSafetensors(file);
  const pairs = new Map<string, { down?: string; up?: string; alpha?: number }>();
  const strange: string[] = [];
  const note = (key: string, part: { down?: string; up?: string; alpha?: number }) =>
    pairs.set(key, { ...pairs.get(key), ...part });
  for (const name of tensors.tensors.keys()) {
    const key = modernKey(name);
    if (DOWN.test(key)) note(key.replace(DOWN, ''), { down: name });
    else if (UP.test(key)) note(key.replace(UP, ''), { up: name });
    else if (key.endsWith('.alpha')) note(key.slice(0, -'.alpha'.length), { alpha: tensors.read(name).data[0] ?? 1 });
    else strange.push(name);
  }
  const halves = [...pairs].filter(([, { down, up }]) => down === undefined || up === undefined);
  const unreadable = [...strange, ...halves.map(([key]) => key)];
  const kind = OTHER_KINDS.find(([, ending]) => strange.some((name) => ending.test(name)))?.[0];
  if (kind !== undefined) {
    throw new UserError(`${path.basename(file)} is ${kind}, which Patchloom does not apply`, {
      hint: 'Look for the same style as a plain LoRA, or have it extracted as one: pairs of low-rank matrices, named as diffusers, PEFT or kohya name them.',
    });
  }
  if (unreadable.length > 0 || pairs.size === 0) {
    throw new UserError(
      `${path.basename(file)} is no LoRA that is understood: ${unreadable.length === 0 ? 'it is empty' : listed(unreadable)}`,
      {
        hint: 'Pairs of low-rank matrices are, named as diffusers, PEFT or kohya name them.',
      },
    );
  }
  const declared = declaredScales(tensors.notes.lora_adapter_metadata);
  const layers = [...pairs].map(([key, { down = '', up = '', alpha }]) => {
    const rank = tensors.tensors.get(down)?.[0] ?? 1;
    return { key, ...placeOf(key), down, up, scale: alpha === undefined ? declared(key, rank) : alpha / rank };
  });
  return { layers, tensors };
}

/** The first few of a list, and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

function modernKey(key: string): string {
  return key.replace(
    OLD_DIFFUSERS,
    (_, part: string, side: string) => `.${part === 'to_out' ? 'to_out.0' : part}.lora.${side}.weight`,
  );
}

/** From what starts a key: `lora_unet_…` (kohya, flat), `unet.…`, `text_encoder_2.…` and the like. */
function placeOf(key: string): Pick<LoraLayer, 'target' | 'module' | 'isFlat'> {
  const flat = /^lora_(unet|transformer|te(\d?))_(.*)$/.exec(key);
  if (flat) {
    const [, model = '', number, module = ''] = flat;
    return { target: model.startsWith('te') ? Math.max(0, Number(number) - 1) : 'denoiser', module, isFlat: true };
  }
  const plain = key.replace(/^base_model\.model\./, '');
  const encoder = /^text_encoder(?:_(\d))?\.(.*)$/.exec(plain);
  if (encoder) return { target: Number(encoder[1] ?? 1) - 1, module: encoder[2] ?? '', isFlat: false };
  const module = plain.replace(/^(unet|transformer|(model\.)?diffusion_model)\./, '');
  return { target: 'denoiser', module, isFlat: false };
}

const metadataSchema = z.record(z.string(), z.unknown());

/** What PEFT notes beside the matrices, under `transformer.lora_alpha` and the like. */
function declaredScales(json: string | undefined): (key: string, rank: number) => number {
  if (json === undefined) return () => 1;
  let notes: Record<string, unknown>;
  try {
    notes = metadataSchema.parse(JSON.parse(json));
  } catch {
    return () => 1;
  }
  return (key, rank) => {
    const [model = ''] = key.split('.');
    const ownName = key.slice(model.length + 1);
    const patterns = metadataSchema.safeParse(notes[`${model}.alpha_pattern`]).data ?? {};
    const alpha = patterns[ownName] ?? notes[`${model}.lora_alpha`];
    if (typeof alpha !== 'number') return 1;
    return alpha / (notes[`${model}.use_rslora`] === true ? Math.sqrt(rank) : rank);
  };
}
