import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Device } from '../../core/devices.ts';
import type { HeldTensor, HeldTerm } from '../../core/node-context.ts';
import type { Tensor } from '../../core/tensor.ts';
import { type GraphToWrite, type NodeToWrite, type WeightToWrite, writeModel } from '../onnx-writer.ts';
import { loadRuntime, PROVIDERS } from './runtime.ts';

/** A tensor of the runtime's that stays where it was made. */
export class Held implements HeldTensor {
  readonly tensor: OrtTensor;
  constructor(tensor: OrtTensor) {
    this.tensor = tensor;
  }
  get dims(): readonly number[] {
    return this.tensor.dims;
  }
}

/**
 * What is done with tensors that stay on a device: small graphs, each opened once for each shape. The binding can bring nothing back itself (asking a
 * tensor for its data ends the process); a graph that does nothing and has its result on the processor's side does.
 * Every tensor has to be let go by hand, and before the session that has made it is closed.
 */
export class TensorKeeper {
  readonly #device: Device;
  readonly #graphs = new Map<string, Promise<InferenceSession>>();
  readonly #held = new Set<Held>();

  constructor(device: Device) {
    this.#device = device;
  }

  /** How many tensors are held. */
  get heldCount(): number {
    return this.#held.size;
  }

  /** From now on among those that `letGoAll` lets go. */
  keep(tensor: OrtTensor): Held {
    const held = new Held(tensor);
    this.#held.add(held);
    return held;
  }

