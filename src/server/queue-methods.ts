import { UserError } from '../core/errors.ts';
import type { QUEUE_METHODS } from '../core/queue-api.ts';
import { describeProblem, validateWorkflow } from '../core/validate.ts';
import type { Workflow } from '../core/workflow.ts';
import type { Engine } from '../engine/engine.ts';
import type { HostMethods } from './host-methods.ts';
import type { RunQueue } from './run-queue.ts';
import type { RunStore } from './run-store.ts';

/** What the methods on runs work on. */
export interface QueueParts {
  readonly engine: Engine;
  readonly queue: RunQueue;
  readonly store: RunStore;
  /** Reads a document, of which the queue may have read the one before. */
  read(json: string): Workflow;
}

const PAGE = 50;

/** The methods on runs: those that wait, the one that goes on, and those that are over. */
export function createQueueMethods({
  engine,
  queue,
  store,
  read,
}: QueueParts): Pick<HostMethods, keyof typeof QUEUE_METHODS> {
  return {
    startRun: async (request) => {
      await engine.ownNodes.refresh();
      const problems = validateWorkflow(read(request.json), engine.specs, request.targets);
      if (problems.length > 0) {
        throw new UserError(`The workflow cannot run: ${problems.map(describeProblem).join(' ')}`, {
          hint: 'Put these places right and run it again.',
        });
      }
      return { runId: queue.start(request) };
    },
    repeatRun: async ({ runId }) => ({ runId: queue.repeat(runId) }),
    stopRun: async ({ runId, wholeBatch }) => {
      queue.stop(runId, wholeBatch);
      return {};
    },
    readQueue: async () => queue.state(),
    moveRun: async ({ runId, before, wholeBatch }) => {
      queue.move(runId, before, wholeBatch);
      return {};
    },
    removeRun: async ({ runId, wholeBatch }) => {
      queue.remove(runId, wholeBatch);
      return {};
    },
    clearQueue: async () => {
      queue.clear();
      return {};
    },
    pauseQueue: async ({ isPaused }) => {
      queue.pause(isPaused);
      return {};
    },
    listRuns: async ({ search = '', after, limit = PAGE }) =>
      store.list({ words: search.toLowerCase().split(/\s+/).filter(Boolean), after, limit }),
    openRun: async ({ runId }) => {
      const known = store.open(runId);
      if (!known) throw new UserError('This run is not known any more', { hint: 'Open one of its files instead.' });
      return { json: known.json, name: known.record.name };
    },
    forgetRuns: async ({ runId }) => {
      if (runId === undefined) store.clear();
      else store.forget(runId);
      return {};
    },
  };
}
