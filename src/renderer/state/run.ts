import { create } from 'zustand';
import type { Failure } from '../../core/errors.ts';
import type { RunEvent } from '../../core/run-events.ts';
import { foldAsked, foldEvent, foldFailure, NO_RUN, type RunState } from './run-state.ts';

interface RunStore extends RunState {
  hear(event: RunEvent): void;
  asked(): void;
  failed(failure: Failure): void;
}

export const useRun = create<RunStore>()((set) => ({
  ...NO_RUN,
  hear: (event) => set((state) => foldEvent(state, event)),
  asked: () => set(foldAsked),
  failed: (failure) => set((state) => foldFailure(state, failure)),
}));
