import type { Device, DeviceReport, UsableDevice, Usage } from '../core/devices.ts';
import type { Failure } from '../core/errors.ts';
import type { Picture, ValueSummary } from '../core/run-events.ts';
import type { LoadedOwnNodes, OwnNodeSource } from './own-nodes/own-definitions.ts';

/** Where nodes run. The scheduler decides what runs next and never sees a tensor. */
export interface Executor {
  /** How many steps it is given at once that only wait for each other: several where a word to it and back takes a while. */
  readonly longestLine: number;
  /** Tells what all steps of a run share. */
  openRun(info: RunInfo): ExecutorRun;
  release(ids: readonly string[]): void;
  /** Writes values to a file, by their output ports. Answers its size in bytes; 0 where they are not plain data. */
  save(ids: Readonly<Record<string, string>>, file: string, picture: Picture | undefined): Promise<number>;
  /** Takes what a node of that type has made from a file; undefined where there is none that is whole. Not begun once the signal is aborted. */
  load(type: string, file: string, signal: AbortSignal): Promise<LoadedResult | undefined>;
  /** Loads a file of a person's own nodes and tells what it brought. Throws `NodeError` when its code ended the process. */
  loadOwnNodes(source: OwnNodeSource): Promise<LoadedOwnNodes>;
  /** Changes when all values were lost, because the process that held them ended. */
  readonly generation: number;
  /** Tries a device and compares it with the processor. Throws `NodeError` when that ended the process. */
  checkDevice(device: Device): Promise<DeviceReport>;
  /** Models that are opened from now on try these, and then the processor. The first that is opened tells the note. */
  setDevices(devices: readonly UsableDevice[], note?: string): void;
  /** From now on, up to so many bytes of model files stay open between runs; half of the machine's memory without a number. */
  setModelBytes(bytes: number | undefined): void;
  /** What running takes now; undefined before anything has run. */
  usage(): Promise<Usage | undefined>;
  /** Ends the process that nodes run in, where they have one of their own, whatever it is doing. Its values are lost. */
  interrupt(): void;
  /** Milliseconds spent so far inside the model runtime; the rest of a run is our own. */
  readonly modelMilliseconds: number;
  /** How many values are held; for finding leaks. */
  countValues(): Promise<number>;
  close(): Promise<void>;
}

/** What was saved, as values of this executor. */
export interface LoadedResult {
  readonly outputs: StepOutputs;
  readonly picture?: Picture;
}

/** One run in an executor. */
export interface ExecutorRun {
  /**
   * Runs nodes one after the other, each of which may read what the one before has made. One that fails throws `NodeError`, one that
   * was stopped `AbortError`, and so do those after it.
   */
  execute(calls: readonly StepCall[]): readonly Promise<StepOutputs>[];
  /** The node's own word on what its result depends on besides its inputs. Throws what the node throws. Not begun once the signal is aborted. */
  fingerprint(step: ExecutionStep, signal: AbortSignal): Promise<string>;
  close(): void;
}

/** A value that stays where it was made. */
export interface ValueReference {
  readonly id: string;
  readonly summary: ValueSummary;
  /** Of a text too long for its summary: a hash of it. */
  readonly content?: string;
}

/** What a node made, by output: one value, or those of a list. */
export type StepOutputs = Readonly<Record<string, ValueReference | readonly ValueReference[]>>;

/** All values among a node's outputs. */
export function referencesIn(outputs: StepOutputs): readonly ValueReference[] {
  return Object.values(outputs).flat();
}

export type StepInput =
  | { readonly kind: 'value'; readonly value: unknown }
  /** `text` is the value in one line. */
  | { readonly kind: 'reference'; readonly id: string; readonly text: string }
  /** A whole list. */
  | { readonly kind: 'list'; readonly items: readonly { readonly id: string; readonly text: string }[] }
  /** What the step before makes, of those that run in turn. */
  | { readonly kind: 'previous'; readonly port: string }
  | { readonly kind: 'empty' };

/** One node with everything it needs to run. */
export interface ExecutionStep {
  readonly node: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, StepInput>>;
}

/** A step whose turn has come, with what the one before has made. */
export function withPrevious(step: ExecutionStep, made: StepOutputs): ExecutionStep {
  const resolve = (input: StepInput): StepInput => {
    if (input.kind !== 'previous') return input;
    const output = made[input.port];
    if (!output || !('id' in output)) throw new Error(`There is no single value at “${input.port}” for ${step.node}`);
    return { kind: 'reference', id: output.id, text: output.summary.text };
  };
  const inputs: Record<string, StepInput> = {};
  for (const [name, input] of Object.entries(step.inputs)) inputs[name] = resolve(input);
  return { node: step.node, type: step.type, inputs };
}

/** What nodes may know of the run they are part of. */
export interface RunInfo {
  /** The workflow's name, for file names. */
  readonly name: string;
  /** The document, to be carried by the files that are written. */
  readonly workflowJson: string;
  /** Every setting as `node.widget`, for file names. */
  readonly settings: Readonly<Record<string, string | number>>;
}

export interface ExecutionHooks {
  readonly signal: AbortSignal;
  onProgress(done: number, total: number, unit: string): void;
  onPreview(picture: Picture): void;
  onLog(message: string): void;
}

/** A step that is to run, and who is told how it goes. */
export interface StepCall {
  readonly step: ExecutionStep;
  readonly hooks: ExecutionHooks;
}

/** A node's failure with what the node was given, one line per input. */
export class NodeError extends Error {
  override readonly name = 'NodeError';
  readonly failure: Failure;
  readonly inputs: Readonly<Record<string, string>>;

  constructor(failure: Failure, inputs: Readonly<Record<string, string>>) {
    super(failure.message);
    this.failure = failure;
    this.inputs = inputs;
  }
}

/** What a stopped node throws. */
export function stopped(): Error {
  return new DOMException('The run was stopped', 'AbortError');
}
