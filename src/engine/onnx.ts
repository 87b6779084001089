import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import path from 'node:path';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { UserError } from '../core/errors.ts';
import type { ModelSession } from '../core/node-context.ts';
import type { IntTensor, Tensor } from '../core/tensor.ts';
import { haveSameContent, type ModelFiles, modelFiles } from './model-content.ts';

type Feeds = Readonly<Record<string, Tensor | IntTensor>>;
type Runtime = typeof import('onnxruntime-node');

/** Open ONNX models. Sessions are lent, never handed out: whoever borrows one cannot forget to close it. */
export interface Sessions {
  /** Lends the session of a model file, opened when first needed. It stays open until `close`, until the file is another, or until its room is needed. */
  use<T>(file: string, work: (session: ModelSession) => Promise<T>, edit?: ModelEdit): Promise<T>;
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
export function createSessions({ budgetBytes = totalmem() / 2 }: { readonly budgetBytes?: number } = {}): Sessions {
  return new SessionPool(budgetBytes);
}

interface OpenModel {
  readonly file: string;
  readonly edit: ModelEdit | undefined;
  readonly files: ModelFiles;
  readonly session: Promise<InferenceSession>;
  readonly loans: Set<Promise<unknown>>;
}

class SessionPool implements Sessions {
  readonly #budgetBytes: number;
  /** By path and edit, the one that was used longest ago first. Paths with the same content share a model. */
  readonly #opened = new Map<string, OpenModel>();
  readonly #closing = new Set<Promise<void>>();
  openCount = 0;
  modelMilliseconds = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  async use<T>(file: string, work: (session: ModelSession) => Promise<T>, edit?: ModelEdit): Promise<T> {
    const { session, loans } = this.#modelOf(file, edit);
    const loan = session.then((open) =>
      work({ inputTypes: inputTypesOf(open), run: (feeds) => this.#timed(() => runSession(open, file, feeds)) }),
    );
    loans.add(loan);
    try {
      return await loan;
    } finally {
      loans.delete(loan);
    }
  }

  async close(): Promise<void> {
    for (const key of [...this.#opened.keys()]) this.#forget(key);
    await Promise.all(this.#closing);
  }

  /** The file's model; a new one when somebody has replaced one of its files since. */
  #modelOf(file: string, edit: ModelEdit | undefined): OpenModel {
    const files = modelFiles(file);
    if (!files) throw new UserError(`There is no model file ${file}`, { hint: 'Fetch the model pack again.' });
    const key = edit ? `${file}\n${edit.key}` : file;
    const known = this.#opened.get(key);
    this.#opened.delete(key);
    if (known?.files.stamp === files.stamp) {
      this.#opened.set(key, known);
      return known;
    }
    if (known) this.#retireIfUnused(known);
    const model = this.#twinOf(files, edit) ?? this.#open(file, files, edit);
    this.#opened.set(key, model);
    model.session.catch(() => this.#opened.get(key) === model && this.#opened.delete(key));
    return model;
  }

  #twinOf(files: ModelFiles, edit: ModelEdit | undefined): OpenModel | undefined {
    return [...this.#opened.values()].find((twin) => {
      // What has been written to since it was opened can't be compared any more.
      const isAsOpened = modelFiles(twin.file)?.stamp === twin.files.stamp;
      return isAsOpened && twin.edit?.key === edit?.key && haveSameContent(files, twin.files);
    });
  }

  #open(file: string, files: ModelFiles, edit: ModelEdit | undefined): OpenModel {
    const room = this.#makeRoom(files.bytes);
    const open = async () => {
      await room;
      const session = await this.#timed(() => openSession(file, files, edit));
      this.openCount++;
      return session;
    };
    return { file, edit, files, session: open(), loans: new Set() };
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

let runtime: Promise<Runtime> | undefined;

/** Loaded when first needed: it takes a tenth of a second, and a few platforms have no binary. */
function loadRuntime(): Promise<Runtime> {
  runtime ??= import('onnxruntime-node').catch((cause) => {
    throw new UserError(`ONNX Runtime has no binary for ${process.platform}/${process.arch}`, {
      hint: 'Run Patchloom on Linux, Windows or macOS on Apple silicon.',
      cause,
    });
  });
  return runtime;
}

/**
 * From this size on, weights in files of their own are used where they lie instead of being copied and packed anew: a model of
 * 600 MB opens in a tenth of the time and takes a thirtieth of the memory, and its steps take a twentieth longer.
 */
const LEAST_BYTES_TO_MAP = 256 * 1024 ** 2;

async function openSession(
  file: string,
  { isExternal, bytes }: ModelFiles,
  edit: ModelEdit | undefined,
): Promise<InferenceSession> {
  const { InferenceSession } = await loadRuntime();
  const mapped = isExternal && bytes >= LEAST_BYTES_TO_MAP ? { disable_prepacking: '1' } : {};
  const options = (session: Record<string, string>): InferenceSession.SessionOptions => ({
    executionProviders: ['cpu'],
    // Severity 4: errors come as exceptions, not as log lines.
    logSeverityLevel: 4,
    ...(Object.keys(session).length > 0 ? { extra: { session } } : {}),
  });
  try {
    // By path, so that weights beside the file (external data) are found; an edited model is told where they are.
    if (!edit) return await InferenceSession.create(file, options(mapped));
    const folder = { model_external_initializers_file_folder_path: path.dirname(file) };
    return await InferenceSession.create(edit.apply(readFileSync(file)), options({ ...mapped, ...folder }));
  } catch (cause) {
    throw new UserError(`${path.basename(file)} is not a model that can be opened: ${(cause as Error).message}`, {
      hint: 'The file may be cut off or damaged: fetch the model pack again.',
      cause,
    });
  }
}

async function runSession(session: InferenceSession, file: string, feeds: Feeds): Promise<Record<string, Tensor>> {
  checkFeeds(session, file, feeds);
  const { Tensor } = await loadRuntime();
  const ortFeeds = Object.fromEntries(
    Object.entries(feeds).map(([name, { data, dims }]): [string, OrtTensor] => [
      name,
      data instanceof Float32Array ? new Tensor('float32', data, dims) : new Tensor('int64', data, dims),
    ]),
  );
  let results: InferenceSession.ReturnType;
  try {
    results = await session.run(ortFeeds);
  } catch (cause) {
    throw new UserError(
      `${path.basename(file)} refused its inputs: ${(cause as Error).message}; it was given ${describe(feeds)}`,
      {
        hint: 'These shapes do not fit together: check sizes, frames and patch sizes against the model pack.',
        cause,
      },
    );
  }
  return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, toTensor(name, value, file)]));
}

function inputTypesOf(session: InferenceSession): Readonly<Record<string, string>> {
  return Object.fromEntries(session.inputMetadata.map((input) => [input.name, input.isTensor ? input.type : '']));
}

/** Compares names, types, ranks and fixed sizes with what the model declares, before the runtime sees them. */
function checkFeeds(session: InferenceSession, file: string, feeds: Feeds): void {
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
    hint: 'Compare modelpack.json with the model file, and the shapes with the pack’s latent and patch sizes.',
  });
}

function toTensor(name: string, value: OrtTensor, file: string): Tensor {
  if (value.type !== 'float32') {
    throw new UserError(`${path.basename(file)} returns “${name}” as ${value.type}`, {
      hint: 'Export the model with float32 outputs.',
    });
  }
  return { data: value.data as Float32Array, dims: value.dims };
}

function describe(feeds: Feeds): string {
  return Object.entries(feeds)
    .map(([name, feed]) => `${name} ${typeName(feed)}[${feed.dims.join(', ')}]`)
    .join(', ');
}

function typeName(feed: Tensor | IntTensor): 'float32' | 'int64' {
  return feed.data instanceof Float32Array ? 'float32' : 'int64';
}
