import { assertNever, isAbort, toFailure } from '../core/errors.ts';
import { type ExecutionHooks, type Executor, type ExecutorRun, NodeError, type StepOutputs } from './executor.ts';
import type { Answer, ExecutorSettings, FromExecutor, HostPort, ToExecutor } from './executor-messages.ts';

type OpenExecutor = (settings: ExecutorSettings, idPrefix: string) => Promise<Executor>;

/** Puts an executor behind messages. The first one says what to open. Returns what ends it all. */
export function serveExecutor(port: HostPort, open: OpenExecutor): () => Promise<void> {
  const served = new ServedExecutor(port, open);
  port.onMessage((message) => void served.handle(message));
  return () => served.close();
}

class ServedExecutor {
  readonly #port: HostPort;
  readonly #open: OpenExecutor;
  readonly #runs = new Map<number, ExecutorRun>();
  readonly #stops = new Map<number, AbortController>();
  #opening: Promise<Executor | Unusable> = Promise.resolve({ reason: new Error('The executor was not configured') });

  constructor(port: HostPort, open: OpenExecutor) {
    this.#port = port;
    this.#open = open;
  }

  async handle(message: ToExecutor): Promise<void> {
    if (message.kind === 'configure') {
      this.#opening = this.#open(message.settings, message.idPrefix).catch((reason: unknown) => ({ reason }));
      return;
    }
    // All wait for the same promise and go on in the order in which they came.
    const executor = await this.#opening;
    if (!('reason' in executor)) this.#handle(message, executor);
    else if (message.kind === 'execute') {
      for (const { call } of message.calls) await this.#answer(call, undefined, Promise.reject(executor.reason));
    } else if ('call' in message) await this.#answer(message.call, undefined, Promise.reject(executor.reason));
    else if (message.kind === 'close') this.#port.exit();
  }

  #handle(message: Exclude<ToExecutor, { kind: 'configure' }>, executor: Executor): void {
    switch (message.kind) {
      case 'open-run':
        this.#runs.set(message.run, executor.openRun(message.info));
        return;
      case 'execute': {
        // Who stops one of them stops those after it as well, and those before it have ended.
        const stop = new AbortController();
        const calls = message.calls.map(({ call, step }) => {
          this.#stops.set(call, stop);
          return { step, hooks: this.#hooks(call, stop.signal) };
        });
        const made = this.#runOf(message.run).execute(calls);
        for (const [index, { call }] of message.calls.entries()) {
          void this.#answer(call, executor, made[index] as Promise<StepOutputs>);
        }
        return;
      }
      case 'fingerprint':
        void this.#answer(message.call, executor, this.#runOf(message.run).fingerprint(message.step, UNHEARD));
        return;
      case 'stop':
        this.#stops.get(message.call)?.abort();
        return;
      case 'close-run':
        this.#runs.get(message.run)?.close();
        this.#runs.delete(message.run);
        return;
      case 'release':
        executor.release(message.ids);
        return;
      case 'count-values':
        void this.#answer(message.call, executor, executor.countValues());
        return;
      case 'save':
        void this.#answer(message.call, executor, executor.save(message.ids, message.file, message.picture));
        return;
      case 'load':
        void this.#answer(message.call, executor, executor.load(message.type, message.file, UNHEARD));
        return;
      case 'load-own-nodes':
        void this.#answer(message.call, executor, executor.loadOwnNodes(message.source));
        return;
      case 'check-device':
        void this.#answer(message.call, executor, executor.checkDevice(message.device));
        return;
      case 'set-devices':
        executor.setDevices(message.devices, message.note);
        return;
      case 'set-model-bytes':
        executor.setModelBytes(message.bytes);
        return;
      case 'usage':
        void this.#answer(message.call, executor, executor.usage());
        return;
      case 'close':
        void this.close().then(() => this.#port.exit());
        return;
      default:
        assertNever(message);
    }
  }

  /** Stops what runs and closes the executor. */
  async close(): Promise<void> {
    for (const stop of this.#stops.values()) stop.abort();
    const executor = await this.#opening;
    if (!('reason' in executor)) await executor.close();
  }

  async #answer(call: number, executor: Executor | undefined, work: Promise<Answer>): Promise<void> {
    const end = (message: DistributiveOmit<FromExecutor, 'call' | 'modelMilliseconds'>) =>
      this.#port.send({ ...message, call, modelMilliseconds: executor?.modelMilliseconds ?? 0 } as FromExecutor);
    try {
      end({ kind: 'answer', answer: await work });
    } catch (error) {
      if (isAbort(error)) end({ kind: 'stopped' });
      else if (error instanceof NodeError) end({ kind: 'node-failed', failure: error.failure, inputs: error.inputs });
      else end({ kind: 'node-failed', failure: toFailure(error), inputs: {} });
    } finally {
      this.#stops.delete(call);
    }
  }

  #runOf(run: number): ExecutorRun {
    const found = this.#runs.get(run);
    if (!found) throw new Error(`Run ${run} is not open`);
    return found;
  }

  #hooks(call: number, signal: AbortSignal): ExecutionHooks {
    return {
      signal,
      onProgress: (done, total, unit) => this.#port.send({ kind: 'progress', call, done, total, unit }),
      onPreview: (picture) => this.#port.send({ kind: 'preview', call, picture }),
      onLog: (message) => this.#port.send({ kind: 'log', call, message }),
    };
  }
}

/** What can't be stopped but with the whole process. */
const UNHEARD = new AbortController().signal;

/** Why there is no executor. */
interface Unusable {
  readonly reason: unknown;
}

type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;
