import type { Failure } from './errors.ts';
import type { TensorSummary } from './tensor-summary.ts';
import type { SavedFile, SocketType } from './values.ts';

/** A value as the window sees it: what it is, never the data. */
export interface ValueSummary {
  readonly type: SocketType;
  /** One line: shape, size or the text itself. */
  readonly text: string;
  readonly bytes: number;
  readonly file?: SavedFile;
  /** Of latents, patches and conditions. */
  readonly tensor?: TensorSummary;
}

/** How far a node is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  /** Units per second since the node started; absent until it is known. */
  readonly rate?: number;
  readonly secondsLeft?: number;
}

/** All that can be heard of a run. Window, command line, history and tests read the same stream; events tell and never steer. */
export type RunEvent = { readonly runId: string } & (
  | {
      readonly kind: 'run-started';
      readonly nodes: readonly string[];
      /** How many seconds each node should take, as far as earlier runs tell. */
      readonly expectedSeconds?: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'node-started'; readonly node: string }
  | { readonly kind: 'node-progress'; readonly node: string; readonly progress: Progress }
  | { readonly kind: 'node-preview'; readonly node: string; readonly picture: Picture }
  | { readonly kind: 'node-log'; readonly node: string; readonly message: string }
  | {
      readonly kind: 'node-finished';
      readonly node: string;
      readonly outputs: Readonly<Record<string, ValueSummary>>;
      readonly seconds: number;
    }
  /** A result of an earlier run is good for this one. Without outputs where nothing had to read it. */
  | {
      readonly kind: 'node-cached';
      readonly node: string;
      readonly outputs: Readonly<Record<string, ValueSummary>>;
      /** The last picture that it showed when it ran. */
      readonly picture?: Picture;
    }
  | {
      readonly kind: 'node-failed';
      readonly node: string;
      readonly failure: Failure;
      /** What the node was given, one line per input. */
      readonly inputs: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'run-finished';
      readonly status: 'done' | 'failed' | 'stopped';
      readonly seconds: number;
      /** Seconds of these inside the model runtime, opening models and running them; absent for a run that never began. */
      readonly modelSeconds?: number;
    }
);

/** A PNG as a data URL. */
export interface Picture {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}
