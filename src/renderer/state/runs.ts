import { create } from 'zustand';
import { toFailure } from '../../core/errors.ts';
import type { RunRecord } from '../../core/host-api.ts';
import type { MediaFile } from '../player/media-file.ts';
import { useHost } from './host.ts';
import { useSession } from './session.ts';

interface RunsState {
  /** Newest first. */
  readonly records: readonly RunRecord[];
  /** What somebody chose to look at; otherwise the newest result is shown. */
  readonly shown: MediaFile | undefined;
}

/** The runs of this session, as the host knows them, and which of their results is looked at. */
export const useRuns = create<RunsState>()(() => ({ records: [], shown: undefined }));

/** Asks the host for its runs; called whenever one begins or ends. */
export async function refreshRuns(): Promise<void> {
  try {
    const records = await useHost.getState().api?.call('listRuns', {});
    if (records) useRuns.setState({ records });
  } catch (error) {
    useSession.getState().say({ tone: 'error', text: toFailure(error).message });
  }
}

/** Shows a file in the results. */
export function showResult(file: MediaFile): void {
  useRuns.setState({ shown: file });
  useSession.getState().set({ sidePanelOpen: true });
}
