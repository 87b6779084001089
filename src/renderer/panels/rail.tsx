import type { ReactNode } from 'react';
import { COMMANDS } from '../commands/commands.ts';
import { togglePanel } from '../commands/view-commands.ts';
import { LEFT_PANELS, type LeftPanel, useSession } from '../state/session.ts';
import { useWords } from '../words/use-words.ts';
import {
  HistoryIcon,
  KeyboardIcon,
  OutputsIcon,
  PacksIcon,
  PaletteIcon,
  SettingsIcon,
  SidePanelIcon,
} from './icons.tsx';

const ICONS: Readonly<Record<LeftPanel, ReactNode>> = {
  palette: <PaletteIcon />,
  outputs: <OutputsIcon />,
  packs: <PacksIcon />,
  history: <HistoryIcon />,
  shortcuts: <KeyboardIcon />,
  settings: <SettingsIcon />,
};

/** Those that one needs now and then are at the lower end. */
const FIRST_BELOW: LeftPanel = 'shortcuts';

/** Opens and closes the panels. */
export function Rail() {
  const words = useWords();
  const { leftPanel, sidePanelOpen } = useSession();
  return (
    <nav className="rail" aria-label={words.panels}>
      {LEFT_PANELS.map((panel) => (
        <RailButton
          key={panel}
          label={words.leftPanels[panel]}
          isPressed={leftPanel === panel}
          isFirstBelow={panel === FIRST_BELOW}
          onClick={() => togglePanel(panel)}
        >
          {ICONS[panel]}
        </RailButton>
      ))}
      <RailButton label={words.toggleSidePanel} isPressed={sidePanelOpen} onClick={COMMANDS.sidePanel.run}>
        <SidePanelIcon />
      </RailButton>
    </nav>
  );
}

interface RailButtonProps {
  readonly label: string;
  readonly isPressed: boolean;
  readonly isFirstBelow?: boolean;
  readonly children: ReactNode;
  onClick(): void;
}

function RailButton({ label, isPressed, isFirstBelow = false, children, onClick }: RailButtonProps) {
  return (
    <button
      type="button"
      className={`icon-button rail-button${isFirstBelow ? ' rail-below' : ''}`}
      aria-label={label}
      aria-pressed={isPressed}
      title={label}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
