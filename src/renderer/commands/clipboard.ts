import { type BoxKind, boundsOf } from '../../core/edits-boxes.ts';
import { UserError } from '../../core/errors.ts';
import {
  copyFragment,
  type Fragment,
  looksLikeFragment,
  parseFragment,
  pasteFragment,
  serializeFragment,
} from '../../core/fragment.ts';
import { type Point, serializeWorkflow } from '../../core/workflow.ts';
import { boxOf, groupKey, noteKey } from '../state/box-keys.ts';
import { currentDocument, currentWorkflow, useDocument } from '../state/document.ts';
import { currentSpecs } from '../state/document-specs.ts';
import type { Step } from '../state/history.ts';
import { useSession } from '../state/session.ts';
import { currentWords } from '../words/use-words.ts';
import { addFileNode } from './add-file-node.ts';
import { isWritingText } from './keyboard.ts';
import { attempt, reportFailure } from './report.ts';
import { deleteSelected, selection } from './selection.ts';

const GRID = 8;
const DUPLICATE_OFFSET = 4 * GRID;

/** Answers the browser's own copy, cut and paste with the canvas's; returns a function that ends it. */
export function listenToClipboard(): () => void {
  let withWires = false;
  const notePress = (event: KeyboardEvent) => {
    withWires = event.shiftKey;
  };
  const copy = (event: ClipboardEvent) => {
    const text = isTaken(event) ? undefined : selectedText();
    if (text === undefined) return;
    event.preventDefault();
    event.clipboardData?.setData('text/plain', text);
    if (event.type === 'cut') deleteSelected();
  };
  const paste = (event: ClipboardEvent) => {
    const [file] = event.clipboardData?.files ?? [];
    if (file && !isTaken(event)) {
      event.preventDefault();
      pasteFile(file);
      return;
    }
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (isTaken(event) || !looksLikeFragment(text)) return;
    event.preventDefault();
    tryPasting(text, withWires);
  };
  window.addEventListener('keydown', notePress, true);
  for (const kind of ['copy', 'cut'] as const) window.addEventListener(kind, copy);
  window.addEventListener('paste', paste);
  return () => {
    window.removeEventListener('keydown', notePress, true);
    for (const kind of ['copy', 'cut'] as const) window.removeEventListener(kind, copy);
    window.removeEventListener('paste', paste);
  };
}

/** From a menu the clipboard has to be asked for. */
export function copySelected(): void {
  const text = selectedText();
  if (text !== undefined) attempt(() => navigator.clipboard.writeText(text));
}

export function cutSelected(): void {
  const text = selectedText();
  if (text === undefined) return;
  attempt(async () => {
    await navigator.clipboard.writeText(text);
    deleteSelected();
  });
}

export function pasteFromClipboard(withWires = false): void {
  attempt(async () => {
    const text = await navigator.clipboard.readText();
    if (looksLikeFragment(text)) tryPasting(text, withWires);
    else useSession.getState().say({ tone: 'info', text: currentWords().nothingToPaste });
  });
}

/** The whole document as JSON text, to be shared. */
export function copyDocument(): void {
  attempt(async () => {
    await navigator.clipboard.writeText(serializeWorkflow(currentDocument()));
    useSession.getState().say({ tone: 'info', text: currentWords().copiedDocument });
  });
}

/** A copy of what is selected, a little aside; with the wires into it if wanted. */
export function duplicateSelected(withWires = false): void {
  const fragment = copyFragment(currentWorkflow(), selection());
  addFragment(fragment, [DUPLICATE_OFFSET, DUPLICATE_OFFSET], withWires, 'duplicate');
}

/** Copies nodes, groups and notes where they are, as the beginning of a drag. The copies by what they are copies of. */
export function copyInPlace(keys: readonly string[], step: Step): ReadonlyMap<string, string> {
  const boxes = keys.flatMap((key) => boxOf(key) ?? []);
  const idsOf = (kind: BoxKind) => boxes.flatMap((box) => (box.kind === kind ? [box.id] : []));
  const fragment = copyFragment(currentWorkflow(), {
    nodes: keys.filter((key) => !boxOf(key)),
    groups: idsOf('groups'),
    notes: idsOf('notes'),
  });
  const { workflow, nodes, groups, notes } = pasteFragment(currentWorkflow(), fragment, [0, 0]);
  useDocument.getState().edit(() => workflow, step);
  const { content } = fragment;
  const pairs = (from: readonly string[], to: readonly string[]) =>
    from.map((key, at) => [key, to[at] ?? key] as const);
  return new Map([
    ...pairs(Object.keys(content.nodes), nodes),
    ...pairs(
      content.groups.map(({ id }) => groupKey(id)),
      groups.map(groupKey),
    ),
    ...pairs(
      content.notes.map(({ id }) => noteKey(id)),
      notes.map(noteKey),
    ),
  ]);
}

/** A picture or video from another program becomes the node that reads it. */
function pasteFile(file: File): void {
  attempt(async () => {
    const place = useSession.getState().view?.pointer() ?? [0, 0];
    if (!(await addFileNode(file, place))) throw new UserError(currentWords().nothingToPaste);
  });
}

function tryPasting(text: string, withWires: boolean): void {
  try {
    const fragment = parseFragment(text);
    addFragment(fragment, offsetToPointer(fragment), withWires, 'paste');
  } catch (error) {
    reportFailure(error);
  }
}

function addFragment(fragment: Fragment, by: Point, withWires: boolean, label: string): void {
  const specs = withWires ? currentSpecs() : undefined;
  const { workflow, nodes, groups, notes } = pasteFragment(currentWorkflow(), fragment, by, specs);
  if (nodes.length + groups.length + notes.length === 0) return;
  useDocument.getState().edit(() => workflow, { label });
  useSession.getState().select(nodes, [], [...groups.map(groupKey), ...notes.map(noteKey)]);
}

/** Brings the fragment's corner below the pointer, on the grid. */
function offsetToPointer({ content }: Fragment): Point {
  const boxes = [...Object.values(content.nodes), ...content.groups, ...content.notes];
  const corner = boundsOf(boxes.map(({ position }) => ({ position, size: [0, 0] })))?.position ?? [0, 0];
  const [x, y] = useSession.getState().view?.pointer() ?? corner;
  return [toGrid(x - corner[0]), toGrid(y - corner[1])];
}

function selectedText(): string | undefined {
  const { nodes, groups, notes } = selection();
  if (nodes.length + groups.length + notes.length === 0) return undefined;
  return serializeFragment(copyFragment(currentWorkflow(), { nodes, groups, notes }));
}

/** Texts that are being written or are selected go first; where the canvas is not seen, nothing of it is meant. */
function isTaken(event: ClipboardEvent): boolean {
  return (
    useSession.getState().isApp ||
    event.defaultPrevented ||
    isWritingText(event.target) ||
    (getSelection()?.toString() ?? '') !== ''
  );
}

function toGrid(value: number): number {
  return Math.round(value / GRID) * GRID;
}
