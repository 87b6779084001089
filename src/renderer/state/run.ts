import { create } from 'zustand';
import type { Failure } from '../../core/errors.ts';
import type { RunEvent } from '../../core/run-events.ts';
import type { SavedFile } from '../../core/values.ts';
import { foldAsked, foldEvent, foldFailure, foldOpened, NO_RUN, type RunState } from './run-state.ts';

interface RunStore extends RunState {
  hear(event: RunEvent): void;
  asked(): void;
  failed(failure: Failure): void;
  /** A workflow was opened with results of its own. */
  opened(runId: string, files: readonly SavedFile[]): void;
}

export const useRun = create<RunStore>()((set) => ({
  ...NO_RUN,
  hear: (event) => set((state) => foldEvent(state, event)),
  asked: () => set(foldAsked),
  opened: (runId, files) => set((state) => foldOpened(state, runId, files)),
  failed: (failure) => set((state) => foldFailure(state, failure)),
}));
