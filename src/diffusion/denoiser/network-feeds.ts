import type { ModelSession } from '../../core/node-context.ts';
import { elementCount, type IntTensor, type Tensor } from '../../core/tensor.ts';
import { type RoleSource, type RoleValues, roleValues } from './role-values.ts';

export type Feeds = Record<string, Tensor | IntTensor>;

/**
 * What stays the same during a run, one source per row of the batch, in the types that the model takes; undefined when the rows
 * cannot share a batch: texts of different length go together only where a mask hides the padding.
 */
export function constantFeeds(sources: readonly RoleSource[], session: ModelSession): Feeds | undefined {
  const inputs = sources[0]?.manifest.denoiser.inputs ?? [];
  const hasMask = inputs.some(({ role }) => role === 'context_mask');
  const feeds: Feeds = {};
  for (const input of inputs) {
    if (input.role === 'latent' || input.role === 'timestep') continue;
    const rows = sources.map((source) => roleValues(input, source));
    const padded = input.role === 'context' || input.role === 'context_mask' ? (hasMask ? padRows(rows) : rows) : rows;
    const stacked = stackRows(padded);
    if (!stacked) return undefined;
    feeds[input.name] = toTensor(stacked.values, stacked.dims, session.inputTypes[input.name]);
  }
  return feeds;
}

/** Numbers as a tensor of the type that an input takes: whole numbers are rounded to the nearest. */
export function toTensor(
  values: ArrayLike<number>,
  dims: readonly number[],
  type: string | undefined,
): Tensor | IntTensor {
  if (type?.includes('int')) {
    return { data: BigInt64Array.from(values, (value) => BigInt(Math.round(value))), dims };
  }
  return { data: values instanceof Float32Array ? values : Float32Array.from(values), dims };
}

/** Rows of one length: shorter ones get zeros, which the mask hides. */
function padRows(rows: readonly RoleValues[]): readonly RoleValues[] {
  const longest = Math.max(...rows.map(({ dims }) => dims[0] ?? 1));
  return rows.map(({ values, dims }) => {
    const padded = [longest, ...dims.slice(1)];
    const data = new Float32Array(elementCount(padded));
    data.set(values);
    return { values: data, dims: padded };
  });
}

function stackRows(rows: readonly RoleValues[]): RoleValues | undefined {
  const [first, ...more] = rows;
  if (!first) return undefined;
  if (more.some(({ dims }) => String(dims) !== String(first.dims))) return undefined;
  if (first.shared) return first;
  const size = elementCount(first.dims);
  const values = new Float32Array(rows.length * size);
  for (const [row, { values: own }] of rows.entries()) values.set(own, row * size);
  return { values, dims: [rows.length, ...first.dims] };
}
