import type { Conditioning } from '../core/values.ts';

/** Conditionings `[1, tokens, width]` as one batch; shorter ones are padded with zeros that the mask hides. */
export function stackConditionings(parts: readonly Conditioning[]): Conditioning {
  const width = parts[0]?.context.dims[2] ?? 0;
  const tokens = Math.max(...parts.map((part) => part.context.dims[1] ?? 0));
  const context = new Float32Array(parts.length * tokens * width);
  const mask = new BigInt64Array(parts.length * tokens);
  for (const [row, part] of parts.entries()) {
    context.set(part.context.data, row * tokens * width);
    mask.set(part.mask.data, row * tokens);
  }
  return {
    context: { data: context, dims: [parts.length, tokens, width] },
    mask: { data: mask, dims: [parts.length, tokens] },
    ...stackPooled(parts),
  };
}

/** The pooled vectors `[1, width]` as one batch, where every part has one. */
function stackPooled(parts: readonly Conditioning[]): Pick<Conditioning, 'pooled'> {
  const vectors = parts.flatMap(({ pooled }) => pooled ?? []);
  if (vectors.length === 0 || vectors.length < parts.length) return {};
  const width = vectors[0]?.data.length ?? 0;
  const data = new Float32Array(vectors.length * width);
  for (const [row, vector] of vectors.entries()) data.set(vector.data, row * width);
  return { pooled: { data, dims: [vectors.length, width] } };
}
