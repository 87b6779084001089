import { existsSync } from 'node:fs';
import path from 'node:path';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { UserError } from '../core/errors.ts';
import type { ModelSession } from '../core/node-context.ts';
import type { IntTensor, Tensor } from '../core/tensor.ts';
import { fileStamp } from './file-stamp.ts';

type Feeds = Readonly<Record<string, Tensor | IntTensor>>;
type Runtime = typeof import('onnxruntime-node');

/** Open ONNX models. Sessions are lent, never handed out: whoever borrows one cannot forget to close it. */
export interface Sessions {
  /** Lends the session of a model file, opened when first needed and kept until `close`, or until the file is another. */
  use<T>(file: string, work: (session: ModelSession) => Promise<T>): Promise<T>;
  /** How many sessions are open. */
  readonly openCount: number;
  /** Milliseconds spent inside the runtime so far: opening models and running them. */
  readonly modelMilliseconds: number;
  /** Closes every session once its borrowers are done. */
  close(): Promise<void>;
}

/** The only door to onnxruntime. */
export function createSessions(): Sessions {
  const opened = new Map<string, OpenModel>();
  const closing = new Set<Promise<void>>();
  let openCount = 0;
  let modelMilliseconds = 0;

  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    try {
      return await work();
    } finally {
      modelMilliseconds += performance.now() - start;
    }
  };

  const open = async (file: string): Promise<InferenceSession> => {
    const session = await timed(() => openSession(file));
    openCount++;
    return session;
  };

  /** The file's session; a new one when somebody has replaced the file since. */
  const modelOf = (file: string): OpenModel => {
    const stamp = fileStamp(file);
    const known = opened.get(file);
    if (known && known.stamp === stamp) return known;
    if (known) retire(known);
    const model: OpenModel = { stamp, session: open(file), loans: new Set() };
    opened.set(file, model);
    model.session.catch(() => opened.get(file) === model && opened.delete(file));
    return model;
  };

  /** Closes a session once its borrowers are done. */
  const retire = ({ session, loans }: OpenModel): void => {
    const released = (async () => {
      await Promise.allSettled(loans);
      const [result] = await Promise.allSettled([session]);
      if (result.status !== 'fulfilled') return;
      await result.value.release();
      openCount--;
    })();
    closing.add(released);
    void released.finally(() => closing.delete(released));
  };

  return {
    get openCount() {
      return openCount;
    },
    get modelMilliseconds() {
      return modelMilliseconds;
    },
    async use(file, work) {
      const { session, loans } = modelOf(file);
      const loan = session.then((open) => work({ run: (feeds) => timed(() => runSession(open, file, feeds)) }));
      loans.add(loan);
      try {
        return await loan;
      } finally {
        loans.delete(loan);
      }
    },
    async close() {
      for (const model of opened.values()) retire(model);
      opened.clear();
      await Promise.all(closing);
    },
  };
}

interface OpenModel {
  readonly stamp: string | undefined;
  readonly session: Promise<InferenceSession>;
  readonly loans: Set<Promise<unknown>>;
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

async function openSession(file: string): Promise<InferenceSession> {
  if (!existsSync(file)) throw new UserError(`There is no model file ${file}`, { hint: 'Fetch the model pack again.' });
  const { InferenceSession } = await loadRuntime();
  try {
    // By path, so that weights beside the file (external data) are found. Severity 4: errors come as exceptions, not as log lines.
    return await InferenceSession.create(file, { executionProviders: ['cpu'], logSeverityLevel: 4 });
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
