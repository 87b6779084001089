import { useSession } from '../state/session.ts';
import { searchNodesAt } from './add-node.ts';
import { addNoteAt } from './add-note.ts';
import type { Command } from './command.ts';
import { fitFrames, groupSelected, hasFrames, selectInside } from './frames.ts';
import { arrangeAll } from './lay-out.ts';
import { attempt } from './report.ts';
import {
  alignSelected,
  allHave,
  distributeSelected,
  hasCardsOrBoxes,
  hasNodes,
  hasSelection,
  renameSelected,
  selectedBoxes,
  toggleCollapsed,
  toggleMode,
} from './selection.ts';

const count = () => Object.keys(selectedBoxes()).length;
const two = () => count() >= 2;
const three = () => count() >= 3;

/** What can be done to nodes: how they run, what they look like, where they are. */
export const NODE_COMMANDS = {
  addNode: { label: 'addNode', keys: ['Shift+A'], menu: 'node', run: () => searchNodesAt() },
  addNote: {
    label: 'addNote',
    keys: ['N'],
    menu: 'node',
    run: () => addNoteAt(useSession.getState().view?.pointer() ?? [0, 0]),
  },
  group: { label: 'group', keys: ['Mod+G', 'Mod+J'], menu: 'node', isEnabled: hasSelection, run: groupSelected },
  selectInside: { label: 'selectInside', keys: [], menu: 'node', isEnabled: hasFrames, run: selectInside },
  fitFrame: { label: 'fitFrame', keys: [], menu: 'node', isEnabled: hasFrames, run: fitFrames },
  rename: {
    label: 'rename',
    keys: ['F2'],
    menu: 'node',
    startsGroup: true,
    isEnabled: hasCardsOrBoxes,
    run: () => attempt(renameSelected),
  },
  collapse: {
    label: 'collapse',
    keys: ['Alt+C', 'H'],
    menu: 'node',
    isEnabled: hasNodes,
    isOn: () => allHave('collapsed', true),
    run: toggleCollapsed,
  },
  bypass: {
    label: 'bypass',
    keys: ['Mod+B'],
    menu: 'node',
    isEnabled: hasNodes,
    isOn: () => allHave('mode', 'bypass'),
    run: () => toggleMode('bypass'),
  },
  mute: {
    label: 'mute',
    keys: ['Mod+M'],
    menu: 'node',
    isEnabled: hasNodes,
    isOn: () => allHave('mode', 'mute'),
    run: () => toggleMode('mute'),
  },
  layOut: { label: 'layOut', keys: ['L'], menu: 'node', startsGroup: true, run: arrangeAll },
  alignLeft: align('alignLeft', 'left', true),
  alignCentre: align('alignCentre', 'centre'),
  alignRight: align('alignRight', 'right'),
  alignTop: align('alignTop', 'top'),
  alignMiddle: align('alignMiddle', 'middle'),
  alignBottom: align('alignBottom', 'bottom'),
  distributeAcross: {
    label: 'distributeAcross',
    keys: [],
    menu: 'node',
    isEnabled: three,
    run: () => distributeSelected('across'),
  },
  distributeDown: {
    label: 'distributeDown',
    keys: [],
    menu: 'node',
    isEnabled: three,
    run: () => distributeSelected('down'),
  },
} as const satisfies Record<string, Command>;

function align<L extends Command['label']>(label: L, side: Parameters<typeof alignSelected>[0], startsGroup = false) {
  return { label, keys: [], menu: 'node', startsGroup, isEnabled: two, run: () => alignSelected(side) } as const;
}
