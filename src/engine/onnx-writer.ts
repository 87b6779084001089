/** A graph of ONNX operators, as plain data. */
export interface GraphToWrite {
  readonly nodes: readonly NodeToWrite[];
  readonly weights: readonly WeightToWrite[];
  readonly inputs: readonly PortToWrite[];
  readonly outputs: readonly PortToWrite[];
}

export interface NodeToWrite {
  readonly op: string;
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
  | { readonly values: Float32Array | BigInt64Array }
  | { readonly external: { readonly file: string; readonly offset: number; readonly bytes: number } }
);

const ELEMENT_TYPES = { float32: 1, int64: 7 } as const;
const OPSET = 20;

/** The bytes of an ONNX file (`onnx.proto`; IR version 9). Field numbers are those of the schema. */
export function writeModel({ nodes, weights, inputs, outputs }: GraphToWrite): Buffer {
  const graph = [
    ...nodes.map((node) => message(1, nodeFields(node))),
    text(2, 'graph'),
    ...weights.map((weight) => message(5, weightFields(weight))),
    ...inputs.map((port) => message(11, portFields(port))),
    ...outputs.map((port) => message(12, portFields(port))),
  ];
  const operators = [message(8, [number(2, OPSET)]), message(8, [text(1, 'com.microsoft'), number(2, 1)])];
  return Buffer.concat([number(1, 9), message(7, graph), ...operators]);
}

function nodeFields({ op, inputs, outputs, domain, attributes = {} }: NodeToWrite): Buffer[] {
  return [
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      message(
        5,
        typeof value === 'number'
          ? [text(1, name), number(3, value), number(20, 2)]
          : [text(1, name), ...value.map((item) => number(8, item)), number(20, 7)],
      ),
    ),
    ...(domain ? [text(7, domain)] : []),
  ];
}

function weightFields(weight: WeightToWrite): Buffer[] {
  const dims = weight.dims.map((size) => number(1, size));
  if ('values' in weight) {
    const { buffer, byteOffset, byteLength } = weight.values;
    const type = weight.values instanceof Float32Array ? ELEMENT_TYPES.float32 : ELEMENT_TYPES.int64;
    return [...dims, number(2, type), text(8, weight.name), bytes(9, Buffer.from(buffer, byteOffset, byteLength))];
  }
  const { file, offset, bytes: length } = weight.external;
  const entries = { location: file, offset: String(offset), length: String(length) };
  return [
    ...dims,
    number(2, ELEMENT_TYPES.float32),
    text(8, weight.name),
    ...Object.entries(entries).map(([key, value]) => message(13, [text(1, key), text(2, value)])),
    number(14, 1),
  ];
}

function portFields({ name, type, dims }: PortToWrite): Buffer[] {
  const sizes = dims.map((size) => message(1, [typeof size === 'number' ? number(1, size) : text(2, size)]));
  return [text(1, name), message(2, [message(1, [number(1, ELEMENT_TYPES[type]), message(2, sizes)])])];
}

function message(field: number, fields: readonly Buffer[]): Buffer {
  return bytes(field, Buffer.concat(fields));
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value, 'utf8'));
}

function bytes(field: number, content: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

/** Seven bits a byte, the lowest first; negative ones as 64-bit two's complement. */
function varint(value: number): Buffer {
  const encoded: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...encoded, Number(rest)]);
    encoded.push(Number(rest & 0x7fn) | 0x80);
  }
}
