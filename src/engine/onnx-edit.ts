import { type NodeToWrite, type WeightToWrite, writeNode, writeWeight } from './onnx-writer.ts';
import { ProtobufError } from './protobuf.ts';
import { bytesOf, numbersOf, type ProtobufField, protobufFields, textOf } from './protobuf-fields.ts';
import { bytes, message, number, text } from './protobuf-writer.ts';

/** An ONNX model in pieces that can be exchanged. What is not looked at stays as it is, byte by byte. */
export interface EditableModel {
  /** In an order in which they can run. */
  nodes: EditableNode[];
  weights: EditableWeight[];
  /** What programs have noted about the model, by name. */
  readonly notes: Map<string, string>;
  /** Versions of operator sets by domain; `''` are the standard ones. */
  readonly operators: Map<string, number>;
  readonly graphOutputs: ReadonlySet<string>;
  readonly others: { readonly model: readonly Buffer[]; readonly graph: readonly Buffer[] };
}

export interface EditableNode {
  readonly op: string;
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes, each as a field of the node. */
  readonly attributes: readonly Buffer[];
  /** The node as a field of the graph. */
  readonly bytes: Buffer;
}

export interface EditableWeight {
  readonly name: string;
  readonly dims: readonly number[];
  /** `onnx.TensorProto.DataType` */
  readonly type: number;
  /** Its values, little-endian; absent where they lie in another file or in another form. */
  readonly data?: Buffer;
  /** Where its values lie, if in another file. */
  readonly external?: Readonly<Record<string, string>>;
  /** The weight as a field of the graph. */
  readonly bytes: Buffer;
}

/** Takes a model apart. Throws `ProtobufError` when it is none. Fields are those of `onnx.proto`. */
export function readModel(file: Buffer): EditableModel {
  const notes = new Map<string, string>();
  const operators = new Map<string, number>();
  const model: Buffer[] = [];
  let graphBytes: Buffer | undefined;
  for (const field of protobufFields(file)) {
    if (field.number === 7) graphBytes = bytesOf(field);
    else if (field.number === 8) operators.set(...operatorSet(bytesOf(field)));
    else if (field.number === 14) notes.set(...note(bytesOf(field)));
    else model.push(field.bytes);
  }
  if (!graphBytes) throw new ProtobufError('it holds no graph');
  const nodes: EditableNode[] = [];
  const weights: EditableWeight[] = [];
  const graphOutputs = new Set<string>();
  const graph: Buffer[] = [];
  for (const field of protobufFields(graphBytes)) {
    if (field.number === 1) nodes.push(readNode(field));
    else if (field.number === 5) weights.push(readWeight(field));
    else graph.push(field.bytes);
    if (field.number === 12) graphOutputs.add(textIn(bytesOf(field), 1));
  }
  return { nodes, weights, notes, operators, graphOutputs, others: { model, graph } };
}

/** The bytes of an ONNX file. */
export function writeEdited({ nodes, weights, notes, operators, others }: EditableModel): Buffer {
  const graph = [...nodes.map((node) => node.bytes), ...weights.map((weight) => weight.bytes), ...others.graph];
  const sets = [...operators].map(([domain, version]) =>
    message(8, [...(domain === '' ? [] : [text(1, domain)]), number(2, version)]),
  );
  const metadata = [...notes].map(([key, value]) => message(14, [text(1, key), text(2, value)]));
  return Buffer.concat([...others.model, message(7, graph), ...sets, ...metadata]);
}

/** A new node. */
export function editableNode(node: NodeToWrite): EditableNode {
  const [field] = protobufFields(writeNode(node)) as [ProtobufField];
  return readNode(field);
}

/** A new weight. */
export function editableWeight(weight: WeightToWrite): EditableWeight {
  const [field] = protobufFields(writeWeight(weight)) as [ProtobufField];
  return readWeight(field);
}

/** The same node with another name for its only output. */
export function withOutput(node: EditableNode, output: string): EditableNode {
  const fields = protobufFields(nodeBytes(node)).map((field) => (field.number === 2 ? text(2, output) : field.bytes));
  return { ...node, outputs: [output], bytes: message(1, fields) };
}

/** A node with the attributes of another one, which are taken as they are. */
export function withAttributesOf(node: EditableNode, other: EditableNode): EditableNode {
  const attributes = other.attributes.map((attribute) => bytes(5, attribute));
  return { ...node, attributes: other.attributes, bytes: message(1, [nodeBytes(node), ...attributes]) };
}

function nodeBytes(node: EditableNode): Buffer {
  return bytesOf((protobufFields(node.bytes) as [ProtobufField])[0]);
}

function readNode(field: ProtobufField): EditableNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: Buffer[] = [];
  let [op, domain, name] = ['', '', ''];
  for (const part of protobufFields(bytesOf(field))) {
    if (part.number === 1) inputs.push(textOf(part));
    if (part.number === 2) outputs.push(textOf(part));
    if (part.number === 3) name = textOf(part);
    if (part.number === 4) op = textOf(part);
    if (part.number === 5) attributes.push(bytesOf(part));
    if (part.number === 7) domain = textOf(part);
  }
  return { op, domain, name, inputs, outputs, attributes, bytes: field.bytes };
}

function readWeight(field: ProtobufField): EditableWeight {
  const dims: number[] = [];
  let name = '';
  let type = 0;
  let data: Buffer | undefined;
  const external: Record<string, string> = {};
  for (const part of protobufFields(bytesOf(field))) {
    if (part.number === 1) dims.push(...numbersOf(part));
    if (part.number === 2) type = numbersOf(part)[0] ?? 0;
    if (part.number === 8) name = textOf(part);
    if (part.number === 9) data = bytesOf(part);
    // Packed 32-bit floats have the same bytes as raw ones.
    if (part.number === 4 && Buffer.isBuffer(part.value)) data = part.value;
    if (part.number === 13) {
      const [key, value] = note(bytesOf(part));
      external[key] = value;
    }
  }
  const isExternal = Object.keys(external).length > 0;
  return { name, dims, type, ...(data ? { data } : {}), ...(isExternal ? { external } : {}), bytes: field.bytes };
}

function operatorSet(entry: Buffer): [string, number] {
  const version = protobufFields(entry).find((field) => field.number === 2);
  return [textIn(entry, 1), version ? (numbersOf(version)[0] ?? 1) : 1];
}

/** A pair of texts: the form of notes and of what tells where external weights lie. */
function note(entry: Buffer): [string, string] {
  return [textIn(entry, 1), textIn(entry, 2)];
}

function textIn(entry: Buffer, number: number): string {
  const field = protobufFields(entry).find((each) => each.number === number);
  return field ? textOf(field) : '';
}
