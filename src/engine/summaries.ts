import type { ValueSummary } from '../core/run-events.ts';
import type { Tensor } from '../core/tensor.ts';
import { mainTensor, summarizeTensor } from '../core/tensor-summary.ts';
import type { SocketType, SocketValues } from '../core/values.ts';

type Summaries = { readonly [T in SocketType]: (value: SocketValues[T]) => Omit<ValueSummary, 'type'> };

const shape = (value: Tensor) => `[${value.dims.join(', ')}]`;
const line = (text: string, bytes = 0) => ({ text, bytes });

const SUMMARIES: Summaries = {
  text: (value) => line(value.length > 200 ? `${value.slice(0, 199)}…` : value, value.length * 2),
  number: (value) => line(String(value)),
  boolean: (value) => line(String(value)),
  model: (value) => line(value.manifest.title),
  conditioning: (value) =>
    line(`context ${shape(value.context)}`, value.context.data.byteLength + value.mask.data.byteLength),
  latent: (value) => line(`latent ${shape(value.samples)}`, value.samples.data.byteLength),
  patches: (value) =>
    line(`tokens ${shape(value.tokens)}`, value.tokens.data.byteLength + value.positions.data.byteLength),
  video: (value) => line(`${value.width}×${value.height}, ${value.frameCount} frames`, value.frames.byteLength),
  file: (value) => ({ ...line(value.name), file: value }),
};

/** A value in one line, with its size in memory. */
export function summarize<T extends SocketType>(type: T, value: unknown): ValueSummary {
  const tensor = mainTensor(value);
  return {
    type,
    ...SUMMARIES[type](value as SocketValues[T]),
    ...(tensor ? { tensor: summarizeTensor(tensor) } : {}),
  };
}
