import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';
import { LAYERS_NOTE, type ModelLayer, modelLayers } from '../lora/model-layers.ts';
import {
  type EditableModel,
  type EditableNode,
  type EditableWeight,
  editableNode,
  editableWeight,
} from '../onnx-edit.ts';
import type { WeightToWrite } from '../onnx-writer.ts';
import { toFloats } from '../safetensors.ts';
import { quantiseBlocks, quantiseColumns } from './quantise-weights.ts';

export type Precision = 'int8' | 'int4';

/** How many weights share a scale in four bits. */
const BLOCK = 32;

/** `onnx.TensorProto.DataType` */
const FLOAT = 1;
const FLOAT16 = 10;

/** Smaller layers cost nothing, and lose as much as large ones. */
const LEAST_SIDE = 64;

export interface QuantiseOptions {
  readonly precision: Precision;
  /** The folder of the model, in which its external weights lie. */
  readonly folder: string;
  /** Keeps the values of a new weight: in the model, or in a file beside it. */
  store(weight: Stored): WeightToWrite;
}

/** A weight that has been quantised. */
export type Stored = Extract<WeightToWrite, { readonly values: unknown }>;

/**
 * Stores the weights of a model's linear layers in fewer bits, and tells how many layers that were. `int8`: DynamicQuantizeLinear
 * and MatMulInteger, faster on processors. `int4`: MatMulNBits, which unpacks the weights as it goes; smaller. The first
 * and the last layer stay as they are, as everything passes through them.
 */
export function quantiseModel(model: EditableModel, { precision, folder, store }: QuantiseOptions): number {
  const layers = linearLayers(model);
  const chosen = layers.slice(1, -1);
  const names = modelLayers(model);
  const quantised = new Set<string>();
  const added: EditableWeight[] = [];
  for (const { weight, values: source } of new Map(chosen.map((layer) => [layer.weight, layer])).values()) {
    const [rows, columns] = source.dims as [number, number];
    const values = readWeight(source, folder);
    for (const each of precision === 'int8'
      ? eightBits(weight, values, rows, columns)
      : fourBits(weight, values, rows, columns))
      added.push(editableWeight(each.values.length > 1024 ? store(each) : each));
    quantised.add(weight);
  }
  model.nodes = replaceNodes(
    model.nodes,
    quantised,
    precision,
    new Map(chosen.map((layer) => [layer.weight, layer.values])),
  );
  removeUnused(model, quantised);
  model.weights.push(...added);
  model.operators.set('com.microsoft', 1);
  model.notes.set(LAYERS_NOTE, JSON.stringify(Object.fromEntries(renamed(names, chosen, quantised))));
  return chosen.length;
}

interface Linear {
  readonly node: EditableNode;
  /** What the node multiplies with. */
  readonly weight: string;
  /** Where the values are: the weight itself, or what is cast to it. */
  readonly values: EditableWeight;
}

/** All products with a constant matrix that is large enough, in the order in which they run. */
function linearLayers({ nodes, weights }: EditableModel): Linear[] {
  const stored = new Map(weights.map((weight) => [weight.name, weight]));
  const floats = [...stored].filter(([, { type }]) => type === FLOAT);
  const casts = nodes.flatMap(({ op, inputs, outputs }) => {
    const source = op === 'Cast' ? stored.get(inputs[0] ?? '') : undefined;
    return source ? [[outputs[0] ?? '', source] as const] : [];
  });
  const constants = new Map([...floats, ...casts]);
  return nodes.flatMap((node) => {
    const [, weight = ''] = node.inputs;
    const values = node.op === 'MatMul' && node.domain === '' ? constants.get(weight) : undefined;
    const fits = values?.dims.length === 2 && values.dims.every((size) => size >= LEAST_SIDE);
    return values && fits && [FLOAT, FLOAT16].includes(values.type) ? [{ node, weight, values }] : [];
  });
}

function readWeight({ name, type, data, external }: EditableWeight, folder: string): Float32Array {
  if (data) return toFloats(data, type === FLOAT ? 'F32' : 'F16');
  const { location, offset = '0', length } = external ?? {};
  if (location === undefined || length === undefined)
    throw new Error(`The weight ${name} has no values that can be read`);
  const bytes = Buffer.alloc(Number(length));
  const descriptor = openSync(path.join(folder, location), 'r');
  try {
    for (let done = 0; done < bytes.length; ) {
      const count = readSync(descriptor, bytes, done, bytes.length - done, Number(offset) + done);
      if (count === 0) throw new Error(`${location} ends within ${name}`);
      done += count;
    }
  } finally {
    closeSync(descriptor);
  }
  return toFloats(bytes, type === FLOAT ? 'F32' : 'F16');
}

