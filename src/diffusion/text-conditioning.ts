import { concatenate, type IntTensor, intTensor, type Tensor, tensor } from '../core/tensor.ts';
import type { Conditioning } from '../core/values.ts';

/** Encoded text. */
export type TextConditioning = Conditioning & Required<Pick<Conditioning, 'context' | 'mask'>>;

/** What an encoder made of one piece of text. */
export interface EncodedPiece {
  /** `[1, tokens, width]` */
  readonly context?: Tensor;
  /** `[1, width]` */
  readonly pooled?: Tensor;
  /** Weight of each token. */
  readonly weights: readonly number[];
  /** `[1, tokens]`, 0 for padding. */
  readonly mask: IntTensor;
}

/** One encoder's view of a text: its pieces one after the other. */
export interface EncodedText {
  readonly context?: { readonly values: Tensor; readonly mask: readonly number[] };
  readonly pooled?: Tensor;
}

export interface PieceRules {
  readonly mask: 'zero' | 'pass' | 'truncate' | 'ignore';
  /** Tokens at the start of the whole that are dropped. */
  readonly crop: number;
}

/** Joins the pieces. `empty` is the encoding of an empty text as long as the longest piece, needed where weights are not 1. */
export function joinPieces(pieces: readonly EncodedPiece[], empty: Tensor | undefined, rules: PieceRules): EncodedText {
  // Only the first piece speaks for the whole, as in ComfyUI.
  const pooled = pieces[0]?.pooled;
  const rows: Float32Array[] = [];
  const mask: number[] = [];
  let width = 0;
  for (const piece of pieces) {
    if (!piece.context) continue;
    width = piece.context.dims[2] ?? 0;
    const weighted = applyWeights(piece.context, piece.weights, empty);
    for (let token = 0; token < piece.weights.length; token++) {
      const counts = piece.mask.data[token] === 1n;
      if (!counts && rules.mask === 'truncate') continue;
      const row = weighted.subarray(token * width, (token + 1) * width);
      rows.push(!counts && rules.mask === 'zero' ? new Float32Array(width) : row);
      mask.push(counts || rules.mask === 'ignore' ? 1 : 0);
    }
  }
  const kept = rows.slice(rules.crop);
  const context = width > 0 ? { values: stackRows(kept, width), mask: mask.slice(rules.crop) } : undefined;
  return { ...(context ? { context } : {}), ...(pooled ? { pooled } : {}) };
}

/** z ← empty + w·(z − empty) for each token: a word's pull is measured from where no word would be (ComfyUI). */
function applyWeights(context: Tensor, weights: readonly number[], empty: Tensor | undefined): Float32Array {
  if (!empty || weights.every((weight) => weight === 1)) return context.data;
  const width = context.dims[2] ?? 0;
  return context.data.map((value, index) => {
    const weight = weights[Math.floor(index / width)] as number;
    const origin = empty.data[index] ?? 0;
    return weight === 1 ? value : origin + weight * (value - origin);
  });
}

function stackRows(rows: readonly Float32Array[], width: number): Tensor {
  const data = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) data.set(row, index * width);
  return tensor(data, [1, rows.length, width]);
}

/**
 * What the denoiser takes, from the encoders' texts: those of a row of `context` side by side, rows one after the other,
 * narrower ones filled up with zeros; the pooled ones side by side.
 */
export function joinEncoders(
  texts: ReadonlyMap<string, EncodedText>,
  arrangement: { readonly context: readonly (readonly string[])[]; readonly pooled?: readonly string[] | undefined },
): TextConditioning {
  const rows = arrangement.context.map((names) => sideBySide(names.map((name) => contextOf(texts, name))));
  const width = Math.max(...rows.map(({ values }) => values.dims[2] ?? 0));
  const widened = rows.map(({ values, mask }) => ({ values: widen(values, width), mask }));
  const tokens = widened.reduce((sum, { mask }) => sum + mask.length, 0);
  const context = concatenate(widened.map(({ values }) => values.data));
  const mask = intTensor(
    widened.flatMap((row) => row.mask),
    [1, tokens],
  );
  const pooled = arrangement.pooled?.map((name) => pooledOf(texts, name));
  return {
    context: tensor(context, [1, tokens, width]),
    mask,
    ...(pooled ? { pooled: vectorsInOne(pooled) } : {}),
  };
}

type Context = NonNullable<EncodedText['context']>;

/** Encoders that read one text with one vocabulary; should one need more pieces, the shorter length counts. */
function sideBySide(parts: readonly Context[]): Context {
  const [first] = parts;
  if (!first || parts.length === 1) return first as Context;
  const tokens = Math.min(...parts.map(({ mask }) => mask.length));
  const widths = parts.map(({ values }) => values.dims[2] ?? 0);
  const width = widths.reduce((sum, each) => sum + each, 0);
  const data = new Float32Array(tokens * width);
  for (let token = 0; token < tokens; token++) {
    let at = token * width;
    for (const [index, { values }] of parts.entries()) {
      const own = widths[index] as number;
      data.set(values.data.subarray(token * own, (token + 1) * own), at);
      at += own;
    }
  }
  return { values: tensor(data, [1, tokens, width]), mask: first.mask.slice(0, tokens) };
}

function widen(values: Tensor, width: number): Tensor {
  const [, tokens = 0, own = 0] = values.dims;
  if (own === width) return values;
  const data = new Float32Array(tokens * width);
  for (let token = 0; token < tokens; token++)
    data.set(values.data.subarray(token * own, (token + 1) * own), token * width);
  return tensor(data, [1, tokens, width]);
}

function vectorsInOne(vectors: readonly Tensor[]): Tensor {
  const data = concatenate(vectors.map((vector) => vector.data));
  return tensor(data, [1, data.length]);
}

function contextOf(texts: ReadonlyMap<string, EncodedText>, name: string): Context {
  const context = texts.get(name)?.context;
  if (!context) throw new Error(`The text encoder “${name}” gave no context`);
  return context;
}

function pooledOf(texts: ReadonlyMap<string, EncodedText>, name: string): Tensor {
  const pooled = texts.get(name)?.pooled;
  if (!pooled) throw new Error(`The text encoder “${name}” gave no pooled vector`);
  return pooled;
}
