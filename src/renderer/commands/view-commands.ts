import { useOverlay } from '../state/overlays.ts';
import { refreshNodes } from '../state/own-nodes.ts';
import { refreshPacks } from '../state/packs.ts';
import { type LeftPanel, useSession } from '../state/session.ts';
import { currentWords } from '../words/use-words.ts';
import type { Command } from './command.ts';
import { enterScope } from './open-workflow.ts';
import { attempt } from './report.ts';
import { hasSelection, selectedBoxes } from './selection.ts';

const ZOOM_STEP = 1.25;
const view = () => useSession.getState().view;

/** What is seen of the canvas and around it. */
export const VIEW_COMMANDS = {
  palette: {
    label: 'palette',
    keys: ['Mod+K', 'Mod+Shift+P'],
    worksInText: true,
    menu: 'view',
    run: () => useOverlay.getState().show({ kind: 'commands' }),
  },
  find: {
    label: 'find',
    keys: ['Mod+F'],
    worksInText: true,
    menu: 'view',
    run: () => useOverlay.getState().show({ kind: 'find' }),
  },
  search: { label: 'search', keys: ['/'], menu: 'view', run: focusSearch },
  fit: { label: 'fit', keys: ['F', 'Home'], menu: 'view', startsGroup: true, run: () => view()?.fit() },
  fitSelection: {
    label: 'fitSelection',
    keys: ['.'],
    menu: 'view',
    run: () => (hasSelection() ? view()?.fitTo(Object.keys(selectedBoxes())) : view()?.fit()),
  },
  actualSize: { label: 'actualSize', keys: ['1'], menu: 'view', run: () => view()?.zoomTo(1) },
  zoomIn: { label: 'zoomIn', keys: ['+', '=', 'Alt+='], menu: 'view', run: () => view()?.zoomBy(ZOOM_STEP) },
  zoomOut: { label: 'zoomOut', keys: ['-', 'Alt+-'], menu: 'view', run: () => view()?.zoomBy(1 / ZOOM_STEP) },
  minimap: {
    label: 'minimap',
    keys: ['M'],
    menu: 'view',
    startsGroup: true,
    isOn: () => useSession.getState().minimapOpen,
    run: () => toggle('minimapOpen'),
  },
  appView: {
    label: 'appView',
    keys: ['Alt+A'],
    menu: 'view',
    isOn: () => useSession.getState().isApp,
    run: () => showApp(!useSession.getState().isApp),
  },
  refresh: { label: 'refresh', keys: ['R'], menu: 'view', startsGroup: true, run: () => attempt(lookAgain) },
  nodePalette: panel('nodePalette', 'palette', [], true),
  outputs: panel('outputs', 'outputs'),
  packs: panel('packs', 'packs'),
  runs: panel('runs', 'history'),
  shortcuts: panel('shortcuts', 'shortcuts', ['?']),
  settings: panel('settings', 'settings', ['Mod+,']),
  sidePanel: {
    label: 'sidePanel',
    keys: [],
    menu: 'view',
    isOn: () => useSession.getState().sidePanelOpen,
    run: () => toggle('sidePanelOpen'),
  },
} as const satisfies Record<string, Command>;

/** Shows the workflow as a form, or as a graph again. The form is of the whole document. */
export function showApp(isApp: boolean): void {
  if (isApp) enterScope([]);
  useSession.getState().set({ isApp });
}

function toggle(what: 'minimapOpen' | 'sidePanelOpen'): void {
  const session = useSession.getState();
  session.set({ [what]: !session[what] });
}

/** Opens one of the panels beside the canvas, or closes it where it is the one that is open. */
export function togglePanel(name: LeftPanel): void {
  const { leftPanel, set } = useSession.getState();
  set({ leftPanel: leftPanel === name ? undefined : name });
}

function panel<L extends Command['label']>(
  label: L,
  name: LeftPanel,
  keys: readonly string[] = [],
  startsGroup = false,
) {
  const isOn = () => useSession.getState().leftPanel === name;
  return { label, keys, menu: 'view', startsGroup, isOn, run: () => togglePanel(name) } as const;
}

/** For nodes and packs that somebody has put there meanwhile. */
async function lookAgain(): Promise<void> {
  await Promise.all([refreshNodes(), refreshPacks()]);
  useSession.getState().say({ tone: 'info', text: currentWords().lookedAgain });
}

function focusSearch(): void {
  useSession.getState().set({ leftPanel: 'palette' });
  requestAnimationFrame(() => document.querySelector<HTMLInputElement>('#palette-search')?.focus());
}
