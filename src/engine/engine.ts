import type { NodeSpecs } from '../core/define-node.ts';
import type { DeviceChoice, Usage } from '../core/devices.ts';
import type { Failure } from '../core/errors.ts';
import type { MemoryWarning } from '../core/memory.ts';
import type { RunEvent, SkippedNode } from '../core/run-events.ts';
import type { SavedFile } from '../core/values.ts';
import type { Workflow } from '../core/workflow.ts';
import type { Devices } from './devices/devices.ts';
import type { OwnNodes } from './own-nodes/own-nodes.ts';

export interface EngineOptions {
  /** Folder below which nodes may write; made when first needed. */
  readonly outputFolder: string;
  /** Folders that hold model packs, one sub folder each. */
  readonly packFolders: readonly string[];
  /** Folders below which nodes may read files that a workflow names, besides the output folder; none when left out. */
  readonly readFolders?: readonly string[];
  /** Where nodes run: in this process (the default), or in one of their own that may block and crash without harm to this one. */
  readonly executor?: 'in-process' | 'child';
  /** How many bytes of results are kept for later runs. */
  readonly cacheBytes?: number;
  /** Where results and what was learnt about times are kept for later starts; nothing is when it is left out. */
  readonly cacheFolder?: string;
  /** How many bytes of results are kept there; 2 GiB when it is left out. */
  readonly diskBytes?: number;
  /** Up to how many bytes of model files stay open between runs; half of the machine's memory when absent. */
  readonly modelBytes?: number;
  /** What models run on; found out when it is left out. */
  readonly device?: DeviceChoice;
}

export interface RunOptions {
  readonly runId: string;
  /** The workflow's name, for file names. */
  readonly name: string;
  /** The nodes that are wanted, with all that they need; without it, all that are ends in themselves. */
  readonly targets?: readonly string[];
  readonly signal: AbortSignal;
  onEvent(event: RunEvent): void;
}

export interface RunResult {
  readonly status: 'done' | 'failed' | 'stopped';
  /** The files that the run was for, written or found unchanged. */
  readonly files: readonly SavedFile[];
  /** The nodes that ran to their end, in that order. */
  readonly ran: readonly string[];
  /** The nodes that did not have to run. */
  readonly cached: readonly string[];
  /** The nodes that were not part of the run, and why; of a run that did not come to its end, as far as it was known. */
  readonly skipped: readonly SkippedNode[];
  /** The node that failed and why. */
  readonly failed?: { readonly node: string; readonly failure: Failure };
}

/** Runs workflows: what command line, server and tests hold in their hands. */
export interface Engine {
  /** Built-in nodes, and one's own as they were last loaded. */
  readonly specs: NodeSpecs;
  readonly ownNodes: OwnNodes;
  readonly devices: Devices;
  /** Runs all terminal nodes. `UserError` listing every problem when the workflow is not valid; a node's failure is a result, not an exception. */
  run(workflow: Workflow, options: RunOptions): Promise<RunResult>;
  /** That a workflow may need more memory than there is. */
  warnOfMemory(workflow: Workflow): Promise<MemoryWarning | undefined>;
  /** From now on, up to so many bytes of model files stay open between runs; half of the machine's memory without a number. */
  setModelBytes(bytes: number | undefined): void;
  /** What running takes now; undefined before anything has run. */
  usage(): Promise<Usage | undefined>;
  /** From now on, so many bytes of results are kept on disk, where they are kept at all. */
  setDiskBytes(bytes: number): void;
  /** The numbers that a node plots for these widget values; undefined where it has none or a value can't be. */
  curve(type: string, widgets: Readonly<Record<string, unknown>>): readonly number[] | undefined;
  /** Ends what is open. */
  close(): Promise<void>;
}
