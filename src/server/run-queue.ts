import { randomUUID } from 'node:crypto';
import { type Failure, toFailure } from '../core/errors.ts';
import type { RunEvent } from '../core/run-events.ts';
import type { Workflow } from '../core/workflow.ts';
import type { Engine, RunOptions } from '../engine/engine.ts';

export interface RunListener {
  onEvent(event: RunEvent): void;
  /** A run ended outside any node: a bug. */
  onFailure(runId: string, failure: Failure): void;
}

export interface RunQueue {
  /** Puts a run at the end of the queue. */
  start(workflow: Workflow, name: string, targets?: readonly string[]): string;
  /** Stops a run, whether it runs or waits; one that is over is left as it is. */
  stop(runId: string): void;
  /** Stops all runs and waits until they are over. */
  close(): Promise<void>;
}

/** Runs go one after the other: they would only wait for each other inside the processor. */
export function createRunQueue(engine: Engine, listener: RunListener): RunQueue {
  const stops = new Map<string, AbortController>();
  let last: Promise<void> = Promise.resolve();

  const runNext = async (workflow: Workflow, options: Omit<RunOptions, 'onEvent'>) => {
    const { runId, signal } = options;
    try {
      if (signal.aborted) listener.onEvent({ runId, kind: 'run-finished', status: 'stopped', seconds: 0 });
      else await engine.run(workflow, { ...options, onEvent: listener.onEvent });
    } catch (error) {
      listener.onFailure(runId, toFailure(error));
      listener.onEvent({ runId, kind: 'run-finished', status: 'failed', seconds: 0 });
    } finally {
      stops.delete(runId);
    }
  };

  return {
    start(workflow, name, targets) {
      const runId = randomUUID();
      const stop = new AbortController();
      stops.set(runId, stop);
      const options = { runId, name, signal: stop.signal, ...(targets ? { targets } : {}) };
      last = last.then(() => runNext(workflow, options));
      return runId;
    },
    stop(runId) {
      stops.get(runId)?.abort();
    },
    async close() {
      for (const stop of stops.values()) stop.abort();
      await last;
    },
  };
}
