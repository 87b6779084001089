import { fileStamp } from '../file-stamp.ts';
import { readOperators } from '../onnx-header.ts';
import { readWeightShapes } from '../weight-shapes.ts';

/** What a model's file tells of the memory that running it takes. */
export interface ModelFacts {
  /** Of a transformer: the size that most of its matrices have. */
  readonly width: number;
  /** Whether attention is one operator, which needs no table of all pairs of tokens. */
  readonly hasFusedAttention: boolean;
  /** Channels that the last convolution makes red, green and blue of; 0 where the model does not end with one. */
  readonly lastChannels: number;
}

/** Width of a head, and of the narrowest transformer there is. */
export const HEAD_WIDTH = 64;

const known = new Map<string, { readonly stamp: string | undefined; readonly facts: ModelFacts }>();

/** Reads a model's facts without opening it; once for each state of the file, as editors ask after every change. */
export function modelFacts(file: string): ModelFacts {
  const stamp = fileStamp(file);
  const earlier = known.get(file);
  if (earlier?.stamp === stamp && earlier) return earlier.facts;
  const shapes = readWeightShapes(file);
  const facts = {
    width: commonestSize(shapes),
    hasFusedAttention: readOperators(file).has('MultiHeadAttention'),
    lastChannels: Math.max(0, ...shapes.flatMap(([out, channels]) => (out === 3 ? [channels ?? 0] : []))),
  };
  known.set(file, { stamp, facts });
  return facts;
}

function commonestSize(shapes: readonly (readonly number[])[]): number {
  const counts = new Map<number, number>();
  for (const shape of shapes) {
    if (shape.length < 2) continue;
    for (const size of shape) if (size >= HEAD_WIDTH) counts.set(size, (counts.get(size) ?? 0) + 1);
  }
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? HEAD_WIDTH;
}
