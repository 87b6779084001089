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
  /** Of a list: its values. */
  readonly items?: readonly ValueSummary[];
  /** Of latents, patches and conditions. */
  readonly tensor?: TensorSummary;
  /** Of noise levels: the levels, to be drawn. */
  readonly curve?: readonly number[];
}

/** How far a node is. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  /** Units per second since the node started; absent until it is known. */
  readonly rate?: number;
  readonly secondsLeft?: number;
  /** Of a node that runs once for each item of a list: which one, from 1. */
  readonly item?: { readonly number: number; readonly of: number };
}

/**
 * Why a node did not run: it stands on a branch that was not chosen; nothing that saves or shows something needs it; somebody has
 * bypassed or muted it; it needs something that is muted or bypassed; the list that it would have run over was empty.
 */
export type SkipReason = 'not-chosen' | 'not-needed' | 'bypassed' | 'muted' | 'cut-off' | 'empty-list';

export interface SkippedNode {
  readonly node: string;
  readonly reason: SkipReason;
}

/** The files among a node's outputs, also those in lists. */
export function filesIn(outputs: Readonly<Record<string, ValueSummary>>): SavedFile[] {
  return Object.values(outputs).flatMap(({ file, items = [] }) => [
    ...(file ? [file] : []),
    ...items.flatMap((item) => (item.file ? [item.file] : [])),
  ]);
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
  /** It did not run, and was not needed. */
  | { readonly kind: 'node-skipped'; readonly node: string; readonly reason: SkipReason }
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
