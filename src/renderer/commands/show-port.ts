import { currentScope } from '../state/document.ts';
import { splitPath } from '../state/scope.ts';
import { useSession } from '../state/session.ts';
import { enterScope } from './open-workflow.ts';

/**
 * Selects a node, named as in a run, brings it into the middle, and puts the focus on one of its inputs in the inspector. One inside a subgraph is
 * shown there.
 */
export function showPort(path: string, port?: string): void {
  const { scope, id } = splitPath(path);
  useSession.getState().set({ sidePanelOpen: true, isApp: false });
  const isHere = currentScope().join('/') === scope.join('/');
  if (!isHere) enterScope(scope);
  const { select, view } = useSession.getState();
  select([id]);
  if (isHere) view?.reveal(id);
  // The canvas shows what is inside first.
  else requestAnimationFrame(() => requestAnimationFrame(() => useSession.getState().view?.reveal(id)));
  if (port === undefined) return;
  // The inspector shows the node first.
  requestAnimationFrame(() => {
    const entry = document.getElementById(inspectorId(port));
    entry?.scrollIntoView({ block: 'nearest' });
    entry?.querySelector<HTMLElement>('input, select, textarea')?.focus();
  });
}

/** The inspector's element for an input of the selected node. */
export function inspectorId(port: string): string {
  return `inspector-input-${port}`;
}
