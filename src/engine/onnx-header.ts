import path from 'node:path';
import { UserError } from '../core/errors.ts';
import type { GraphHeader, GraphPort } from '../core/model-pack/graph-header.ts';
import { openProtobuf, ProtobufError, type ProtobufReader } from './protobuf.ts';

/** What makes a file of another kind, or a hostile one, end soon: no real model comes near. */
const MOST_PORTS = 10_000;
const MOST_INITIALIZERS = 1_000_000;
const MOST_EXTERNAL_FILES = 10_000;
const LONGEST_NAME = 4096;

/** `onnx.TensorProto.DataType` by the names of onnxruntime. */
const ELEMENT_TYPES: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  16: 'bfloat16',
};

/**
 * Reads inputs, outputs and the names of external files of an ONNX model, seeking over weights and nodes: a session, which
 * tells the same, would load all of them. Fields are those of `onnx.proto`. `UserError`, which calls the file `name`, when it is no model.
 */
export function readOnnxHeader(file: string, name = path.basename(file)): GraphHeader {
  const reader = openProtobuf(file);
  try {
    const graphs: GraphHeader[] = [];
    reader.fields({ 7: (graph) => graphs.push(readGraph(graph)) });
    const header = graphs[0];
    if (!header || graphs.length > 1) throw new ProtobufError('it holds no graph');
    return header;
  } catch (cause) {
    if (!(cause instanceof ProtobufError)) throw cause;
    throw new UserError(`${name} is not an ONNX model: ${cause.message}`, {
      hint: 'The file may be cut off or damaged: fetch the model pack again.',
      cause,
    });
  } finally {
    reader.close();
  }
}

/** The operators of a model that `readOnnxHeader` has read, by name; those inside loops and branches aside. */
export function readOperators(file: string): ReadonlySet<string> {
  const operators = new Set<string>();
  const reader = openProtobuf(file);
  try {
    reader.fields({
      7: (graph) => graph.fields({ 1: (node) => node.fields({ 4: (name) => operators.add(name.text(LONGEST_NAME)) }) }),
    });
    return operators;
  } finally {
    reader.close();
  }
}

function readGraph(graph: ProtobufReader): GraphHeader {
  const inputs: GraphPort[] = [];
  const outputs: GraphPort[] = [];
  const initializers = new Set<string>();
  const external = new Set<string>();
  graph.fields({
    5: (tensor) => {
      readInitializer(tensor, initializers, external);
      atMost(initializers.size, MOST_INITIALIZERS, 'weights');
      atMost(external.size, MOST_EXTERNAL_FILES, 'external files');
    },
    11: (port) => atMost(inputs.push(readPort(port)), MOST_PORTS, 'inputs'),
    12: (port) => atMost(outputs.push(readPort(port)), MOST_PORTS, 'outputs'),
  });
  // Until IR version 4 weights were listed among the inputs as well.
  return { inputs: inputs.filter(({ name }) => !initializers.has(name)), outputs, external: [...external] };
}

function readInitializer(tensor: ProtobufReader, names: Set<string>, external: Set<string>): void {
  tensor.fields({
    8: (name) => names.add(name.text(LONGEST_NAME)),
    13: (entry) => {
      let key = '';
      let value = '';
      entry.fields({
        1: (text) => {
          key = text.text(LONGEST_NAME);
        },
        2: (text) => {
          value = text.text(LONGEST_NAME);
        },
      });
      if (key === 'location') external.add(value);
    },
  });
}

function readPort(info: ProtobufReader): GraphPort {
  let name = '';
  let type = 'unknown';
  let dims: (number | string)[] | undefined;
  info.fields({
    1: (text) => {
      name = text.text(LONGEST_NAME);
    },
    2: (typeProto) =>
      typeProto.fields({
        1: (tensorType) =>
          tensorType.fields({
            1: (element) => {
              type = ELEMENT_TYPES[element.number()] ?? 'unknown';
            },
            2: (shape) => {
              dims = [];
              shape.fields({ 1: (dim) => atMost(dims?.push(readDim(dim)) ?? 0, MOST_PORTS, 'axes') });
            },
          }),
      }),
  });
  return { name, type, ...(dims === undefined ? {} : { dims }) };
}

function readDim(dim: ProtobufReader): number | string {
  let size: number | string = '';
  dim.fields({
    1: (value) => {
      size = value.number();
    },
    2: (text) => {
      size = text.text(LONGEST_NAME);
    },
  });
  return size;
}

function atMost(count: number, most: number, what: string): void {
  if (count > most) throw new ProtobufError(`it has more than ${most} ${what}`);
}
