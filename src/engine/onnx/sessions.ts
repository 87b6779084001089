import type { Device, DeviceReport, UsableDevice } from '../../core/devices.ts';
import { UserError } from '../../core/errors.ts';
import type { DeviceMemory, ModelSession } from '../../core/node-context.ts';
import { memoryLimit } from '../machine-memory.ts';
import { haveSameContent, type ModelFiles, modelFiles } from '../model-content.ts';
import { checkDevice } from './check-device.ts';
import { type DeviceSession, openOnDevice } from './device-session.ts';

/** Open ONNX models. Sessions are lent, never handed out: whoever borrows one cannot forget to close it. */
export interface Sessions {
  /** Lends the session of a model file, opened when first needed. It stays open until `close`, until the file is another, or until its room is needed. */
  use<T>(
    file: string,
    work: (session: ModelSession) => Promise<T>,
    edit?: ModelEdit,
    /** Hears on which device the model is, when it is opened on another than the processor or a device refuses it. */
    tell?: (message: string) => void,
    /** What the model makes is to stay on its device; it then has a `memory` there, where the device can do that. */
    keepsOutputs?: boolean,
  ): Promise<T>;
  /** Tries a device and compares what it calculates with the processor. */
  checkDevice(device: Device): Promise<DeviceReport>;
  /** Models that are opened from now on try these, and then the processor. The first that is opened tells the note. */
  setDevices(devices: readonly UsableDevice[], note?: string): void;
  /** From now on, up to so many bytes of model files stay open; half of the machine's memory without a number. */
  setModelBytes(bytes: number | undefined): void;
  /** What models are opened on first. */
  readonly device: Device;
  /** The same, as variants of a pack name it. */
  readonly place: 'cpu' | 'gpu';
  /** How many sessions are open. */
  readonly openCount: number;
  /** Milliseconds spent inside the runtime so far: opening models and running them. */
  readonly modelMilliseconds: number;
  /** Closes every session once its borrowers are done. */
  close(): Promise<void>;
}

/** A change to a model while it is opened; its files stay as they are. */
export interface ModelEdit {
  /** The same for the same change. */
  readonly key: string;
  /** The changed model. Weights in other files stay there. */
  apply(model: Buffer): Buffer;
}

/** The only door to onnxruntime. Models are kept open up to `budgetBytes` of their files; half of the machine's memory when absent. */
export function createSessions({ budgetBytes }: { readonly budgetBytes?: number } = {}): Sessions {
  return new SessionPool(budgetBytes);
}

function unheard(): void {}

/**
 * A result, after the event loop has had a turn. The runtime holds the thread while a model runs, and the next run is on its way before anybody else
 * is heard: without the turn, a word to stop that came meanwhile would be read when one more step was done.
 */
async function thenTurn<T>(result: T): Promise<T> {
  await new Promise(setImmediate);
  return result;
}

/** The same, with the time that a device takes counted. */
function timedMemory(memory: DeviceMemory, timed: <T>(work: () => Promise<T>) => Promise<T>): DeviceMemory {
  return {
    hold: (tensor) => timed(() => memory.hold(tensor)),
    read: (held) => timed(() => memory.read(held)),
    letGo: memory.letGo,
    run: async (feeds) => thenTurn(await timed(() => memory.run(feeds))),
    sum: (terms) => timed(() => memory.sum(terms)),
    repeat: (held, times, scale) => timed(() => memory.repeat(held, times, scale)),
  };
}

interface OpenModel {
  readonly file: string;
  readonly edit: ModelEdit | undefined;
  readonly files: ModelFiles;
  readonly keepsOutputs: boolean;
  readonly session: Promise<DeviceSession>;
  readonly loans: Set<Promise<unknown>>;
}

class SessionPool implements Sessions {
  #budgetBytes = 0;
  /** By path and edit, the one that was used longest ago first. Paths with the same content share a model. */
  readonly #opened = new Map<string, OpenModel>();
  readonly #closing = new Set<Promise<void>>();
  #devices: readonly UsableDevice[] = [];
  #note: string | undefined;
  openCount = 0;
  modelMilliseconds = 0;

  constructor(budgetBytes: number | undefined) {
    this.setModelBytes(budgetBytes);
  }

  get device(): Device {
    return this.#devices[0]?.device ?? 'cpu';
  }

  get place(): 'cpu' | 'gpu' {
    return this.device === 'cpu' ? 'cpu' : 'gpu';
  }

