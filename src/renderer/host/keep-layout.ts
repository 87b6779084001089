import { LEFT_PANELS, useSession } from '../state/session.ts';
import { changeSettings, useSettings } from '../state/settings.ts';

/** Puts the panels where they were left, and from then on has the host remember where they are. */
export function keepLayout(): void {
  const kept = useSettings.getState().layout;
  const present = useSession.getState();
  present.set({
    leftPanel:
      kept.leftPanel === null ? undefined : (LEFT_PANELS.find((name) => name === kept.leftPanel) ?? present.leftPanel),
    sidePanelOpen: kept.sidePanelOpen ?? present.sidePanelOpen,
    minimapOpen: kept.minimapOpen ?? present.minimapOpen,
    foldedFolders: kept.foldedFolders ?? present.foldedFolders,
  });
  let known = JSON.stringify(layoutNow());
  useSession.subscribe(() => {
    const layout = layoutNow();
    if (JSON.stringify(layout) === known) return;
    known = JSON.stringify(layout);
    changeSettings({ layout });
  });
}

function layoutNow() {
  const { leftPanel = null, sidePanelOpen, minimapOpen, foldedFolders } = useSession.getState();
  return { leftPanel, sidePanelOpen, minimapOpen, foldedFolders: [...foldedFolders] };
}
