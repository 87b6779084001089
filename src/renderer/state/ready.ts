import { useDocument } from './document.ts';
import { useHost } from './host.ts';

/** Whether there is something to run: the nodes have arrived from the host, and a document is open. */
export function isReady(): boolean {
  return hasNodes(useHost.getState()) && isOpen(useDocument.getState());
}

/** The same, for components. */
export function useReady(): boolean {
  const hasAll = useHost(hasNodes);
  return useDocument(isOpen) && hasAll;
}

function hasNodes({ api, specs }: ReturnType<typeof useHost.getState>): boolean {
  return api !== undefined && specs.size > 0;
}

function isOpen({ name }: { readonly name: string }): boolean {
  return name !== '';
}
