import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { DEVICE_TITLES, type Device, type UsableDevice } from '../../core/devices.ts';
import { UserError } from '../../core/errors.ts';
import type { Tensor } from '../../core/tensor.ts';
import type { ModelFiles } from '../model-content.ts';
import { readOperators } from '../onnx-header.ts';
import { stayingOutputs, TensorKeeper } from './device-memory.ts';
import { checkFeeds, checkOutput, describeFeeds, type Feeds, toOrtFeeds, toTensor } from './feeds.ts';
import { type LentMemory, lendMemory } from './lend-memory.ts';
import { loadRuntime, PROVIDERS, runtimeReason } from './runtime.ts';
import type { ModelEdit } from './sessions.ts';

/** A model to be opened. */
export interface ModelToOpen {
  readonly file: string;
  readonly files: ModelFiles;
  readonly edit: ModelEdit | undefined;
  /** What it makes stays on the device where that can be. */
  readonly keepsOutputs: boolean;
}

/** Opens a model on the first device that takes it; on the processor when none does. `UserError` when it is no model. */
export async function openOnDevice(model: ModelToOpen, devices: readonly UsableDevice[]): Promise<DeviceSession> {
  const name = path.basename(model.file);
  const said: string[] = [];
  for (const { device, fusedAttention, keepsTensors } of devices) {
    const here = { ...model, keepsOutputs: model.keepsOutputs && keepsTensors };
    if (!fusedAttention && readOperators(model.file).has(FUSED_ATTENTION)) {
      said.push(`${name} runs on the processor: ${DEVICE_TITLES[device]} gets attention in one operator wrong`);
      continue;
    }
    try {
      const session = await createSession(here, device);
      return new DeviceSession(here, session, device, [...said, `${name} runs on ${DEVICE_TITLES[device]}`]);
    } catch (error) {
      said.push(`${name} is refused by ${DEVICE_TITLES[device]}: ${runtimeReason(error)}`);
    }
  }
  try {
    return new DeviceSession(model, await createSession(model, 'cpu'), 'cpu', said);
  } catch (cause) {
    throw new UserError(`${name} is not a model that can be opened: ${(cause as Error).message}`, {
      hint: 'The file may be cut off or damaged: fetch the model pack again.',
      cause,
    });
  }
}

const FUSED_ATTENTION = 'MultiHeadAttention';

/** A model that is open on a device; on the processor from the first run on that the device fails. */
export class DeviceSession {
  readonly #model: ModelToOpen;
  #session: InferenceSession;
  #device: Device;
  #said: readonly string[];
  #keeper: TensorKeeper | undefined;

  constructor(model: ModelToOpen, session: InferenceSession, device: Device, said: readonly string[]) {
    this.#model = model;
    this.#session = session;
    this.#device = device;
    this.#said = said;
    if (model.keepsOutputs && device !== 'cpu') this.#keeper = new TensorKeeper(device);
  }

