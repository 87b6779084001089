import { useMemo } from 'react';
import { create } from 'zustand';
import type { HostResult } from '../../core/host-api.ts';
import type { Download } from '../../core/pack-api.ts';
import { type MissingPack, missingPacks } from '../../core/pack-references.ts';
import { reportFailure } from '../commands/report.ts';
import { useHost } from './host.ts';
import { useRestedDocument } from './rested-document.ts';

interface PacksState {
  /** Absent until the host has answered. */
  readonly known: HostResult<'listPacks'> | undefined;
  readonly downloads: readonly Download[];
}

/** The model packs of this machine, and those on their way. */
export const usePacks = create<PacksState>()(() => ({ known: undefined, downloads: [] }));

/** Asks the host for its packs: when the window opens, and after every change. */
export async function refreshPacks(): Promise<void> {
  try {
    const { api } = useHost.getState();
    if (!api) return;
    const [known, downloads] = await Promise.all([api.call('listPacks', {}), api.call('listDownloads', {})]);
    usePacks.setState({ known, downloads });
  } catch (error) {
    reportFailure(error);
  }
}

/** Takes the downloads as they are; once one is through, there is a pack more. */
export function takeDownloads(downloads: readonly Download[]): void {
  const before = usePacks.getState().downloads;
  usePacks.setState({ downloads });
  const wasFetching = (name: string) => before.some((other) => other.name === name && other.state === 'fetching');
  if (downloads.some(({ name, state }) => state !== 'fetching' && wasFetching(name))) void refreshPacks();
}

/** The names of the packs that are here and whole; absent until the host has answered. */
export function usePackNames(): readonly string[] | undefined {
  const known = usePacks((state) => state.known);
  return useMemo(() => known?.packs.filter(({ state }) => state !== 'unfinished').map(({ name }) => name), [known]);
}

/** The packs that the document names and that are not here. */
export function useMissingPacks(): readonly MissingPack[] {
  const workflow = useRestedDocument();
  const specs = useHost((state) => state.specs);
  const present = usePackNames();
  return useMemo(() => (present ? missingPacks(workflow, specs, present) : []), [workflow, specs, present]);
}
