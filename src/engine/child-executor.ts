import { setTimeout as delay } from 'node:timers/promises';
import type { Device, DeviceReport, UsableDevice } from '../core/devices.ts';
import { assertNever, type Failure } from '../core/errors.ts';
import type { Picture } from '../core/run-events.ts';
import {
  type ExecutionHooks,
  type ExecutionStep,
  type Executor,
  type ExecutorRun,
  type LoadedResult,
  NodeError,
  type RunInfo,
  type StepInput,
  type StepOutputs,
  stopped,
} from './executor.ts';
import type { Answer, ExecutorPort, ExecutorSettings, FromExecutor, ToExecutor } from './executor-messages.ts';
import type { LoadedOwnNodes, OwnNodeSource } from './own-nodes/own-definitions.ts';

export interface ChildExecutorOptions {
  readonly settings: ExecutorSettings;
  /** Starts the process; called when it is first needed, and again after it ended. */
  start(): ExecutorPort;
}

/** Who waits for a call. */
interface Caller {
  /** The step that runs; none for a question. */
  readonly step?: ExecutionStep;
  readonly hooks?: ExecutionHooks;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

interface LiveProcess {
  readonly port: ExecutorPort;
  readonly callers: Map<number, Caller>;
  readonly exited: Promise<void>;
  /** It was ended on purpose. */
  isMeantToEnd: boolean;
  modelMilliseconds: number;
}

/** Wait before the process is started again after its first, second, … crash in a row. */
const FIRST_BACK_OFF_MILLISECONDS = 250;
const LONGEST_BACK_OFF_MILLISECONDS = 10_000;
/** How long it may take to close its models. */
const CLOSE_MILLISECONDS = 2000;

/** Runs nodes in a process of their own, where they may block or crash. Values never leave it. */
export function createChildExecutor(options: ChildExecutorOptions): Executor {
  return new ChildExecutor(options);
}

class ChildExecutor implements Executor {
  readonly #options: ChildExecutorOptions;
  #devices: { readonly devices: readonly UsableDevice[]; readonly note: string | undefined } | undefined;
  #generation = 1;
  #live: LiveProcess | undefined;
  #crashes = 0;
  #startsAt = 0;
  #nextCall = 1;
  #nextRun = 1;
  #endedModelMilliseconds = 0;

  constructor(options: ChildExecutorOptions) {
    this.#options = options;
  }

  get generation(): number {
    return this.#generation;
  }

  get modelMilliseconds(): number {
    return this.#endedModelMilliseconds + (this.#live?.modelMilliseconds ?? 0);
  }

