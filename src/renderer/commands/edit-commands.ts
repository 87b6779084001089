import { useDocument } from '../state/document.ts';
import { copySelected, cutSelected, duplicateSelected, pasteFromClipboard } from './clipboard.ts';
import type { Command } from './command.ts';
import { canHeal, deleteAndHeal, deleteSelected, hasSelection, selectAll } from './selection.ts';

/** What is done to what is selected, and taken back. */
export const EDIT_COMMANDS = {
  undo: {
    label: 'undo',
    keys: ['Mod+Z'],
    menu: 'edit',
    isEnabled: () => useDocument.getState().history.past.length > 0,
    run: () => useDocument.getState().undo(),
  },
  redo: {
    label: 'redo',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    menu: 'edit',
    isEnabled: () => useDocument.getState().history.future.length > 0,
    run: () => useDocument.getState().redo(),
  },
  cut: {
    label: 'cut',
    keys: ['Mod+X'],
    isNative: true,
    menu: 'edit',
    startsGroup: true,
    isEnabled: hasSelection,
    run: cutSelected,
  },
  copy: { label: 'copy', keys: ['Mod+C'], isNative: true, menu: 'edit', isEnabled: hasSelection, run: copySelected },
  paste: { label: 'paste', keys: ['Mod+V'], isNative: true, menu: 'edit', run: () => pasteFromClipboard() },
  pasteWithWires: {
    label: 'pasteWithWires',
    keys: ['Mod+Shift+V'],
    isNative: true,
    menu: 'edit',
    run: () => pasteFromClipboard(true),
  },
  duplicate: {
    label: 'duplicate',
    keys: ['Mod+D', 'Shift+D'],
    menu: 'edit',
    startsGroup: true,
    isEnabled: hasSelection,
    run: () => duplicateSelected(),
  },
  duplicateWithWires: {
    label: 'duplicateWithWires',
    keys: ['Mod+Shift+D'],
    menu: 'edit',
    isEnabled: hasSelection,
    run: () => duplicateSelected(true),
  },
  delete: {
    label: 'delete',
    keys: ['Delete', 'Backspace', 'X'],
    menu: 'edit',
    startsGroup: true,
    isEnabled: hasSelection,
    run: deleteSelected,
  },
  deleteAndHeal: {
    label: 'deleteAndHeal',
    keys: ['Mod+Delete', 'Mod+Backspace'],
    menu: 'edit',
    isEnabled: canHeal,
    run: deleteAndHeal,
  },
  selectAll: { label: 'selectAll', keys: ['Mod+A'], menu: 'edit', startsGroup: true, run: selectAll },
} as const satisfies Record<string, Command>;
