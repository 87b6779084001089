import { parseWorkflow, type Workflow } from '../../core/workflow.ts';
import {
  allDocuments,
  currentScope,
  currentWorkflow,
  type DocumentFile,
  isChanged,
  useDocument,
} from '../state/document.ts';
import { useHost } from '../state/host.ts';
import type { Scope } from '../state/scope.ts';
import { useSession, type Viewport } from '../state/session.ts';
import { forgetRunsOf } from '../state/shown-run.ts';
import { reportFailure } from './report.ts';

/** Opens a template in a tab of its own. */
export async function openWorkflow(name: string): Promise<void> {
  const { api } = useHost.getState();
  if (!api) return;
  const same = allDocuments().find((open) => open.name === name && !open.file && !isChanged(open));
  if (same) return showDocument(same.id);
  try {
    const { json } = await api.call('openWorkflow', { name });
    openInTab(name, parseWorkflow(json));
    useSession.getState().say(undefined);
  } catch (error) {
    reportFailure(error);
  }
}

/** Opens a person's own workflow, or shows it where it is open already. */
export async function openDocument(name: string): Promise<void> {
  const { api } = useHost.getState();
  if (!api) return;
  const same = allDocuments().find(({ file }) => file?.name === name);
  if (same) return showDocument(same.id);
  const { json, revision } = await api.call('openDocument', { name });
  openInTab(name, parseWorkflow(json), { name, revision });
}

/** Shows a document that has just come, in a tab of its own. */
export function openInTab(name: string, workflow: Workflow, file?: DocumentFile): void {
  rememberView();
  useDocument.getState().open(name, workflow, { file });
  useSession.getState().select([]);
  showOpened();
}

/** Shows another open document, where it was left. */
export function showDocument(id: string): void {
  rememberView();
  useDocument.getState().show(id);
  returnToView();
}

/** Shows the inside of a subgraph, or with an empty way the document, where it was left. */
export function enterScope(scope: Scope): void {
  rememberView();
  useDocument.getState().enter(scope);
  returnToView();
}

/** Closes a document without asking. */
export function forgetDocument(id: string): void {
  const isSeen = useDocument.getState().id === id;
  useDocument.getState().close(id);
  forgetRunsOf(id);
  for (const key of views.keys()) if (key.split(' ')[0] === id) views.delete(key);
  if (isSeen) returnToView();
}

interface View {
  readonly viewport: Viewport;
  readonly selectedNodes: readonly string[];
}

/** What of each document, and of what is inside its subgraphs, was seen and selected when something else was shown. */
const views = new Map<string, View>();

const shownKey = () => [useDocument.getState().id, ...currentScope()].join(' ');

function rememberView(): void {
  const { view, selectedNodes } = useSession.getState();
  if (view) views.set(shownKey(), { viewport: view.viewport(), selectedNodes });
}

/** Shows what is open where it was left, or as it is opened. */
export function returnToView(): void {
  const remembered = views.get(shownKey());
  const { select } = useSession.getState();
  select(remembered?.selectedNodes ?? []);
  requestAnimationFrame(() => {
    if (remembered) useSession.getState().view?.setViewport(remembered.viewport);
    else showOpened();
  });
}

/** Once the canvas has it, shows a document that was not seen before. An empty one is not fitted: its first node would be moved into the middle. */
export function showOpened(): void {
  const { nodes, groups, notes } = currentWorkflow();
  const isEmpty = Object.keys(nodes).length + groups.length + notes.length === 0;
  requestAnimationFrame(() => {
    const { view } = useSession.getState();
    if (isEmpty) view?.setViewport({ x: 0, y: 0, zoom: 1 });
    else view?.open();
  });
}
