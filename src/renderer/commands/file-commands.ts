import { allDocuments, useDocument } from '../state/document.ts';
import { useOverlay } from '../state/overlays.ts';
import { copyDocument } from './clipboard.ts';
import type { Command } from './command.ts';
import { exportSelection } from './export-selection.ts';
import { chooseFiles } from './import-file.ts';
import { showDocument } from './open-workflow.ts';
import { attempt } from './report.ts';
import { closeDocument, newDocument, saveDocument, saveDocumentAs } from './save-document.ts';
import { saveToFile } from './save-to-file.ts';
import { hasResults, saveWithResults } from './save-with-results.ts';
import { hasSelection } from './selection.ts';

const current = () => useDocument.getState().id;

/** Documents: opening, saving, going from one to the other. */
export const FILE_COMMANDS = {
  newDocument: { label: 'newDocument', keys: ['Alt+N'], menu: 'file', run: newDocument },
  openDocument: {
    label: 'openDocument',
    keys: ['Mod+O'],
    worksInText: true,
    menu: 'file',
    run: () => useOverlay.getState().show({ kind: 'open' }),
  },
  templates: {
    label: 'templates',
    keys: [],
    menu: 'file',
    run: () => useOverlay.getState().show({ kind: 'templates' }),
  },
  importFile: { label: 'importFile', keys: [], menu: 'file', run: chooseFiles },
  save: {
    label: 'save',
    keys: ['Mod+S'],
    worksInText: true,
    menu: 'file',
    startsGroup: true,
    run: () => attempt(async () => void (await saveDocument(current()))),
  },
  saveAs: {
    label: 'saveAs',
    keys: ['Mod+Shift+S'],
    worksInText: true,
    menu: 'file',
    run: () => attempt(async () => void (await saveDocumentAs(current()))),
  },
  saveToFile: { label: 'saveToFile', keys: [], menu: 'file', run: () => attempt(saveToFile) },
  saveWithResults: {
    label: 'saveWithResults',
    keys: [],
    menu: 'file',
    isEnabled: hasResults,
    run: () => attempt(saveWithResults),
  },
  copyDocument: { label: 'copyDocument', keys: [], menu: 'file', run: copyDocument },
  exportSelection: {
    label: 'exportSelection',
    keys: [],
    menu: 'file',
    isEnabled: hasSelection,
    run: exportSelection,
  },
  compare: {
    label: 'compare',
    keys: [],
    menu: 'file',
    startsGroup: true,
    run: () => useOverlay.getState().show({ kind: 'compare' }),
  },
  closeDocument: {
    label: 'closeDocument',
    keys: ['Alt+W'],
    menu: 'file',
    startsGroup: true,
    run: () => attempt(() => closeDocument(current())),
  },
  nextDocument: { label: 'nextDocument', keys: ['Alt+PageDown'], isEnabled: hasSeveral, run: () => step(1) },
  previousDocument: { label: 'previousDocument', keys: ['Alt+PageUp'], isEnabled: hasSeveral, run: () => step(-1) },
} as const satisfies Record<string, Command>;

function hasSeveral(): boolean {
  return allDocuments().length > 1;
}

function step(by: 1 | -1): void {
  const open = allDocuments();
  const next = open[(open.findIndex(({ id }) => id === current()) + by + open.length) % open.length];
  if (next) showDocument(next.id);
}
