import type { HostApi } from '../../core/host-api.ts';
import { useHost } from '../state/host.ts';
import { askQuestion } from '../state/overlays.ts';
import { useQueue } from '../state/queue.ts';
import { isReady } from '../state/ready.ts';
import { refreshRuns, useRuns } from '../state/runs.ts';
import { useSession } from '../state/session.ts';
import { currentWords } from '../words/use-words.ts';
import type { Command } from './command.ts';
import { attempt } from './report.ts';
import { runWorkflow } from './run-workflow.ts';

const hasWaiting = () => useQueue.getState().waiting.length > 0;

/** The queue and the history as a whole. */
export const QUEUE_COMMANDS = {
  runNext: {
    label: 'runNext',
    keys: ['Mod+Shift+Enter'],
    worksInText: true,
    isEnabled: isReady,
    run: () => void runWorkflow({ count: useSession.getState().runCount, isNext: true }),
  },
  pauseQueue: {
    label: 'pauseQueue',
    keys: [],
    isOn: () => useQueue.getState().isPaused,
    run: () => pauseQueue(!useQueue.getState().isPaused),
  },
  clearQueue: { label: 'clearQueue', keys: [], isEnabled: hasWaiting, run: clearQueue },
  clearHistory: {
    label: 'clearHistory',
    keys: [],
    isEnabled: () => useRuns.getState().records.length > 0,
    run: clearHistory,
  },
} as const satisfies Record<string, Command>;

/** Lets nothing new start, or lets it again. */
export function pauseQueue(isPaused: boolean): void {
  ask((api) => api.call('pauseQueue', { isPaused }));
}

function clearQueue(): void {
  ask((api) => api.call('clearQueue', {}));
}

/** Puts a run that waits, or all of its batch, before another one; to the end for null. */
export function moveRun(runId: string, before: string | null, wholeBatch = false): void {
  ask((api) => api.call('moveRun', { runId, before, wholeBatch }));
}

/** Takes a run that waits, or all of its batch, out of the queue. */
export function removeRun(runId: string, wholeBatch = false): void {
  ask((api) => api.call('removeRun', { runId, wholeBatch }));
}

/** Stops a run, and takes what of its batch waits out of the queue. */
export function stopBatch(runId: string): void {
  ask((api) => api.call('stopRun', { runId, wholeBatch: true }));
}

/** Puts a run of the history into the queue once more, as it was. */
export function repeatRun(runId: string): void {
  ask((api) => api.call('repeatRun', { runId }));
}

/** Takes a run out of the history. */
export function forgetRun(runId: string): void {
  ask(async (api) => {
    await api.call('forgetRuns', { runId });
    await refreshRuns();
  });
}

function clearHistory(): void {
  ask(async (api) => {
    const words = currentWords();
    const answer = await askQuestion(words.queue.clearHistoryTitle, words.queue.clearHistoryText, [
      { key: 'clear', label: words.commands.clearHistory, tone: 'danger' },
    ]);
    if (answer !== 'clear') return;
    await api.call('forgetRuns', {});
    await refreshRuns();
  });
}

function ask(work: (api: HostApi) => Promise<unknown>): void {
  attempt(async () => {
    const { api } = useHost.getState();
    if (api) await work(api);
  });
}
