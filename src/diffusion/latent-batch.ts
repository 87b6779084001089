import { UserError } from '../core/errors.ts';
import { concatenate, type Tensor, tensor } from '../core/tensor.ts';

/** The items of `[batch, …]`, each `[1, …]`; they share its numbers. */
export function splitBatch({ data, dims }: Tensor): Tensor[] {
  const [items = 0, ...shape] = dims;
  const size = data.length / items;
  return Array.from({ length: items }, (_, item) =>
    tensor(data.subarray(item * size, (item + 1) * size), [1, ...shape]),
  );
}

/** Batches of one shape as one, `[batch, …]`. `UserError` for none, and for different shapes. */
export function joinBatch(parts: readonly Tensor[]): Tensor {
  const [first] = parts;
  if (first === undefined) {
    throw new UserError('There are no latents to put together', { hint: 'Wire a list of latents to “Join Batch”.' });
  }
  const shape = first.dims.slice(1);
  const other = parts.find(({ dims }) => String(dims.slice(1)) !== String(shape));
  if (other !== undefined) {
    throw new UserError(
      `A batch holds latents of one size, not [${shape.join(', ')}] and [${other.dims.slice(1).join(', ')}]`,
      {
        hint: 'Make all of them of the same width, height and frames.',
      },
    );
  }
  const data = concatenate(parts.map((part) => part.data));
  return tensor(data, [parts.reduce((sum, { dims }) => sum + (dims[0] as number), 0), ...shape]);
}

/** A single item for each of a batch of `items`; a batch of that size stays as it is. `undefined` for any other. */
export function spreadBatch(given: Tensor, items: number): Tensor | undefined {
  if (given.dims[0] === items) return given;
  return given.dims[0] === 1 ? joinBatch(Array.from({ length: items }, () => given)) : undefined;
}