  letGo(held: HeldTensor): void {
    if (held instanceof Held && this.#held.delete(held)) held.tensor.dispose();
  }

  letGoAll(): void {
    for (const held of [...this.#held]) this.letGo(held);
  }

  async hold({ data, dims }: Tensor): Promise<Held> {
    const { Tensor } = await loadRuntime();
    const { y } = await this.#run(`hold ${dims}`, () => identity(dims), { x: new Tensor('float32', data, dims) }, [
      'y',
    ]);
    return this.keep(y as OrtTensor);
  }

  async read(tensor: OrtTensor): Promise<Tensor> {
    const { dims } = tensor;
    const { y } = await this.#run(`read ${dims}`, () => identity(dims), { x: tensor }, []);
    return { data: (y as OrtTensor).data as Float32Array, dims };
  }

  async sum(terms: readonly HeldTerm[]): Promise<{ readonly sum: Held; readonly allFinite: boolean }> {
    const { Tensor } = await loadRuntime();
    const parts = terms.map(({ weights }) => weights.length);
    const shapes = terms.map(({ held }) => held.dims);
    const weights = terms.flatMap((term) => term.weights);
    const feeds = {
      ...Object.fromEntries(terms.map(({ held }, index) => [`x${index}`, tensorOf(held)])),
      ...Object.fromEntries(
        weights.map((weight, at) => [`w${at}`, new Tensor('float32', Float32Array.of(weight), [1])]),
      ),
    };
    const key = `sum ${shapes.join(' ')} in ${parts}`;
    const { y, size } = await this.#run(key, () => sumOfParts(shapes, parts), feeds, ['y']);
    return {
      sum: this.keep(y as OrtTensor),
      allFinite: Number.isFinite(((size as OrtTensor).data as Float32Array)[0]),
    };
  }

  async repeat(held: HeldTensor, times: number, scale: number): Promise<Held> {
    const { Tensor } = await loadRuntime();
    const feeds = { x: tensorOf(held), w: new Tensor('float32', Float32Array.of(scale), [1]) };
    const { y } = await this.#run(`repeat ${held.dims} ${times}`, () => repeated(held.dims, times), feeds, ['y']);
    return this.keep(y as OrtTensor);
  }

  /** Lets go of everything and closes the graphs. */
  async close(): Promise<void> {
    this.letGoAll();
    const opened = [...this.#graphs.values()];
    this.#graphs.clear();
    for (const graph of await Promise.allSettled(opened)) {
      if (graph.status === 'fulfilled') await graph.value.release();
    }
  }

  async #run(
    key: string,
    graph: () => GraphToWrite,
    feeds: Record<string, OrtTensor>,
    staying: readonly string[],
  ): Promise<InferenceSession.ReturnType> {
    const opened = this.#graphs.get(key) ?? this.#open(graph(), staying);
    this.#graphs.set(key, opened);
    return (await opened).run(feeds);
  }

  async #open(graph: GraphToWrite, staying: readonly string[]): Promise<InferenceSession> {
    const { InferenceSession } = await loadRuntime();
    return InferenceSession.create(writeModel(graph), {
      executionProviders: [PROVIDERS[this.#device]],
      logSeverityLevel: 4,
      ...stayingOutputs(this.#device, staying),
    });
  }
}

/** Whether the binding can leave outputs where they were made: of CUDA's, it brings all back whatever it is told. */
export function keepsTensors(device: Device): boolean {
  return device === 'webgpu';
}

/** The option that leaves outputs on the device: all of them, or those that are named. */
export function stayingOutputs(
  device: Device,
  names?: readonly string[],
): Pick<InferenceSession.SessionOptions, 'preferredOutputLocation'> {
  if (!keepsTensors(device) || names?.length === 0) return {};
  return {
    preferredOutputLocation: names ? Object.fromEntries(names.map((name) => [name, 'gpu-buffer'])) : 'gpu-buffer',
  };
}

export function tensorOf(held: HeldTensor): OrtTensor {
  if (held instanceof Held) return held.tensor;
  throw new Error('A tensor that no device holds');
}

const float32 = (name: string, dims: readonly number[]) => ({ name, type: 'float32' as const, dims });

function identity(dims: readonly number[]): GraphToWrite {
  return {
    inputs: [float32('x', dims)],
    outputs: [float32('y', dims)],
    weights: [],
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  };
}

function repeated(dims: readonly number[], times: number): GraphToWrite {
  const [items = 1, ...shape] = dims;
  return {
    inputs: [float32('x', dims), float32('w', [1])],
    outputs: [float32('y', [items * times, ...shape])],
    weights: [],
    nodes: [
      { op: 'Mul', inputs: ['x', 'w'], outputs: ['scaled'] },
      { op: 'Concat', inputs: Array(times).fill('scaled'), outputs: ['y'], attributes: { axis: 0 } },
    ],
  };
}

/** Σ w · part, and the sum of its magnitudes, which is no finite number if one of them is none: a maximum may pass over what is no number. */
function sumOfParts(shapes: readonly (readonly number[])[], parts: readonly number[]): GraphToWrite {
  const nodes: NodeToWrite[] = [];
  const weights: WeightToWrite[] = [];
  const summands: string[] = [];
  for (const [index, count] of parts.entries()) {
    const items = (shapes[index]?.[0] ?? 1) / count;
    for (let part = 0; part < count; part++) {
      const at = summands.length;
      let whole = `x${index}`;
      if (count > 1) {
        const bound = (name: string, value: number) => {
          weights.push({ name, dims: [1], values: BigInt64Array.of(BigInt(value)) });
          return name;
        };
        whole = `part${at}`;
        const inputs = [`x${index}`, bound(`from${at}`, part * items), bound(`to${at}`, (part + 1) * items)];
        nodes.push({ op: 'Slice', inputs: [...inputs, bound(`axis${at}`, 0)], outputs: [whole] });
      }
      nodes.push({ op: 'Mul', inputs: [whole, `w${at}`], outputs: [`term${at}`] });
      summands.push(`term${at}`);
    }
  }
  const [first = '', ...others] = summands;
  let sum = first;
  for (const [index, term] of others.entries()) {
    nodes.push({ op: 'Add', inputs: [sum, term], outputs: [`sum${index}`] });
    sum = `sum${index}`;
  }
  nodes.push(
    { op: 'Identity', inputs: [sum], outputs: ['y'] },
    { op: 'Abs', inputs: [sum], outputs: ['magnitudes'] },
    { op: 'ReduceSum', inputs: ['magnitudes'], outputs: ['size'], attributes: { keepdims: 0 } },
  );
  const [items = 1, ...shape] = shapes[0] ?? [];
  return {
    inputs: [
      ...shapes.map((dims, index) => float32(`x${index}`, dims)),
      ...summands.map((_, at) => float32(`w${at}`, [1])),
    ],
    outputs: [float32('y', [items / (parts[0] ?? 1), ...shape]), float32('size', [])],
    weights,
    nodes,
  };
}
