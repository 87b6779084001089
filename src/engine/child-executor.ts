import { setTimeout as delay } from 'node:timers/promises';
import type { Device, DeviceReport, UsableDevice, Usage } from '../core/devices.ts';
import { assertNever } from '../core/errors.ts';
import type { Picture } from '../core/run-events.ts';
import { beginTurn, type Caller, runningNodes, type Turn } from './child-turns.ts';
import {
  type ExecutionStep,
  type Executor,
  type ExecutorRun,
  type LoadedResult,
  NodeError,
  type RunInfo,
  type StepCall,
  type StepOutputs,
  stopped,
} from './executor.ts';
import { crashFailure, describeInputs, endedFailure, lostFailure } from './executor-failures.ts';
import type { Answer, ExecutorPort, ExecutorSettings, FromExecutor, ToExecutor } from './executor-messages.ts';
import type { LoadedOwnNodes, OwnNodeSource } from './own-nodes/own-definitions.ts';
import { untilAborted } from './until-aborted.ts';

export interface ChildExecutorOptions {
  readonly settings: ExecutorSettings;
  /** Starts the process; called when it is first needed, and again after it ended. */
  start(): ExecutorPort;
}

interface LiveProcess {
  readonly port: ExecutorPort;
  readonly callers: Map<number, Caller>;
  readonly exited: Promise<void>;
  /** It was ended on purpose. */
  isMeantToEnd: boolean;
  modelMilliseconds: number;
}

