import path from 'node:path';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { UserError } from '../../core/errors.ts';
import type { HeldTensor } from '../../core/node-context.ts';
import type { IntTensor, Tensor } from '../../core/tensor.ts';
import { tensorOf } from './device-memory.ts';
import type { Runtime } from './runtime.ts';

/** Tensors by the names of a model's inputs. */
export type Feeds = Readonly<Record<string, Feed>>;
type Feed = Tensor | IntTensor | HeldTensor;

export function toOrtFeeds(feeds: Feeds, { Tensor }: Runtime): Record<string, OrtTensor> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, feed]): [string, OrtTensor] => {
      if (!('data' in feed)) return [name, tensorOf(feed)];
      const { data, dims } = feed;
      return [name, data instanceof Float32Array ? new Tensor('float32', data, dims) : new Tensor('int64', data, dims)];
    }),
  );
}

/** An output as ours. `UserError` when the model gives another type. */
export function toTensor(name: string, value: OrtTensor, file: string): Tensor {
  checkOutput(name, value, file);
  return { data: value.data as Float32Array, dims: value.dims };
}

export function checkOutput(name: string, { type }: OrtTensor, file: string): void {
  if (type === 'float32') return;
  throw new UserError(`${path.basename(file)} returns “${name}” as ${type}`, {
    hint: 'Export the model with float32 outputs.',
  });
}

/** Compares names, types, ranks and fixed sizes with what the model declares, before the runtime sees them. */
export function checkFeeds(session: InferenceSession, file: string, feeds: Feeds): void {
  const problems: string[] = [];
  for (const input of session.inputMetadata) {
    const feed = feeds[input.name];
    if (!feed) {
      problems.push(`input “${input.name}” is missing`);
      continue;
    }
    if (!input.isTensor) continue;
    const given = typeName(feed);
    if (input.type !== given) problems.push(`input “${input.name}” is ${given}, the model takes ${input.type}`);
    const fits =
      input.shape.length === feed.dims.length &&
      input.shape.every((size, axis) => typeof size === 'string' || size < 0 || size === feed.dims[axis]);
    if (!fits)
      problems.push(
        `input “${input.name}” has shape [${feed.dims.join(', ')}], the model takes [${input.shape.join(', ')}]`,
      );
  }
  const known = session.inputNames;
  for (const name of Object.keys(feeds)) {
    if (!known.includes(name)) problems.push(`there is no input “${name}”, only ${known.join(', ')}`);
  }
  if (problems.length === 0) return;
  throw new UserError(`${path.basename(file)} cannot be fed: ${problems.join('; ')}`, {
    hint: 'Give all nodes the same model pack; if they have it, compare modelpack.json with the model file, and the shapes with the pack’s latent and patch sizes.',
  });
}

/** Names, types and shapes in one line. */
export function describeFeeds(feeds: Feeds): string {
  return Object.entries(feeds)
    .map(([name, feed]) => `${name} ${typeName(feed)}[${feed.dims.join(', ')}]`)
    .join(', ');
}

function typeName(feed: Feed): 'float32' | 'int64' {
  return 'data' in feed && feed.data instanceof BigInt64Array ? 'int64' : 'float32';
}
