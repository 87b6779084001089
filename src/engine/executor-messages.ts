import type { Device, DeviceReport, UsableDevice, Usage } from '../core/devices.ts';
import type { Failure } from '../core/errors.ts';
import type { Picture } from '../core/run-events.ts';
import type { ExecutionStep, LoadedResult, RunInfo, StepOutputs } from './executor.ts';
import type { LoadedOwnNodes, OwnNodeSource } from './own-nodes/own-definitions.ts';

/** What an executor in a process of its own has to know. */
export interface ExecutorSettings {
  readonly outputFolder: string;
  readonly packFolders: readonly string[];
  readonly readFolders?: readonly string[];
  readonly modelBytes?: number;
  /** JavaScript modules with more nodes than the built-in ones, by absolute path. */
  readonly nodeModules?: readonly string[];
}

/** Host → executor process. Plain data on both ways; nobody but these two can reach the channel. */
export type ToExecutor =
  | { readonly kind: 'configure'; readonly settings: ExecutorSettings; readonly idPrefix: string }
  | { readonly kind: 'open-run'; readonly run: number; readonly info: RunInfo }
  /** Steps that run in turn. */
  | { readonly kind: 'execute'; readonly run: number; readonly calls: readonly ExecuteCall[] }
  | { readonly kind: 'fingerprint'; readonly call: number; readonly run: number; readonly step: ExecutionStep }
  | { readonly kind: 'stop'; readonly call: number }
  | { readonly kind: 'close-run'; readonly run: number }
  | { readonly kind: 'release'; readonly ids: readonly string[] }
  | { readonly kind: 'count-values'; readonly call: number }
  | {
      readonly kind: 'save';
      readonly call: number;
      readonly ids: Readonly<Record<string, string>>;
      readonly file: string;
      readonly picture: Picture | undefined;
    }
  | { readonly kind: 'load'; readonly call: number; readonly type: string; readonly file: string }
  | { readonly kind: 'load-own-nodes'; readonly call: number; readonly source: OwnNodeSource }
  | { readonly kind: 'check-device'; readonly call: number; readonly device: Device }
  | { readonly kind: 'set-devices'; readonly devices: readonly UsableDevice[]; readonly note?: string | undefined }
  | { readonly kind: 'set-model-bytes'; readonly bytes: number | undefined }
  | { readonly kind: 'usage'; readonly call: number }
  | { readonly kind: 'close' };

export interface ExecuteCall {
  readonly call: number;
  readonly step: ExecutionStep;
}

/** Executor process → host: what a call is doing, and how it ended. */
export type FromExecutor = { readonly call: number } & (
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly unit: string }
  | { readonly kind: 'preview'; readonly picture: Picture }
  | { readonly kind: 'log'; readonly message: string }
  | { readonly kind: 'answer'; readonly answer: Answer; readonly modelMilliseconds: number }
  | {
      readonly kind: 'node-failed';
      readonly failure: Failure;
      readonly inputs: Readonly<Record<string, string>>;
      readonly modelMilliseconds: number;
    }
  | { readonly kind: 'stopped'; readonly modelMilliseconds: number }
);

/** References for `execute`, a text for `fingerprint`, a number for `count-values`, what a file brought for `load-own-nodes`, and so on. */
export type Answer = StepOutputs | string | number | LoadedResult | undefined | LoadedOwnNodes | DeviceReport | Usage;

/** The host's end of the channel. A fork has one, and so has any other kind of process that can pass messages. */
export interface ExecutorPort {
  send(message: ToExecutor): void;
  onMessage(listener: (message: FromExecutor) => void): void;
  /** `how` names the signal, the exit code or the reason why it could not be started. Called once. */
  onExit(listener: (how: string) => void): void;
  /** Ends the process, whatever it is doing. */
  kill(): void;
}

/** The executor process's end of the channel. */
export interface HostPort {
  send(message: FromExecutor): void;
  onMessage(listener: (message: ToExecutor) => void): void;
  /** Ends this process. */
  exit(): void;
}
