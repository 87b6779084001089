import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { DEVICE_TITLES, type Device, type UsableDevice } from '../../core/devices.ts';
import { UserError } from '../../core/errors.ts';
import type { Tensor } from '../../core/tensor.ts';
import type { ModelFiles } from '../model-content.ts';
import { readOperators } from '../onnx-header.ts';
import { checkFeeds, describeFeeds, type Feeds, toOrtFeeds, toTensor } from './feeds.ts';
import { loadRuntime, PROVIDERS, runtimeReason } from './runtime.ts';
import type { ModelEdit } from './sessions.ts';

/** A model to be opened. */
export interface ModelToOpen {
  readonly file: string;
  readonly files: ModelFiles;
  readonly edit: ModelEdit | undefined;
}

/** Opens a model on the first device that takes it; on the processor when none does. `UserError` when it is no model. */
export async function openOnDevice(model: ModelToOpen, devices: readonly UsableDevice[]): Promise<DeviceSession> {
  const name = path.basename(model.file);
  const said: string[] = [];
  for (const { device, fusedAttention } of devices) {
    if (!fusedAttention && readOperators(model.file).has(FUSED_ATTENTION)) {
      said.push(`${name} runs on the processor: ${DEVICE_TITLES[device]} gets attention in one operator wrong`);
      continue;
    }
    try {
      const session = await createSession(model, device);
      return new DeviceSession(model, session, device, [...said, `${name} runs on ${DEVICE_TITLES[device]}`]);
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

  constructor(model: ModelToOpen, session: InferenceSession, device: Device, said: readonly string[]) {
    this.#model = model;
    this.#session = session;
    this.#device = device;
    this.#said = said;
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
    checkFeeds(this.#session, file, feeds);
    const runtime = await loadRuntime();
    const ortFeeds = toOrtFeeds(feeds, runtime);
    let results: InferenceSession.ReturnType;
    try {
      results = await this.#session.run(ortFeeds);
    } catch (cause) {
      if (this.#device !== 'cpu') {
        // Some operators are claimed when a model is opened and refused when it runs.
        tell(
          `${path.basename(file)} failed on ${DEVICE_TITLES[this.#device]} and runs on the processor: ${runtimeReason(cause)}`,
        );
        await this.#moveToProcessor();
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
    return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, toTensor(name, value, file)]));
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  async #moveToProcessor(): Promise<void> {
    const session = await createSession(this.#model, 'cpu');
    await this.#session.release();
    this.#session = session;
    this.#device = 'cpu';
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

async function createSession({ file, files, edit }: ModelToOpen, device: Device): Promise<InferenceSession> {
  const { InferenceSession } = await loadRuntime();
  const mapped = files.isExternal && files.bytes >= LEAST_BYTES_TO_MAP ? { disable_prepacking: '1' } : {};
  const threads = limitedThreads(availableParallelism(), cpus().length);
  const options = (session: Record<string, string>): InferenceSession.SessionOptions => ({
    // One alone: the runtime would pass over a device that it does not have without a word. What a device lacks, the processor does.
    executionProviders: [PROVIDERS[device]],
    // Severity 4: errors come as exceptions, not as log lines.
    logSeverityLevel: 4,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    ...(Object.keys(session).length > 0 ? { extra: { session } } : {}),
  });
  // By path, so that weights beside the file (external data) are found; an edited model is told where they are.
  if (!edit) return InferenceSession.create(file, options(mapped));
  const folder = { model_external_initializers_file_folder_path: path.dirname(file) };
  return InferenceSession.create(edit.apply(readFileSync(file)), options({ ...mapped, ...folder }));
}
