import type { InferenceSession } from 'onnxruntime-node';
import { DEVICE_TITLES, type Device, type DeviceReport } from '../../core/devices.ts';
import { randomNormal } from '../../diffusion/random.ts';
import { writeModel } from '../onnx-writer.ts';
import { whyUnavailable } from './availability.ts';
import { keepsTensors, TensorKeeper } from './device-memory.ts';
import { loadRuntime, PROVIDERS, runtimeReason } from './runtime.ts';

/** Tokens, width and heads of the attention that is compared. A fault of WebGPU on narrow GPUs shows from 32 keys on: 6 % here. */
const [TOKENS, WIDTH, HEADS] = [64, 64, 1];
/** Relative error (root mean square) up to which a device counts right; half precision inside a GPU stays far below. */
const TOLERANCE = 0.01;
/** Rows and columns of the matrices that are timed, and how many of them. */
const [MATRIX, MATRICES] = [768, 8];

/** Tries a device: opens a small model on it, compares attention with what the processor makes of it, and times some matrices on both. */
export async function checkDevice(device: Device): Promise<DeviceReport> {
  if (device === 'cpu') return { device, isUsable: true, fusedAttention: true };
  const unavailable = whyUnavailable(device);
  if (unavailable !== undefined) return { device, isUsable: false, reason: unavailable };
  try {
    const attention = attentionModel();
    const [expected, found] = [await runOnce(attention, 'cpu'), await runOnce(attention, device)];
    const plain = relativeError(found.plain, expected.plain);
    if (!(plain <= TOLERANCE)) {
      const reason = `it gets attention wrong, by ${percent(plain)} against the processor`;
      return { device, isUsable: false, reason };
    }
    const fused = relativeError(found.fused, expected.fused);
    const speed = speedModel();
    const [cpuMilliseconds, milliseconds] = [await timeOf(speed, 'cpu'), await timeOf(speed, device)];
    const report = {
      device,
      isUsable: true,
      fusedAttention: fused <= TOLERANCE,
      keepsTensors: keepsTensors(device) && (await keepsWhatItHolds(device)),
      milliseconds,
      cpuMilliseconds,
    };
    if (report.fusedAttention) return report;
    const reason = `attention in one operator is off by ${percent(fused)}: models that have it stay on the processor`;
    return { ...report, reason };
  } catch (error) {
    return { device, isUsable: false, reason: `${DEVICE_TITLES[device]} says: ${runtimeReason(error)}` };
  }
}

/** Whether numbers that stay on the device, between two graphs, come back as what was made of them. */
async function keepsWhatItHolds(device: Device): Promise<boolean> {
  const keeper = new TensorKeeper(device);
  try {
    const given = { data: noise([1, TOKENS, WIDTH], 0), dims: [1, TOKENS, WIDTH] };
    const held = await keeper.hold(given);
    const { sum, allFinite } = await keeper.sum([{ held: await keeper.repeat(held, 2, 2), weights: [1, 0.5] }]);
    const { data } = await keeper.read(sum.tensor);
    return (
      allFinite &&
      relativeError(
        data,
        given.data.map((value) => 3 * value),
      ) <= TOLERANCE
    );
  } finally {
    await keeper.close();
  }
}