  async use<T>(
    file: string,
    work: (session: ModelSession) => Promise<T>,
    edit?: ModelEdit,
    tell?: (message: string) => void,
    keepsOutputs = false,
  ): Promise<T> {
    const keeps = keepsOutputs && this.#devices.some(({ keepsTensors }) => keepsTensors);
    const { session, loans } = this.#modelOf(file, edit, keeps);
    const loan = session.then(async (open) => {
      if (tell) {
        this.#tellNote(tell);
        open.sayOnce(tell);
      }
      const lent = open.lendMemory(tell ?? unheard);
      try {
        return await work({
          inputTypes: open.inputTypes,
          run: async (feeds) => thenTurn(await this.#timed(() => open.run(feeds, tell ?? unheard))),
          memory: lent && timedMemory(lent.memory, (step) => this.#timed(step)),
        });
      } finally {
        lent?.end();
      }
    });
    loans.add(loan);
    try {
      return await loan;
    } finally {
      loans.delete(loan);
    }
  }

  checkDevice(device: Device): Promise<DeviceReport> {
    return checkDevice(device);
  }

  setDevices(devices: readonly UsableDevice[], note?: string): void {
    this.#devices = devices;
    this.#note = note;
    for (const key of [...this.#opened.keys()]) this.#forget(key);
  }

  setModelBytes(bytes = memoryLimit() / 2): void {
    this.#budgetBytes = bytes;
    void this.#makeRoom(0);
  }

  async close(): Promise<void> {
    for (const key of [...this.#opened.keys()]) this.#forget(key);
    await Promise.all(this.#closing);
  }

  /** The file's model; a new one when somebody has replaced one of its files since. */
  #modelOf(file: string, edit: ModelEdit | undefined, keepsOutputs: boolean): OpenModel {
    const files = modelFiles(file);
    if (!files) throw new UserError(`There is no model file ${file}`, { hint: 'Fetch the model pack again.' });
    const key = [file, ...(edit ? [edit.key] : []), ...(keepsOutputs ? ['keeps'] : [])].join('\n');
    const known = this.#opened.get(key);
    this.#opened.delete(key);
    if (known?.files.stamp === files.stamp) {
      this.#opened.set(key, known);
      return known;
    }
    if (known) this.#retireIfUnused(known);
    const model = this.#twinOf(files, edit, keepsOutputs) ?? this.#open(file, files, edit, keepsOutputs);
    this.#opened.set(key, model);
    model.session.catch(() => this.#opened.get(key) === model && this.#opened.delete(key));
    return model;
  }

  /** To the first who hears: a text encoder is often the first that is opened, and nobody listens to it. */
  #tellNote(tell: (message: string) => void): void {
    if (this.#note !== undefined) tell(this.#note);
    this.#note = undefined;
  }

  #twinOf(files: ModelFiles, edit: ModelEdit | undefined, keepsOutputs: boolean): OpenModel | undefined {
    return [...this.#opened.values()].find((twin) => {
      // What has been written to since it was opened can't be compared any more.
      const isAsOpened = modelFiles(twin.file)?.stamp === twin.files.stamp;
      const isAsWanted = twin.edit?.key === edit?.key && twin.keepsOutputs === keepsOutputs;
      return isAsOpened && isAsWanted && haveSameContent(files, twin.files);
    });
  }

  #open(file: string, files: ModelFiles, edit: ModelEdit | undefined, keepsOutputs: boolean): OpenModel {
    const room = this.#makeRoom(files.bytes);
    const open = async () => {
      await room;
      const session = await this.#timed(() => openOnDevice({ file, files, edit, keepsOutputs }, this.#devices));
      this.openCount++;
      return session;
    };
    return { file, edit, files, keepsOutputs, session: open(), loans: new Set() };
  }

  /** Closes models that nobody uses, those used longest ago first, until so many bytes more are within the budget. */
  async #makeRoom(bytes: number): Promise<void> {
    const released: Promise<void>[] = [];
    for (const [key, { loans }] of [...this.#opened]) {
      const used = [...new Set(this.#opened.values())].reduce((sum, model) => sum + model.files.bytes, 0);
      if (used + bytes <= this.#budgetBytes) break;
      if (loans.size === 0) released.push(...this.#forget(key));
    }
    await Promise.all(released);
  }

  #forget(key: string): Promise<void>[] {
    const model = this.#opened.get(key);
    this.#opened.delete(key);
    return model ? this.#retireIfUnused(model) : [];
  }

  /** Closes a session that no path leads to any more, once its borrowers are done. */
  #retireIfUnused(model: OpenModel): Promise<void>[] {
    if ([...this.#opened.values()].includes(model)) return [];
    const released = (async () => {
      await Promise.allSettled(model.loans);
      const [result] = await Promise.allSettled([model.session]);
      if (result.status !== 'fulfilled') return;
      await result.value.release();
      this.openCount--;
    })();
    this.#closing.add(released);
    void released.finally(() => this.#closing.delete(released));
    return [released];
  }

  async #timed<T>(work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.modelMilliseconds += performance.now() - start;
    }
  }
}
