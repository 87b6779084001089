import type { ValueSummary } from '../core/run-events.ts';
import type { Tensor } from '../core/tensor.ts';
import { mainTensor, summarizeTensor } from '../core/tensor-summary.ts';
import type { Conditioning, SocketType, SocketValues } from '../core/values.ts';
import { videoBytes } from '../core/video-frames.ts';

type Summaries = { readonly [T in SocketType]: (value: SocketValues[T]) => Omit<ValueSummary, 'type'> };

const shape = (value: Tensor) => `[${value.dims.join(', ')}]`;
const line = (text: string, bytes = 0) => ({ text, bytes });

const SUMMARIES: Summaries = {
  text: (value) => line(value.length > 1000 ? `${value.slice(0, 999)}…` : value, value.length * 2),
  number: (value) => line(String(value)),
  boolean: (value) => line(String(value)),
  model: (value) => line(value.manifest.title),
  conditioning: (value) => line(conditioningText(value), conditioningBytes(value)),
  denoiser: (value) =>
    line(
      [value.model.manifest.title, ...value.accelerations.map(({ name }) => name)].join(' + '),
      Object.values(value.conditions).reduce((sum, each) => sum + conditioningBytes(each), 0),
    ),
  sampler: (value) => line(value.name),
  sigmas: ({ values }) => ({
    ...line(
      `${values.length - 1} steps: ${values.map((sigma) => Number(sigma.toPrecision(4))).join(' ')}`.slice(0, 200),
    ),
    curve: values,
  }),
  latent: (value) => line(`latent ${shape(value.samples)}`, value.samples.data.byteLength),
  patches: (value) =>
    line(`tokens ${shape(value.tokens)}`, value.tokens.data.byteLength + value.positions.data.byteLength),
  video: (value) => line(`${value.width}×${value.height}, ${value.frameCount} frames`, videoBytes(value)),
  file: (value) => ({ ...line(value.name), file: value }),
  any: (value) => line(String(value)),
};

/** A value in one line, with its size in memory. */
export function summarize<T extends SocketType>(type: T, value: unknown): ValueSummary {
  const tensor = mainTensor(value);
  const summary = { ...SUMMARIES[type](value as SocketValues[T]), type };
  return tensor ? { ...summary, tensor: summarizeTensor(tensor) } : summary;
}

/** A value in a line for who looks for the cause of a failure: of tensors also the type of numbers and what they are like. */
export function describeValue(type: SocketType, value: unknown): string {
  const { text, tensor } = summarize(type, value);
  if (!tensor) return text;
  const [min, max] = [tensor.min, tensor.max].map((number) => Number(number.toPrecision(3)));
  const range = tensor.histogram.length === 0 ? '' : ` from ${min} to ${max}`;
  return `${text}, float32${range}${tensor.notFinite > 0 ? `, ${tensor.notFinite} of them not finite` : ''}`;
}

function conditioningTensors({ context, pooled, imageEmbed, joined }: Conditioning): [string, Tensor][] {
  const entries = Object.entries({ context, pooled, image: imageEmbed, ...joined });
  return entries.filter((entry): entry is [string, Tensor] => entry[1] !== undefined);
}

function conditioningText(value: Conditioning): string {
  const label = value.classLabel === undefined ? [] : [`class ${value.classLabel}`];
  return [...label, ...conditioningTensors(value).map(([name, each]) => `${name} ${shape(each)}`)].join(', ');
}

function conditioningBytes(value: Conditioning): number {
  return conditioningTensors(value).reduce(
    (sum, [, { data }]) => sum + data.byteLength,
    value.mask?.data.byteLength ?? 0,
  );
}

/** Several values in one line. */
export function summarizeList(items: readonly ValueSummary[]): ValueSummary {
  const text = `${items.length} × ${items[0]?.type ?? 'nothing'}${items.length > 0 ? ': ' : ''}`;
  const whole = text + items.map((item) => item.text).join(' · ');
  return {
    type: items[0]?.type ?? 'any',
    text: whole.length > 200 ? `${whole.slice(0, 199)}…` : whole,
    bytes: items.reduce((sum, { bytes }) => sum + bytes, 0),
    items,
  };
}