/** `[1, tokens, width]` queries, keys and values, to the same attention as one operator and as its parts. */
function attentionModel(): Buffer {
  const port = (name: string) => ({ name, type: 'float32' as const, dims: [1, TOKENS, WIDTH] });
  const shape = (name: string, sizes: readonly number[]) => ({
    name,
    dims: [sizes.length],
    values: BigInt64Array.from(sizes, BigInt),
  });
  const heads = (name: string, perm: readonly number[]) => [
    { op: 'Reshape', inputs: [name, 'split'], outputs: [`${name}_split`] },
    { op: 'Transpose', inputs: [`${name}_split`], outputs: [`${name}_heads`], attributes: { perm } },
  ];
  const fused = { op: 'MultiHeadAttention', domain: 'com.microsoft', attributes: { num_heads: HEADS } } as const;
  return writeModel({
    inputs: [port('q'), port('k'), port('v')],
    outputs: [port('fused'), port('plain')],
    weights: [
      shape('split', [1, TOKENS, HEADS, WIDTH / HEADS]),
      shape('join', [1, TOKENS, WIDTH]),
      { name: 'scale', dims: [1], values: Float32Array.of(1 / Math.sqrt(WIDTH / HEADS)) },
    ],
    nodes: [
      { ...fused, inputs: ['q', 'k', 'v'], outputs: ['fused'] },
      ...heads('q', [0, 2, 1, 3]),
      ...heads('k', [0, 2, 3, 1]),
      ...heads('v', [0, 2, 1, 3]),
      { op: 'MatMul', inputs: ['q_heads', 'k_heads'], outputs: ['products'] },
      { op: 'Mul', inputs: ['products', 'scale'], outputs: ['scores'] },
      { op: 'Softmax', inputs: ['scores'], outputs: ['shares'] },
      { op: 'MatMul', inputs: ['shares', 'v_heads'], outputs: ['sums'] },
      { op: 'Transpose', inputs: ['sums'], outputs: ['rows'], attributes: { perm: [0, 2, 1, 3] } },
      { op: 'Reshape', inputs: ['rows', 'join'], outputs: ['plain'] },
    ],
  });
}

/** A chain of square matrices. */
function speedModel(): Buffer {
  const port = (name: string) => ({ name, type: 'float32' as const, dims: [MATRIX, MATRIX] });
  const value = (index: number) => (index === 0 ? 'q' : `x${index}`);
  return writeModel({
    inputs: [port('q')],
    outputs: [port(value(MATRICES))],
    weights: [{ name: 'w', dims: [MATRIX, MATRIX], values: noise([MATRIX, MATRIX], 9, 1 / Math.sqrt(MATRIX)) }],
    nodes: Array.from({ length: MATRICES }, (_, index) => ({
      op: 'MatMul',
      inputs: [value(index), 'w'],
      outputs: [value(index + 1)],
    })),
  });
}

function runOnce(model: Buffer, device: Device): Promise<Readonly<Record<string, Float32Array>>> {
  return withSession(model, device, (run) => run([1, TOKENS, WIDTH]));
}

/** Milliseconds of the second run: the first one compiles. */
function timeOf(model: Buffer, device: Device): Promise<number> {
  return withSession(model, device, async (run) => {
    await run([MATRIX, MATRIX]);
    const start = performance.now();
    await run([MATRIX, MATRIX]);
    return performance.now() - start;
  });
}

type Run = (dims: readonly number[]) => Promise<Readonly<Record<string, Float32Array>>>;

async function withSession<T>(model: Buffer, device: Device, work: (run: Run) => Promise<T>): Promise<T> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const session = await InferenceSession.create(model, {
    executionProviders: [PROVIDERS[device]],
    logSeverityLevel: 4,
  });
  try {
    return await work(async (dims) => {
      const feeds = Object.fromEntries(
        session.inputNames.map((name, index) => [name, new Tensor('float32', noise(dims, index), dims)]),
      );
      return outputsOf(await session.run(feeds));
    });
  } finally {
    await session.release();
  }
}

function outputsOf(results: InferenceSession.ReturnType): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
}

/** Numbers around 0, the same every time. */
function noise(dims: readonly number[], seed: number, height = 1): Float32Array {
  return randomNormal(dims, seed).data.map((value) => value * height);
}

function relativeError(found: Float32Array | undefined, expected: Float32Array | undefined): number {
  if (!found || !expected || found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [difference, size] = [0, 0];
  for (const [index, value] of expected.entries()) {
    difference += (value - (found[index] ?? Number.NaN)) ** 2;
    size += value ** 2;
  }
  return Math.sqrt(difference / size);
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${Number((share * 100).toPrecision(2))} %` : 'numbers that are none';
}
