import { z } from 'zod';
import type { EditableModel } from '../onnx-edit.ts';
import { ProtobufError } from '../protobuf.ts';

/** The name of the note in which exporters write what became of a model's layers. */
export const LAYERS_NOTE = 'patchloom.layers';

/** A layer of a model in its graph: a weight that nodes multiply with, or, where that is stored in another form, what goes in and comes out. */
export const modelLayerSchema = z.union([
  z.strictObject({
    /** The name of its weight in the graph. */
    weight: z.string(),
    /** Whether the weight is `[in, out]`, and not `[out, in, …]`. */
    transposed: z.boolean(),
  }),
  z.strictObject({
    /** Names of values in the graph. */
    input: z.string(),
    output: z.string(),
    /** `[out, in]` */
    dims: z.tuple([z.number(), z.number()]),
  }),
]);
const noteSchema = z.record(z.string(), modelLayerSchema);

export type ModelLayer = z.infer<typeof modelLayerSchema>;

/**
 * The layers of a model by the names that they had where it was trained: as the exporter noted them, or, for exports of other
 * programs, by the names of weights and nodes, which PyTorch's exporter makes from those of the layers.
 */
export function modelLayers(model: EditableModel): ReadonlyMap<string, ModelLayer> {
  const note = model.notes.get(LAYERS_NOTE);
  if (note === undefined) return guessedLayers(model);
  try {
    return new Map(Object.entries(noteSchema.parse(JSON.parse(note))));
  } catch (cause) {
    throw new ProtobufError('what its exporter noted of its layers cannot be read', { cause });
  }
}

function guessedLayers({ nodes, weights }: EditableModel): Map<string, ModelLayer> {
  const names = new Set(weights.map(({ name }) => name));
  const layers = new Map<string, ModelLayer>();
  for (const { op, name, inputs } of nodes) {
    const weight = inputs[1];
    if (weight === undefined || !names.has(weight) || !['MatMul', 'Gemm', 'Conv'].includes(op)) continue;
    const own = /^(.+)\.weight$/.exec(weight)?.[1];
    // Linear layers lose the names of their weights, which are stored transposed; their nodes are called after them.
    const path = own ?? /^\/(.+)\/MatMul(_\d+)?$/.exec(name)?.[1]?.replaceAll('/', '.');
    if (path !== undefined) layers.set(path, { weight, transposed: op === 'MatMul' });
  }
  return layers;
}

/** Sizes of a layer as PyTorch has them: `[out, in]`, of a convolution `[out, in, …]`. */
export function layerDims(layer: ModelLayer, weights: ReadonlyMap<string, readonly number[]>): readonly number[] {
  if ('dims' in layer) return layer.dims;
  const dims = weights.get(layer.weight) ?? [];
  return layer.transposed ? dims.toReversed() : dims;
}
