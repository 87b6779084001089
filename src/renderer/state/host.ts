import { create } from 'zustand';
import type { NodeSpecs } from '../../core/define-node.ts';
import type { HostApi } from '../../core/host-api.ts';

/** What came from the host. */
interface HostState {
  readonly api: HostApi | undefined;
  readonly isConnected: boolean;
  readonly specs: NodeSpecs;
  readonly workflowNames: readonly string[];
  /** Where files for nodes to read are kept; empty until that is known. */
  readonly inputsFolder: string;
}

export const useHost = create<HostState>()(() => ({
  api: undefined,
  isConnected: false,
  specs: new Map(),
  workflowNames: [],
  inputsFolder: '',
}));
