import type { Picture, Progress, RunEvent, SkippedNode } from '../core/run-events.ts';
import type { SavedFile } from '../core/values.ts';
import type { RunOptions, RunResult } from './engine.ts';
import { pictureOf, type StepResult, summariesOf } from './step-result.ts';

/** Omit over each member of a union, so that its cases stay apart. */
type WithoutRunId<E> = E extends unknown ? Omit<E, 'runId'> : never;

/** Tells of a run while it goes on, and keeps what its result will say. */
export class RunReport {
  readonly #options: RunOptions;
  readonly #files: SavedFile[] = [];
  readonly #ran: string[] = [];
  readonly #cached: string[] = [];
  readonly #skipped: SkippedNode[] = [];
  #failed: RunResult['failed'];

  constructor(options: RunOptions) {
    this.#options = options;
  }

  get hasFailed(): boolean {
    return this.#failed !== undefined;
  }

  started(nodes: readonly string[], expectedSeconds: Readonly<Record<string, number>> | undefined): void {
    this.#emit({ kind: 'run-started', nodes, ...(expectedSeconds ? { expectedSeconds } : {}) });
  }

  nodeStarted(node: string): void {
    this.#emit({ kind: 'node-started', node });
  }

  nodeProgress(node: string, progress: Progress): void {
    this.#emit({ kind: 'node-progress', node, progress });
  }

  nodePreview(node: string, picture: Picture): void {
    this.#emit({ kind: 'node-preview', node, picture });
  }

  nodeLog(node: string, message: string): void {
    this.#emit({ kind: 'node-log', node, message });
  }

  nodeFinished(node: string, result: StepResult, seconds: number): void {
    this.#ran.push(node);
    this.#addFiles(result);
    this.#emit({ kind: 'node-finished', node, outputs: summariesOf(result), seconds });
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
    this.#emit(picture ? { kind: 'node-cached', node, outputs, picture } : { kind: 'node-cached', node, outputs });
  }

  nodeSkipped(skipped: SkippedNode): void {
    this.#skipped.push(skipped);
    this.#emit({ kind: 'node-skipped', ...skipped });
  }

  nodeFailed(failed: NonNullable<RunResult['failed']>, inputs: Readonly<Record<string, string>>): void {
    this.#failed = failed;
    this.#emit({ kind: 'node-failed', ...failed, inputs });
  }

  finished(status: RunResult['status'], seconds: number, modelSeconds: number): RunResult {
    this.#emit({ kind: 'run-finished', status, seconds, modelSeconds });
    const told = { files: this.#files, ran: this.#ran, cached: this.#cached, skipped: this.#skipped };
    return { status, ...told, ...(this.#failed ? { failed: this.#failed } : {}) };
  }

  #addFiles({ rounds }: StepResult): void {
    for (const { files } of rounds) this.#files.push(...files);
  }

  #emit(event: WithoutRunId<RunEvent>): void {
    this.#options.onEvent({ runId: this.#options.runId, ...event } as RunEvent);
  }
}