  openRun({ name, workflowJson, settings }: RunInfo): ExecutorRun {
    const run = this.#nextRun++;
    const generation = this.#generation;
    const info = { name, workflowJson, settings };
    let isOpen = false;

    const ask = async (message: (call: number) => ToExecutor, caller: Pick<Caller, 'step' | 'hooks'>) => {
      const live = await this.#process(caller.hooks?.signal);
      if (generation !== this.#generation) throw new NodeError(lostFailure(), describeInputs(caller.step));
      if (!isOpen) live.port.send({ kind: 'open-run', run, info });
      isOpen = true;
      return this.#ask(live, message, caller);
    };

    return {
      execute: async (step, hooks) =>
        (await ask((call) => ({ kind: 'execute', call, run, step }), { step, hooks })) as StepOutputs,
      fingerprint: async (step) => (await ask((call) => ({ kind: 'fingerprint', call, run, step }), {})) as string,
      close: () => {
        if (isOpen && generation === this.#generation) this.#live?.port.send({ kind: 'close-run', run });
      },
    };
  }

  release(ids: readonly string[]): void {
    this.#live?.port.send({ kind: 'release', ids });
  }

  async save(ids: Readonly<Record<string, string>>, file: string, picture: Picture | undefined): Promise<number> {
    // The values went with the process that held them.
    if (!this.#live) return 0;
    return (await this.#ask(this.#live, (call) => ({ kind: 'save', call, ids, file, picture }), {})) as number;
  }

  async load(type: string, file: string): Promise<LoadedResult | undefined> {
    const live = await this.#process(undefined);
    return (await this.#ask(live, (call) => ({ kind: 'load', call, type, file }), {})) as LoadedResult | undefined;
  }

  async loadOwnNodes(source: OwnNodeSource): Promise<LoadedOwnNodes> {
    const live = await this.#process(undefined);
    return (await this.#ask(live, (call) => ({ kind: 'load-own-nodes', call, source }), {})) as LoadedOwnNodes;
  }

  async checkDevice(device: Device): Promise<DeviceReport> {
    const live = await this.#process(undefined);
    return (await this.#ask(live, (call) => ({ kind: 'check-device', call, device }), {})) as DeviceReport;
  }

  setDevices(devices: readonly UsableDevice[], note?: string): void {
    this.#devices = { devices, note };
    this.#live?.port.send({ kind: 'set-devices', devices, note });
  }

  interrupt(): void {
    if (!this.#live) return;
    this.#live.isMeantToEnd = true;
    this.#live.port.kill();
  }

  async countValues(): Promise<number> {
    if (!this.#live) return 0;
    return (await this.#ask(this.#live, (call) => ({ kind: 'count-values', call }), {})) as number;
  }

  async close(): Promise<void> {
    const live = this.#live;
    if (!live) return;
    live.isMeantToEnd = true;
    live.port.send({ kind: 'close' });
    const deadline = setTimeout(() => live.port.kill(), CLOSE_MILLISECONDS);
    await live.exited;
    clearTimeout(deadline);
  }

  async #process(signal: AbortSignal | undefined): Promise<LiveProcess> {
    const wait = this.#startsAt - performance.now();
    if (!this.#live && wait > 0) await delay(wait, undefined, signal ? { signal } : {});
    signal?.throwIfAborted();
    this.#live ??= this.#start();
    return this.#live;
  }

  #start(): LiveProcess {
    const port = this.#options.start();
    const exited = new Promise<void>((resolve) => {
      port.onExit((how) => {
        this.#noteExit(live, how);
        resolve();
      });
    });
    const live: LiveProcess = { port, callers: new Map(), exited, isMeantToEnd: false, modelMilliseconds: 0 };
    port.onMessage((message) => this.#hear(live, message));
    // An id of an earlier process must not mean a value of this one.
    port.send({ kind: 'configure', settings: this.#options.settings, idPrefix: `p${this.#generation}v` });
    if (this.#devices) port.send({ kind: 'set-devices', ...this.#devices });
    return live;
  }

  #ask(
    { port, callers }: LiveProcess,
    message: (call: number) => ToExecutor,
    { step, hooks }: Pick<Caller, 'step' | 'hooks'>,
  ): Promise<Answer> {
    const call = this.#nextCall++;
    const stop = () => port.send({ kind: 'stop', call });
    hooks?.signal.addEventListener('abort', stop, { once: true });
    const asked = new Promise<Answer>((resolve, reject) => {
      callers.set(call, { resolve, reject, ...(step ? { step } : {}), ...(hooks ? { hooks } : {}) });
      port.send(message(call));
    });
    return asked.finally(() => hooks?.signal.removeEventListener('abort', stop));
  }

  #hear(live: LiveProcess, message: FromExecutor): void {
    const caller = live.callers.get(message.call);
    if (!caller) return;
    switch (message.kind) {
      case 'progress':
        caller.hooks?.onProgress(message.done, message.total, message.unit);
        return;
      case 'preview':
        caller.hooks?.onPreview(message.picture);
        return;
      case 'log':
        caller.hooks?.onLog(message.message);
        return;
      case 'answer':
        this.#crashes = 0;
        caller.resolve(message.answer);
        break;
      case 'node-failed':
        caller.reject(new NodeError(message.failure, message.inputs));
        break;
      case 'stopped':
        caller.reject(stopped());
        break;
      default:
        assertNever(message);
    }
    live.callers.delete(message.call);
    live.modelMilliseconds = message.modelMilliseconds;
  }

  #noteExit(live: LiveProcess, how: string): void {
    this.#live = undefined;
    this.#generation++;
    this.#endedModelMilliseconds += live.modelMilliseconds;
    if (!live.isMeantToEnd) {
      const backOff = FIRST_BACK_OFF_MILLISECONDS * 2 ** this.#crashes++;
      this.#startsAt = performance.now() + Math.min(backOff, LONGEST_BACK_OFF_MILLISECONDS);
    }
    const callers = [...live.callers.values()];
    const failure = live.isMeantToEnd ? endedFailure() : crashFailure(how, callers);
    for (const { step, hooks, reject } of callers) {
      reject(hooks?.signal.aborted ? stopped() : new NodeError(failure, describeInputs(step)));
    }
  }
}

/** Nobody can tell which of several nodes it was, so all are named. */
function crashFailure(how: string, callers: readonly Caller[]): Failure {
  const nodes = callers.flatMap(({ step }) => (step ? [step.node] : []));
  const together = nodes.length > 1 ? ` while ${nodes.join(' and ')} ran` : '';
  return {
    kind: 'user',
    message: `The process that runs models ended${together}: ${how}`,
    hint: 'Often this means that memory ran out: make the video smaller or shorter. It starts again by itself with the next run.',
  };
}

function endedFailure(): Failure {
  return {
    kind: 'user',
    message: 'The process that runs models was ended because another run had to stop',
    hint: 'Run it again.',
  };
}

function lostFailure(): Failure {
  return {
    kind: 'user',
    message: 'The process that runs models ended between two nodes, and what this run had made is lost',
    hint: 'Run it again.',
  };
}

/** What a step was given, as far as it is known on this side. */
function describeInputs(step: ExecutionStep | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(step?.inputs ?? {}).map(([name, input]) => [name, describeInput(input)]));
}

function describeInput(input: StepInput): string {
  switch (input.kind) {
    case 'value':
      return String(input.value);
    case 'reference':
      return input.text;
    case 'list':
      return input.items.map(({ text }) => text).join(', ') || 'nothing';
    case 'empty':
      return 'nothing';
  }
}
