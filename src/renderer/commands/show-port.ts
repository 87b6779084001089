import { useSession } from '../state/session.ts';

/** Selects a node, brings it into the middle, and puts the focus on one of its inputs in the inspector. */
export function showPort(node: string, port?: string): void {
  const { select, view, set } = useSession.getState();
  set({ sidePanelOpen: true, isApp: false });
  select([node]);
  view?.reveal(node);
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
