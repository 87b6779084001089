import type { EditableModel } from '../onnx-edit.ts';
import type { LoraLayer } from './lora-file.ts';
import { layerDims, type ModelLayer, modelLayers } from './model-layers.ts';

/** A layer of a model and what a LoRA adds to it. */
export interface MatchedLayer {
  readonly lora: LoraLayer;
  readonly layer: ModelLayer;
}

export interface LoraMatch {
  readonly matched: readonly MatchedLayer[];
  /** Keys of the file for which the model has no layer. */
  readonly missing: readonly string[];
  /** Layers that are of another size, each with both sizes. */
  readonly unequal: readonly string[];
}

/** Finds the layers that a LoRA changes in one model. `sizes` are those of the LoRA's matrices. */
export function matchLora(
  layers: readonly LoraLayer[],
  sizes: ReadonlyMap<string, readonly number[]>,
  model: EditableModel,
): LoraMatch {
  const names = new Map<string, ModelLayer>();
  for (const [name, layer] of modelLayers(model)) {
    const short = withoutWrapper(name);
    names.set(short, layer).set(flat(short), layer);
  }
  const weights = new Map(model.weights.map(({ name, dims }) => [name, dims]));
  const matched: MatchedLayer[] = [];
  const missing: string[] = [];
  const unequal: string[] = [];
  for (const lora of layers) {
    const layer = names.get(withoutWrapper(lora.module));
    if (!layer) {
      missing.push(lora.key);
      continue;
    }
    const wanted = layerDims(layer, weights);
    const given = loraDims(sizes.get(lora.down) ?? [], sizes.get(lora.up) ?? [], wanted.length);
    if (String(given) === String(wanted)) matched.push({ lora, layer });
    else unequal.push(`${lora.key} [${given.join(', ')}] for [${wanted.join(', ')}]`);
  }
  return { matched, missing, unequal };
}

/** Releases of transformers differ in whether text encoders have this level, and exporters in what they wrap models with. */
function withoutWrapper(name: string): string {
  return name.replace(/^(module\.)?(text_model[._])?/, '');
}

function flat(name: string): string {
  return name.replaceAll('.', '_');
}

/** The size of the layer that a pair of matrices is for: `[out, in, …]`. A linear pair fits a convolution of size 1, and the other way round. */
function loraDims(down: readonly number[], up: readonly number[], axes: number): readonly number[] {
  const [rank, , ...kernel] = down;
  if (up[1] !== rank || up.slice(2).some((size) => size !== 1)) return [up[0] ?? 0, down[1] ?? 0, ...kernel];
  const isPoint = kernel.every((size) => size === 1);
  return [up[0] ?? 0, down[1] ?? 0, ...(isPoint ? Array(axes - 2).fill(1) : kernel)];
}
