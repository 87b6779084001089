import type { ReactNode } from 'react';
import { assertNever } from '../../core/errors.ts';
import { type LeftPanel as Panel, useSession } from '../state/session.ts';
import { useWords } from '../words/use-words.ts';
import { HistoryPanel } from './history-panel.tsx';
import { CloseIcon } from './icons.tsx';
import { OutputsPanel } from './outputs-panel.tsx';
import { PacksPanel } from './packs-panel.tsx';
import { Palette } from './palette.tsx';
import { SettingsPanel } from './settings-panel.tsx';
import { ShortcutsPanel } from './shortcuts-panel.tsx';

/** The panel that the rail has opened. */
export function LeftPanel() {
  const panel = useSession((state) => state.leftPanel);
  if (panel === undefined) return null;
  return <TitledPanel panel={panel}>{contentOf(panel)}</TitledPanel>;
}

function contentOf(panel: Panel): ReactNode {
  switch (panel) {
    case 'palette':
      return <Palette />;
    case 'outputs':
      return <OutputsPanel />;
    case 'history':
      return <HistoryPanel />;
    case 'packs':
      return <PacksPanel />;
    case 'shortcuts':
      return <ShortcutsPanel />;
    case 'settings':
      return <SettingsPanel />;
    default:
      return assertNever(panel);
  }
}

function TitledPanel({ panel, children }: { panel: Panel; children: ReactNode }) {
  const words = useWords();
  const title = words.leftPanels[panel];
  return (
    <aside className="panel left-panel" aria-label={title}>
      <header className="panel-header">
        <h2 className="panel-title">{title}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={words.close}
          title={words.close}
          onClick={() => useSession.getState().set({ leftPanel: undefined })}
        >
          <CloseIcon />
        </button>
      </header>
      {children}
    </aside>
  );
}