/** What else could run in the same lane waits for the last of them. */
const LONGEST_LINE = 32;
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
  readonly longestLine = LONGEST_LINE;
  readonly #options: ChildExecutorOptions;
  /** What holds for every process from now on, by its kind. */
  readonly #lasting = new Map<ToExecutor['kind'], ToExecutor>();
  #generation = 1;
  #live: LiveProcess | undefined;
  #crashes = 0;
  #startsAt = 0;
  /** One that was ended, until it is gone. */
  #leaving: Promise<void> = Promise.resolve();
  #isClosed = false;
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

  openRun(info: RunInfo): ExecutorRun {
    const run = this.#nextRun++;
    const generation = this.#generation;
    let isOpen = false;

    const open = async (step: ExecutionStep, signal?: AbortSignal) => {
      const live = await this.#process(signal);
      if (generation !== this.#generation) throw new NodeError(lostFailure(), describeInputs(step));
      // Worked out now, as a run of which everything is known already needs none of it.
      const { name, workflowJson, settings } = info;
      if (!isOpen) live.port.send({ kind: 'open-run', run, info: { name, workflowJson, settings } });
      isOpen = true;
      return live;
    };
    const askInTurn = async (calls: readonly StepCall[]) => {
      const [first] = calls;
      if (!first) return [];
      return this.#askInTurn(await open(first.step, first.hooks.signal), run, calls);
    };

    return {
      execute: (calls) => {
        const asked = askInTurn(calls);
        return calls.map(async (_, index) => (await asked)[index] as Promise<StepOutputs>);
      },
      fingerprint: async (step, signal) =>
        (await this.#ask(await open(step, signal), (call) => ({ kind: 'fingerprint', call, run, step }))) as string,
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
    return (await this.#ask(this.#live, (call) => ({ kind: 'save', call, ids, file, picture }))) as number;
  }

  async load(type: string, file: string, signal: AbortSignal): Promise<LoadedResult | undefined> {
    const live = await this.#process(signal);
    return (await this.#ask(live, (call) => ({ kind: 'load', call, type, file }))) as LoadedResult | undefined;
  }

  async loadOwnNodes(source: OwnNodeSource): Promise<LoadedOwnNodes> {
    const live = await this.#process(undefined);
    return (await this.#ask(live, (call) => ({ kind: 'load-own-nodes', call, source }))) as LoadedOwnNodes;
  }

  async checkDevice(device: Device): Promise<DeviceReport> {
    const live = await this.#process(undefined);
    return (await this.#ask(live, (call) => ({ kind: 'check-device', call, device }))) as DeviceReport;
  }

  setDevices(devices: readonly UsableDevice[], note?: string): void {
    this.#tellLasting({ kind: 'set-devices', devices, note });
  }

  setModelBytes(bytes: number | undefined): void {
    this.#tellLasting({ kind: 'set-model-bytes', bytes });
  }

  async usage(): Promise<Usage | undefined> {
    if (!this.#live) return undefined;
    return (await this.#ask(this.#live, (call) => ({ kind: 'usage', call }))) as Usage;
  }

  interrupt(): void {
    const live = this.#live;
    if (!live) return;
    live.isMeantToEnd = true;
    live.port.kill();
    // Taking it apart may last: it waits for a disk, or for its turn. The next one waits for that, and nobody else does.
    this.#leaving = live.exited;
    this.#noteEnd(live, 'ended');
  }

  async countValues(): Promise<number> {
    if (!this.#live) return 0;
    return (await this.#ask(this.#live, (call) => ({ kind: 'count-values', call }))) as number;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const live = this.#live;
    if (!live) return this.#leaving;
    live.isMeantToEnd = true;
    live.port.send({ kind: 'close' });
    const deadline = setTimeout(() => live.port.kill(), CLOSE_MILLISECONDS);
    await live.exited;
    clearTimeout(deadline);
  }

  async #process(signal: AbortSignal | undefined): Promise<LiveProcess> {
    if (!this.#live) await this.#waitToStart(signal);
    signal?.throwIfAborted();
    if (this.#isClosed) throw new NodeError(endedFailure(), {});
    this.#live ??= this.#start();
    return this.#live;
  }

  async #waitToStart(signal: AbortSignal | undefined): Promise<void> {
    const wait = this.#startsAt - performance.now();
    if (wait > 0) await delay(wait, undefined, signal ? { signal } : {});
    await (signal ? untilAborted(signal, this.#leaving) : this.#leaving);
  }

  #start(): LiveProcess {
    const port = this.#options.start();
    const exited = new Promise<void>((resolve) => {
      port.onExit((how) => {
        this.#noteEnd(live, how);
        resolve();
      });
    });
    const live: LiveProcess = { port, callers: new Map(), exited, isMeantToEnd: false, modelMilliseconds: 0 };
    port.onMessage((message) => this.#hear(live, message));
    // An id of an earlier process must not mean a value of this one.
    port.send({ kind: 'configure', settings: this.#options.settings, idPrefix: `p${this.#generation}v` });
    for (const message of this.#lasting.values()) port.send(message);
    return live;
  }

  #tellLasting(message: ToExecutor): void {
    this.#lasting.set(message.kind, message);
    this.#live?.port.send(message);
  }

  #ask({ port, callers }: LiveProcess, message: (call: number) => ToExecutor): Promise<Answer> {
    const call = this.#nextCall++;
    return new Promise<Answer>((resolve, reject) => {
      callers.set(call, { resolve, reject });
      port.send(message(call));
    });
  }

  /** One message for all of them: a node that only waits for the one before need not wait for word from here. */
  #askInTurn({ port, callers }: LiveProcess, run: number, calls: readonly StepCall[]): Promise<Answer>[] {
    const turns: Turn[] = [];
    const asked = calls.map(({ step, hooks }) => {
      const call = this.#nextCall++;
      const { signal } = hooks;
      const stop = () => port.send({ kind: 'stop', call });
      const turn: Turn = {
        hooks,
        step,
        isWaiting: true,
        begin() {
          turn.isWaiting = false;
          if (signal.aborted) stop();
          else signal.addEventListener('abort', stop, { once: true });
        },
        end: () => signal.removeEventListener('abort', stop),
      };
      const before = turns.at(-1);
      if (before) before.next = turn;
      turns.push(turn);
      const answer = new Promise<Answer>((resolve, reject) => callers.set(call, { turn, resolve, reject }));
      return { call, step, answer };
    });
    port.send({ kind: 'execute', run, calls: asked.map(({ call, step }) => ({ call, step })) });
    turns[0]?.begin();
    return asked.map(({ answer }) => answer);
  }

  #hear(live: LiveProcess, message: FromExecutor): void {
    const caller = live.callers.get(message.call);
    if (!caller) return;
    switch (message.kind) {
      case 'progress':
        caller.turn?.hooks.onProgress(message.done, message.total, message.unit);
        return;
      case 'preview':
        caller.turn?.hooks.onPreview(message.picture);
        return;
      case 'log':
        caller.turn?.hooks.onLog(message.message);
        return;
      case 'answer':
        this.#crashes = 0;
        caller.turn?.end();
        beginTurn(caller.turn?.next, message.answer as StepOutputs);
        caller.resolve(message.answer);
        break;
      case 'node-failed':
        caller.turn?.end();
        caller.reject(new NodeError(message.failure, message.inputs));
        break;
      case 'stopped':
        caller.turn?.end();
        caller.reject(stopped());
        break;
      default:
        assertNever(message);
    }
    live.callers.delete(message.call);
    live.modelMilliseconds = message.modelMilliseconds;
  }

  #noteEnd(live: LiveProcess, how: string): void {
    if (this.#live !== live) return;
    this.#live = undefined;
    this.#generation++;
    this.#endedModelMilliseconds += live.modelMilliseconds;
    if (!live.isMeantToEnd) {
      const backOff = FIRST_BACK_OFF_MILLISECONDS * 2 ** this.#crashes++;
      this.#startsAt = performance.now() + Math.min(backOff, LONGEST_BACK_OFF_MILLISECONDS);
    }
    const callers = [...live.callers.values()];
    live.callers.clear();
    const failure = live.isMeantToEnd ? endedFailure() : crashFailure(how, runningNodes(callers));
    for (const { turn, reject } of callers) {
      turn?.end();
      reject(turn?.hooks.signal.aborted ? stopped() : new NodeError(failure, describeInputs(turn?.step)));
    }
  }
}
