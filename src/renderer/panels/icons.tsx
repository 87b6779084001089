import type { ReactNode } from 'react';

/** Line drawings of 16 by 16 in the text's colour; what they mean is said by the control they are in. */
function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const RunIcon = () => (
  <Icon>
    <path d="M4.5 2.8 L12.8 8 L4.5 13.2 Z" fill="currentColor" />
  </Icon>
);
export const StopIcon = () => (
  <Icon>
    <rect x="3.8" y="3.8" width="8.4" height="8.4" rx="1" fill="currentColor" />
  </Icon>
);
export const UndoIcon = () => (
  <Icon>
    <path d="M5.5 3 L2.5 6 L5.5 9 M2.8 6 H9.5 A3.5 3.5 0 0 1 9.5 13 H6.5" />
  </Icon>
);
export const RedoIcon = () => (
  <Icon>
    <path d="M10.5 3 L13.5 6 L10.5 9 M13.2 6 H6.5 A3.5 3.5 0 0 0 6.5 13 H9.5" />
  </Icon>
);
export const PaletteIcon = () => (
  <Icon>
    <rect x="2.2" y="2.8" width="7" height="4.2" rx="1" />
    <rect x="6.8" y="9.6" width="7" height="4.2" rx="1" />
    <path d="M5.5 7 V11.7 H6.8" />
  </Icon>
);
export const SidePanelIcon = () => (
  <Icon>
    <rect x="2" y="2.8" width="12" height="10.4" rx="1.2" />
    <path d="M9.8 3 V13" />
  </Icon>
);
export const FitIcon = () => (
  <Icon>
    <path d="M2.5 5.5 V2.5 H5.5 M10.5 2.5 H13.5 V5.5 M13.5 10.5 V13.5 H10.5 M5.5 13.5 H2.5 V10.5" />
  </Icon>
);
export const DiceIcon = () => (
  <Icon>
    <rect x="2.5" y="2.5" width="11" height="11" rx="2" />
    <path d="M5.6 5.6 h.01 M10.4 5.6 h.01 M8 8 h.01 M5.6 10.4 h.01 M10.4 10.4 h.01" strokeWidth="1.8" />
  </Icon>
);
export const OutputsIcon = () => (
  <Icon>
    <rect x="2" y="3.2" width="12" height="9.6" rx="1.4" />
    <path d="M6.6 6 L10 8 L6.6 10 Z" fill="currentColor" />
  </Icon>
);
export const HistoryIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="5.8" />
    <path d="M8 4.6 V8 L10.4 9.6" />
  </Icon>
);
export const KeyboardIcon = () => (
  <Icon>
    <rect x="1.6" y="4" width="12.8" height="8" rx="1.4" />
    <path d="M4.4 6.8 h.01 M7 6.8 h.01 M9.6 6.8 h.01 M11.8 6.8 h.01 M5.2 9.4 H10.8" />
  </Icon>
);
export const SettingsIcon = () => (
  <Icon>
    <path d="M2.5 4.8 H9 M12.6 4.8 H13.5 M2.5 11.2 H3.4 M7 11.2 H13.5" />
    <circle cx="10.8" cy="4.8" r="1.8" />
    <circle cx="5.2" cy="11.2" r="1.8" />
  </Icon>
);
export const CloseIcon = () => (
  <Icon>
    <path d="M4 4 L12 12 M12 4 L4 12" />
  </Icon>
);
export const PauseIcon = () => (
  <Icon>
    <path d="M5.4 3.4 V12.6 M10.6 3.4 V12.6" strokeWidth="2.4" />
  </Icon>
);
export const LoopIcon = () => (
  <Icon>
    <path d="M3 8.6 V7.2 A2.4 2.4 0 0 1 5.4 4.8 H13 M11 2.6 L13.2 4.8 L11 7 M13 7.4 V8.8 A2.4 2.4 0 0 1 10.6 11.2 H3 M5 9 L2.8 11.2 L5 13.4" />
  </Icon>
);
export const BackIcon = () => (
  <Icon>
    <path d="M11 3.6 L5.6 8 L11 12.4 Z" fill="currentColor" />
    <path d="M3.8 3.6 V12.4" />
  </Icon>
);
export const ForwardIcon = () => (
  <Icon>
    <path d="M5 3.6 L10.4 8 L5 12.4 Z" fill="currentColor" />
    <path d="M12.2 3.6 V12.4" />
  </Icon>
);
export const RefreshIcon = () => (
  <Icon>
    <path d="M13 8 A5 5 0 1 1 11.4 4.3 M11.8 1.8 V4.8 H8.8" />
  </Icon>
);
export const SwapIcon = () => (
  <Icon>
    <path d="M3 5.6 H12.6 M10.4 3.2 L12.8 5.6 L10.4 8 M13 10.8 H3.4 M5.6 8.4 L3.2 10.8 L5.6 13.2" />
  </Icon>
);
export const PinIcon = () => (
  <Icon>
    <path d="M6 2.6 H10 L9.6 6.6 L11.8 9.2 H4.2 L6.4 6.6 Z M8 9.2 V13.6" />
  </Icon>
);
export const WireIcon = () => (
  <Icon>
    <circle cx="3.4" cy="11.4" r="1.6" />
    <circle cx="12.6" cy="4.6" r="1.6" />
    <path d="M5 11.4 C9 11.4 7 4.6 11 4.6" />
  </Icon>
);
export const UpIcon = () => (
  <Icon>
    <path d="M8 12.6 V3.6 M4.4 7 L8 3.4 L11.6 7" />
  </Icon>
);
export const DownIcon = () => (
  <Icon>
    <path d="M8 3 V13 M4 9 L8 13 L12 9" />
  </Icon>
);
export const FirstIcon = () => (
  <Icon>
    <path d="M3.5 2.8 H12.5 M8 13.2 V6 M4.5 9.2 L8 5.8 L11.5 9.2" />
  </Icon>
);
export const PlusIcon = () => (
  <Icon>
    <path d="M8 3.5 V12.5 M3.5 8 H12.5" />
  </Icon>
);
export const SearchIcon = () => (
  <Icon>
    <circle cx="7" cy="7" r="4.2" />
    <path d="M10.2 10.2 L13.5 13.5" />
  </Icon>
);
export const PacksIcon = () => (
  <Icon>
    <path d="M8 1.8 L13.6 4.8 V11.2 L8 14.2 L2.4 11.2 V4.8 Z M2.4 4.8 L8 7.9 L13.6 4.8 M8 7.9 V14.2" />
  </Icon>
);
export const EnterIcon = () => (
  <Icon>
    <rect x="2" y="2.8" width="12" height="10.4" rx="1.2" />
    <path d="M5 8 H10.6 M8.2 5.6 L10.6 8 L8.2 10.4" />
  </Icon>
);
