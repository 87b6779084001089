import { create } from 'zustand';
import type { Failure } from '../../core/errors.ts';
import type { RunEvent } from '../../core/run-events.ts';
import { foldEvent, foldFailure, foldQueued, NO_RUN, type RunState } from './run-state.ts';

interface RunStore extends RunState {
  hear(event: RunEvent): void;
  queued(runId: string): void;
  failed(failure: Failure): void;
}

export const useRun = create<RunStore>()((set) => ({
  ...NO_RUN,
  hear: (event) => set((state) => foldEvent(state, event)),
  queued: (runId) => set((state) => foldQueued(state, runId)),
  failed: (failure) => set((state) => foldFailure(state, failure)),
}));
