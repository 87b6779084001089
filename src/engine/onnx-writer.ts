import { bytes, message, number, text } from './protobuf-writer.ts';

/** A graph of ONNX operators, as plain data. */
export interface GraphToWrite {
  readonly nodes: readonly NodeToWrite[];
  readonly weights: readonly WeightToWrite[];
  readonly inputs: readonly PortToWrite[];
  readonly outputs: readonly PortToWrite[];
}

export interface NodeToWrite {
  readonly op: string;
  readonly name?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Absent: the standard operators. */
  readonly domain?: 'com.microsoft';
  /** Whole numbers, or lists of them. */
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

export interface PortToWrite {
  readonly name: string;
  readonly type: 'float32' | 'int64';
  /** Names stand for sizes that are only known when the model runs. */
  readonly dims: readonly (number | string)[];
}

/** A constant: its values, or where they lie in a file beside the model. */
export type WeightToWrite = { readonly name: string; readonly dims: readonly number[] } & (
  | { readonly values: Float32Array | BigInt64Array | Int8Array | Uint8Array }
  | {
      readonly external: { readonly file: string; readonly offset: number; readonly bytes: number };
      /** `float32` when absent. */
      readonly type?: keyof typeof ELEMENT_TYPES;
    }
);

const ELEMENT_TYPES = { float32: 1, uint8: 2, int8: 3, int64: 7 } as const;
const OPSET = 20;

/** The bytes of an ONNX file (`onnx.proto`; IR version 9). Field numbers are those of the schema. */
export function writeModel({ nodes, weights, inputs, outputs }: GraphToWrite): Buffer {
  const graph = [
    ...nodes.map(writeNode),
    text(2, 'graph'),
    ...weights.map(writeWeight),
    ...inputs.map((port) => message(11, portFields(port))),
    ...outputs.map((port) => message(12, portFields(port))),
  ];
  const operators = [message(8, [number(2, OPSET)]), message(8, [text(1, 'com.microsoft'), number(2, 1)])];
  return Buffer.concat([number(1, 9), message(7, graph), ...operators]);
}

/** A node as a field of a graph. */
export function writeNode(node: NodeToWrite): Buffer {
  return message(1, nodeFields(node));
}

/** A weight as a field of a graph. */
export function writeWeight(weight: WeightToWrite): Buffer {
  return message(5, weightFields(weight));
}

function nodeFields({ op, name, inputs, outputs, domain, attributes = {} }: NodeToWrite): Buffer[] {
  return [
    ...inputs.map((each) => text(1, each)),
    ...outputs.map((each) => text(2, each)),
    ...(name === undefined ? [] : [text(3, name)]),
    text(4, op),
    ...Object.entries(attributes).map(([key, value]) =>
      message(
        5,
        typeof value === 'number'
          ? [text(1, key), number(3, value), number(20, 2)]
          : [text(1, key), ...value.map((item) => number(8, item)), number(20, 7)],
      ),
    ),
    ...(domain ? [text(7, domain)] : []),
  ];
}

function weightFields(weight: WeightToWrite): Buffer[] {
  const dims = weight.dims.map((size) => number(1, size));
  if ('values' in weight) {
    const { buffer, byteOffset, byteLength } = weight.values;
    const type = ELEMENT_TYPES[typeOf(weight.values)];
    return [...dims, number(2, type), text(8, weight.name), bytes(9, Buffer.from(buffer, byteOffset, byteLength))];
  }
  const { file, offset, bytes: length } = weight.external;
  const entries = { location: file, offset: String(offset), length: String(length) };
  return [
    ...dims,
    number(2, ELEMENT_TYPES[weight.type ?? 'float32']),
    text(8, weight.name),
    ...Object.entries(entries).map(([key, value]) => message(13, [text(1, key), text(2, value)])),
    number(14, 1),
  ];
}

function typeOf(values: Float32Array | BigInt64Array | Int8Array | Uint8Array): keyof typeof ELEMENT_TYPES {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof BigInt64Array) return 'int64';
  return values instanceof Int8Array ? 'int8' : 'uint8';
}

function portFields({ name, type, dims }: PortToWrite): Buffer[] {
  const sizes = dims.map((size) => message(1, [typeof size === 'number' ? number(1, size) : text(2, size)]));
  return [text(1, name), message(2, [message(1, [number(1, ELEMENT_TYPES[type]), message(2, sizes)])])];
}