  get inputTypes(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.#session.inputMetadata.map((input) => [input.name, input.isTensor ? input.type : '']),
    );
  }

  /** Tells the first who asks where the model is, and why. */
  sayOnce(tell: (message: string) => void): void {
    for (const message of this.#said) tell(message);
    this.#said = [];
  }

  async run(feeds: Feeds, tell: (message: string) => void): Promise<Record<string, Tensor>> {
    const { file } = this.#model;
    const keeper = this.#keeper;
    try {
      const results = Object.entries(await this.#runRuntime(feeds));
      const tensors = results.map(async ([name, value]): Promise<[string, Tensor]> => {
        if (!keeper || value.location === 'cpu') return [name, toTensor(name, value, file)];
        checkOutput(name, value, file);
        const held = keeper.keep(value);
        return [name, await keeper.read(value).finally(() => keeper.letGo(held))];
      });
      return Object.fromEntries(await Promise.all(tensors));
    } catch (cause) {
      if (cause instanceof UserError) throw cause;
      if (this.#device !== 'cpu') {
        await this.#moveToProcessor(cause, tell);
        return this.run(feeds, tell);
      }
      throw new UserError(
        `${path.basename(file)} refused its inputs: ${(cause as Error).message}; it was given ${describeFeeds(feeds)}`,
        {
          hint: 'These shapes do not fit together: check sizes, frames and patch sizes against the model pack.',
          cause,
        },
      );
    }
  }

  /** The memory of the device for one loan of the model, where it keeps what is made. */
  lendMemory(tell: (message: string) => void): LentMemory | undefined {
    const keeper = this.#keeper;
    if (!keeper) return undefined;
    return lendMemory(keeper, {
      run: async (feeds) => {
        const results = await this.#runRuntime(feeds);
        for (const [name, value] of Object.entries(results)) checkOutput(name, value, this.#model.file);
        return results;
      },
      // Nothing but the device can be at fault, and another loan may have found that out already.
      fail: async (cause) => {
        if (this.#keeper === keeper) await this.#moveToProcessor(cause, tell);
      },
    });
  }

  async release(): Promise<void> {
    await this.#keeper?.close();
    await this.#session.release();
  }

  async #runRuntime(feeds: Feeds): Promise<InferenceSession.ReturnType> {
    checkFeeds(this.#session, this.#model.file, feeds);
    return this.#session.run(toOrtFeeds(feeds, await loadRuntime()));
  }

  /** Some operators are claimed when a model is opened and refused when it runs. */
  async #moveToProcessor(cause: unknown, tell: (message: string) => void): Promise<void> {
    const name = path.basename(this.#model.file);
    tell(`${name} failed on ${DEVICE_TITLES[this.#device]} and runs on the processor: ${runtimeReason(cause)}`);
    const session = await createSession(this.#model, 'cpu');
    await this.release();
    this.#session = session;
    this.#device = 'cpu';
    this.#keeper = undefined;
  }
}

/**
 * From this size on, weights in files of their own are used where they lie instead of being copied and packed anew: a model of
 * 600 MB opens in a tenth of the time and takes a thirtieth of the memory, and its steps take a twentieth longer.
 */
const LEAST_BYTES_TO_MAP = 256 * 1024 ** 2;

/**
 * How many threads a model may have where this process was given a part of the processors alone (a container, taskset). The runtime
 * would take as many as the machine has cores, bind each to its own, and have the others wait for those that somebody else uses. Undefined where
 * it may have them all: what it chooses then, one for each core and not for each of its halves, is best.
 */
export function limitedThreads(given: number, present: number): number | undefined {
  return given < present ? given : undefined;
}

async function createSession(
  { file, files, edit, keepsOutputs }: ModelToOpen,
  device: Device,
): Promise<InferenceSession> {
  const { InferenceSession } = await loadRuntime();
  const mapped = files.isExternal && files.bytes >= LEAST_BYTES_TO_MAP ? { disable_prepacking: '1' } : {};
  const threads = limitedThreads(availableParallelism(), cpus().length);
  const options = (session: Record<string, string>): InferenceSession.SessionOptions => ({
    // One alone: the runtime would pass over a device that it does not have without a word. What a device lacks, the processor does.
    executionProviders: [PROVIDERS[device]],
    // Severity 4: errors come as exceptions, not as log lines.
    logSeverityLevel: 4,
    ...(keepsOutputs ? stayingOutputs(device) : {}),
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    ...(Object.keys(session).length > 0 ? { extra: { session } } : {}),
  });
  // By path, so that weights beside the file (external data) are found; an edited model is told where they are.
  if (!edit) return InferenceSession.create(file, options(mapped));
  const folder = { model_external_initializers_file_folder_path: path.dirname(file) };
  return InferenceSession.create(edit.apply(readFileSync(file)), options({ ...mapped, ...folder }));
}
