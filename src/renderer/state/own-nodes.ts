import { create } from 'zustand';
import type { OwnNodeFolder } from '../../core/own-nodes.ts';
import { reportFailure } from '../commands/report.ts';
import { useHost } from './host.ts';

interface OwnNodesState {
  readonly folders: readonly OwnNodeFolder[];
}

/** Folders with nodes of the person's own, allowed or waiting to be. */
export const useOwnNodes = create<OwnNodesState>()(() => ({ folders: [] }));

/** Asks the host which nodes there are: when the window opens, and after every change of a file. */
export async function refreshNodes(): Promise<void> {
  const { api } = useHost.getState();
  if (!api) return;
  try {
    const [specs, folders] = await Promise.all([api.call('listNodes', {}), api.call('listOwnNodes', {})]);
    useHost.setState({ specs: new Map(specs.map((spec) => [spec.id, spec])) });
    useOwnNodes.setState({ folders });
  } catch (error) {
    reportFailure(error);
  }
}

/** A person allows the usual folder: its code runs from now on. */
export async function allowOwnNodes(): Promise<void> {
  await useHost.getState().api?.call('allowOwnNodes', {});
  await refreshNodes();
}

export async function forgetOwnNodes(path: string): Promise<void> {
  await useHost.getState().api?.call('forgetOwnNodes', { path });
  await refreshNodes();
}
