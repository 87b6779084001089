import type { Picture, Progress, RunEvent, SkippedNode } from '../core/run-events.ts';
import type { SavedFile } from '../core/values.ts';
import type { RunOptions, RunResult } from './engine.ts';
import { pictureOf, type StepResult, summariesOf } from './step-result.ts';

/** Tells of a run while it goes on, and keeps what its result will say. */
export class RunReport {
  readonly #runId: string;
  readonly #tell: (event: RunEvent) => void;
  readonly #files: SavedFile[] = [];
  readonly #ran: string[] = [];
  readonly #cached: string[] = [];
  readonly #skipped: SkippedNode[] = [];
  #failed: RunResult['failed'];

  constructor(options: RunOptions) {
    this.#runId = options.runId;
    this.#tell = (event) => options.onEvent(event);
  }

  get hasFailed(): boolean {
    return this.#failed !== undefined;
  }

  started(nodes: readonly string[], expectedSeconds: Readonly<Record<string, number>> | undefined): void {
    this.#tell({ runId: this.#runId, kind: 'run-started', nodes, ...(expectedSeconds ? { expectedSeconds } : {}) });
  }

  nodeStarted(node: string): void {
    this.#tell({ runId: this.#runId, kind: 'node-started', node });
  }

  nodeProgress(node: string, progress: Progress): void {
    this.#tell({ runId: this.#runId, kind: 'node-progress', node, progress });
  }

  nodePreview(node: string, picture: Picture): void {
    this.#tell({ runId: this.#runId, kind: 'node-preview', node, picture });
  }

  nodeLog(node: string, message: string): void {
    this.#tell({ runId: this.#runId, kind: 'node-log', node, message });
  }

  nodeFinished(node: string, result: StepResult, seconds: number): void {
    this.#ran.push(node);
    this.#addFiles(result);
    this.#tell({ runId: this.#runId, kind: 'node-finished', node, outputs: summariesOf(result), seconds });
  }

  /** Without a result: nothing had to read it. */
  nodeCached(node: string, result: StepResult | undefined): void {
    if (result?.rounds.length === 0) {
      this.nodeSkipped({ node, reason: 'empty-list' });
      return;
    }
    const picture = result && pictureOf(result);
    this.#cached.push(node);
    if (result) this.#addFiles(result);
    const outputs = result ? summariesOf(result) : {};
    const event = { runId: this.#runId, kind: 'node-cached', node, outputs } as const;
    this.#tell(picture ? { ...event, picture } : event);
  }

  nodeSkipped(skipped: SkippedNode): void {
    this.#skipped.push(skipped);
    this.#tell({ runId: this.#runId, kind: 'node-skipped', ...skipped });
  }

  nodeFailed(failed: NonNullable<RunResult['failed']>, inputs: Readonly<Record<string, string>>): void {
    this.#failed = failed;
    this.#tell({ runId: this.#runId, kind: 'node-failed', ...failed, inputs });
  }

  finished(status: RunResult['status'], seconds: number, modelSeconds: number): RunResult {
    this.#tell({ runId: this.#runId, kind: 'run-finished', status, seconds, modelSeconds });
    const told = { files: this.#files, ran: this.#ran, cached: this.#cached, skipped: this.#skipped };
    return { status, ...told, ...(this.#failed ? { failed: this.#failed } : {}) };
  }

  #addFiles({ rounds }: StepResult): void {
    for (const { files } of rounds) this.#files.push(...files);
  }
}
