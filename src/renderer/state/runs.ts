import { create } from 'zustand';
import { toFailure } from '../../core/errors.ts';
import type { RunRecord } from '../../core/queue-api.ts';
import type { MediaFile } from '../player/media-file.ts';
import { useHost } from './host.ts';
import { useSession } from './session.ts';

interface RunsState {
  /** Runs that are over, newest first, as far as they were asked for. */
  readonly records: readonly RunRecord[];
  readonly hasMore: boolean;
  readonly search: string;
  /** What somebody chose to look at; otherwise the newest result is shown. */
  readonly shown: MediaFile | undefined;
}

/** The history, as the host knows it, and which of its results is looked at. */
export const useRuns = create<RunsState>()(() => ({ records: [], hasMore: false, search: '', shown: undefined }));

const PAGE = 50;
/** As much as the host gives at once. */
const LARGEST_PAGE = 200;

/** Asks the host for its history, as much as is shown; called whenever a run ends. */
export async function refreshRuns(): Promise<void> {
  const limit = Math.min(LARGEST_PAGE, Math.max(PAGE, useRuns.getState().records.length));
  await ask({ limit }, (runs) => runs);
}

/** The next page of the history. */
export async function showMoreRuns(): Promise<void> {
  const { records } = useRuns.getState();
  const last = records.at(-1);
  if (last) await ask({ limit: PAGE, after: last.runId }, (runs) => [...records, ...runs]);
}

export async function searchRuns(search: string): Promise<void> {
  useRuns.setState({ search });
  await ask({ limit: PAGE }, (runs) => runs);
}

let asked = 0;

async function ask(
  page: { readonly limit: number; readonly after?: string },
  place: (runs: readonly RunRecord[]) => readonly RunRecord[],
): Promise<void> {
  const question = ++asked;
  try {
    const { api } = useHost.getState();
    const answer = await api?.call('listRuns', { ...page, search: useRuns.getState().search });
    // Whoever types on asks again before this is answered.
    if (answer && question === asked) useRuns.setState({ records: place(answer.runs), hasMore: answer.hasMore });
  } catch (error) {
    useSession.getState().say({ tone: 'error', text: toFailure(error).message });
  }
}

/** Shows a file in the results. */
export function showResult(file: MediaFile): void {
  useRuns.setState({ shown: file });
  useSession.getState().set({ sidePanelOpen: true });
}
