import { concatenate, type Tensor } from '../../core/tensor.ts';
import {
  type EditableModel,
  type EditableNode,
  type EditableWeight,
  editableNode,
  editableWeight,
  withAttributesOf,
  withOutput,
} from '../onnx-edit.ts';
import type { ModelLayer } from './model-layers.ts';

/** What is added to one layer: factor · up · down. */
export interface LowRank {
  readonly layer: ModelLayer;
  /** `[rank, in, …]` */
  readonly down: Tensor;
  /** `[out, rank, …]` */
  readonly up: Tensor;
  readonly factor: number;
}

const FLOAT = 1;
const FLOAT16 = 10;

/**
 * Lets low-rank matrices work beside the layers of a model: y = W·x + b becomes y = W·x + b + up·(down·x). The weights
 * themselves are not touched, so that they may lie in another file, in 16 bits or quantised.
 */
export function adaptModel(model: EditableModel, additions: readonly LowRank[]): void {
  const weights = new Map(model.weights.map((weight) => [weight.name, weight]));
  for (const [name, parts] of groupByLayer(additions)) {
    const [{ layer }] = parts as readonly [LowRank];
    const weight = 'weight' in layer ? weights.get(layer.weight) : undefined;
    const isOwn = ({ inputs, outputs }: EditableNode) =>
      'weight' in layer ? inputs[1] === layer.weight : outputs[0] === layer.output;
    const nodes = model.nodes.filter(isOwn);
    for (const [index, node] of nodes.entries()) {
      const place = {
        name: `${name}.lora${index}`,
        weights: `${name}.lora`,
        input: 'weight' in layer ? (node.inputs[0] as string) : layer.input,
        isHalf: weight?.type === FLOAT16,
      };
      model.nodes.splice(model.nodes.indexOf(node), 1, ...besides(node, place));
    }
    const joined = joinRanks(parts);
    const isConvolution = nodes[0]?.op === 'Conv';
    model.weights.push(
      ...(isConvolution
        ? convolutions(`${name}.lora`, joined, weight as EditableWeight)
        : matrices(`${name}.lora`, joined)),
    );
  }
}

function groupByLayer(additions: readonly LowRank[]): ReadonlyMap<string, readonly LowRank[]> {
  const groups = new Map<string, LowRank[]>();
  for (const addition of additions) {
    const name = 'weight' in addition.layer ? addition.layer.weight : addition.layer.output;
    groups.set(name, [...(groups.get(name) ?? []), addition]);
  }
  return groups;
}

interface Joined {
  readonly rank: number;
  /** `[rank, in·kernel]` */
  readonly down: Float32Array;
  /** `[out, rank]`, the factors multiplied in. */
  readonly up: Float32Array;
}

/** Several LoRAs of one layer are one of the sum of their ranks. */
function joinRanks(parts: readonly LowRank[]): Joined {
  const ranks = parts.map(({ down }) => down.dims[0] as number);
  const rank = ranks.reduce((sum, each) => sum + each, 0);
  const out = (parts[0] as LowRank).up.dims[0] as number;
  const down = concatenate(parts.map((part) => part.down.data));
  const up = new Float32Array(out * rank);
  let row = 0;
  for (const [index, part] of parts.entries()) {
    const own = ranks[index] as number;
    for (let channel = 0; channel < out; channel++) {
      for (let column = 0; column < own; column++) {
        up[channel * rank + row + column] = part.factor * (part.up.data[channel * own + column] as number);
      }
    }
    row += own;
  }
  return { rank, down, up };
}

/** Linear layers multiply from the right: `[in, rank]` and `[rank, out]`. */
function matrices(name: string, { rank, down, up }: Joined): EditableWeight[] {
  const [width, out] = [down.length / rank, up.length / rank];
  return [
    editableWeight({ name: `${name}.down`, dims: [width, rank], values: transpose(down, rank, width) }),
    editableWeight({ name: `${name}.up`, dims: [rank, out], values: transpose(up, out, rank) }),
  ];
}

/** Two convolutions: one like the layer's own, and one of size 1. */
function convolutions(name: string, { rank, down, up }: Joined, { dims }: EditableWeight): EditableWeight[] {
  const [out = 0, ...inner] = dims;
  return [
    editableWeight({ name: `${name}.down`, dims: [rank, ...inner], values: down }),
    editableWeight({ name: `${name}.up`, dims: [out, rank, ...inner.slice(1).map(() => 1)], values: up }),
  ];
}

interface Place {
  /** What values inside are called after. */
  readonly name: string;
  /** What the two small weights are called after. */
  readonly weights: string;
  readonly input: string;
  /** Whether the layer works with 16-bit floats: the small matrices have 32. */
  readonly isHalf: boolean;
}

/** The node itself under another name, the two small layers beside it, and the sum under the node's own name. */
function besides(node: EditableNode, { name, weights, input, isHalf }: Place): EditableNode[] {
  const output = node.outputs[0] as string;
  const isConvolution = node.op === 'Conv';
  const op = isConvolution ? 'Conv' : 'MatMul';
  const cast = (from: string, to: string, type: number) =>
    editableNode({ op: 'Cast', inputs: [from], outputs: [to], attributes: { to: type } });
  const [wide, added] = isHalf ? [`${name}.wide`, `${name}.narrow`] : [input, `${name}.added`];
  const down = editableNode({ op, inputs: [wide, `${weights}.down`], outputs: [`${name}.inner`] });
  return [
    withOutput(node, `${name}.base`),
    ...(isHalf ? [cast(input, wide, FLOAT)] : []),
    isConvolution ? withAttributesOf(down, node) : down,
    editableNode({ op, inputs: [`${name}.inner`, `${weights}.up`], outputs: [`${name}.added`] }),
    ...(isHalf ? [cast(`${name}.added`, added, FLOAT16)] : []),
    editableNode({ op: 'Add', inputs: [`${name}.base`, added], outputs: [output] }),
  ];
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = values[row * columns + column] as number;
    }
  }
  return turned;
}