function eightBits(weight: string, values: Float32Array, rows: number, columns: number): Stored[] {
  const { values: whole, scales } = quantiseColumns(values, rows, columns);
  return [
    { name: `${weight}.int8`, dims: [rows, columns], values: whole },
    { name: `${weight}.scale`, dims: [columns], values: scales },
    { name: `${weight}.zero`, dims: [columns], values: new Int8Array(columns) },
  ];
}

function fourBits(weight: string, values: Float32Array, rows: number, columns: number): Stored[] {
  const { bits, scales } = quantiseBlocks(values, rows, columns, 4, BLOCK);
  const blocks = Math.ceil(rows / BLOCK);
  return [
    { name: `${weight}.int4`, dims: [columns, blocks, BLOCK / 2], values: bits },
    { name: `${weight}.scale`, dims: [columns * blocks], values: scales },
  ];
}

/** Each product by the nodes that compute it; an input of several is quantised once. */
function replaceNodes(
  nodes: readonly EditableNode[],
  quantised: ReadonlySet<string>,
  precision: Precision,
  weights: ReadonlyMap<string, EditableWeight>,
): EditableNode[] {
  const seen = new Set<string>();
  return nodes.flatMap((node) => {
    const [input = '', weight = ''] = node.inputs;
    if (node.op !== 'MatMul' || !quantised.has(weight)) return [node];
    const [rows = 0, columns = 0] = weights.get(weight)?.dims ?? [];
    const output = node.outputs[0] as string;
    if (precision === 'int4') {
      const attributes = { K: rows, N: columns, bits: 4, block_size: BLOCK };
      const inputs = [input, `${weight}.int4`, `${weight}.scale`];
      return [editableNode({ op: 'MatMulNBits', domain: 'com.microsoft', inputs, outputs: [output], attributes })];
    }
    const [whole, scale, zero] = [`${input}.int8`, `${input}.int8.scale`, `${input}.int8.zero`];
    const isFirst = !seen.has(input);
    seen.add(input);
    return [
      ...(isFirst
        ? [editableNode({ op: 'DynamicQuantizeLinear', inputs: [input], outputs: [whole, scale, zero] })]
        : []),
      editableNode({
        op: 'MatMulInteger',
        inputs: [whole, `${weight}.int8`, zero, `${weight}.zero`],
        outputs: [`${output}.sum`],
      }),
      editableNode({ op: 'Cast', inputs: [`${output}.sum`], outputs: [`${output}.whole`], attributes: { to: FLOAT } }),
      editableNode({ op: 'Mul', inputs: [scale, `${weight}.scale`], outputs: [`${output}.scale`] }),
      editableNode({ op: 'Mul', inputs: [`${output}.whole`, `${output}.scale`], outputs: [output] }),
    ];
  });
}

/** Weights that nothing reads any more, and what cast them. */
function removeUnused(model: EditableModel, quantised: ReadonlySet<string>): void {
  const isRead = (nodes: readonly EditableNode[]) => new Set(nodes.flatMap(({ inputs }) => inputs));
  const read = isRead(model.nodes);
  model.nodes = model.nodes.filter(
    ({ op, outputs }) => op !== 'Cast' || !quantised.has(outputs[0] ?? '') || read.has(outputs[0] ?? ''),
  );
  const left = isRead(model.nodes);
  model.weights = model.weights.filter(({ name }) => left.has(name) || model.graphOutputs.has(name));
}

/** Layers whose weights are stored in another form, by what goes in and comes out; those that run more than once can't be told so. */
function renamed(
  names: ReadonlyMap<string, ModelLayer>,
  chosen: readonly Linear[],
  quantised: ReadonlySet<string>,
): [string, ModelLayer][] {
  return [...names].flatMap(([name, layer]): [string, ModelLayer][] => {
    if (!('weight' in layer) || !quantised.has(layer.weight)) return [[name, layer]];
    const [own, ...more] = chosen.filter(({ weight }) => weight === layer.weight);
    if (!own || more.length > 0) return [];
    const [rows = 0, columns = 0] = own.values.dims;
    const { inputs, outputs } = own.node;
    return [[name, { input: inputs[0] as string, output: outputs[0] as string, dims: [columns, rows] }]];
  });
}

/** Values that are appended to a file beside a model. */
export function weightsFile(file: string): { store(weight: Stored): WeightToWrite; close(): number } {
  const descriptor = openSync(file, 'w');
  let offset = 0;
  return {
    store({ name, dims, values }) {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      writeSync(descriptor, bytes);
      const type = values instanceof Float32Array ? 'float32' : values instanceof Int8Array ? 'int8' : 'uint8';
      const place = { file: path.basename(file), offset, bytes: bytes.length };
      offset += bytes.length;
      return { name, dims, type, external: place };
    },
    close() {
      closeSync(descriptor);
      return offset;
    },
  };
}
