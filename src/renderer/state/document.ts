import { create } from 'zustand';
import { emptyWorkflow, type Workflow } from '../../core/workflow.ts';
import { endGesture, type History, record, redo, type Step, startHistory, undo } from './history.ts';
import { canvasAt, editAt, followScope, type Scope } from './scope.ts';

/** The saved workflow that a document is. */
export interface DocumentFile {
  readonly name: string;
  /** The state of the file that was read or written last. */
  readonly revision: string;
}

/** One open document: what is saved and undone. */
export interface OpenDocument {
  /** Of this document while it is open; its draft has the same. */
  readonly id: string;
  /** What its tab says, and what its results are called after. */
  readonly name: string;
  /** Absent until it is saved: templates and what was dropped on the window are opened without. */
  readonly file: DocumentFile | undefined;
  readonly history: History;
  /** The document as it is in its file, to tell whether it has changed; undefined when it is nowhere like this. */
  readonly opened: Workflow | undefined;
  /** The subgraph that is seen, by the instances one has gone through. It may lead nowhere any more: `currentScope` says how far it does. */
  readonly scope: Scope;
  /** Tabs stand in the order in which documents were opened. */
  readonly openedAt: number;
}

/** The document that is seen, with the others that are open. */
interface DocumentState extends OpenDocument {
  readonly others: readonly OpenDocument[];
  /** Opens a document in a tab of its own. One that nobody has touched since the window opened makes way. */
  open(
    name: string,
    workflow: Workflow,
    more?: Partial<Pick<OpenDocument, 'id' | 'file' | 'opened' | 'openedAt'>>,
  ): void;
  show(id: string): void;
  /** Closes a document; the next one is seen. */
  close(id: string): void;
  /** Says where a document has been saved, and as what. */
  saved(id: string, workflow: Workflow, file: DocumentFile): void;
  rename(name: string): void;
  /** Shows the inside of a subgraph, or with an empty way the document. */
  enter(scope: Scope): void;
  /** Applies an edit to what is on the canvas. Edits with the same gesture are undone together. */
  edit(change: (canvas: Workflow) => Workflow, step?: string | Step): void;
  /** Applies an edit to the whole document, whatever is on the canvas. */
  editDocument(change: (workflow: Workflow) => Workflow, step?: string | Step): void;
  endGesture(): void;
  undo(): void;
  redo(): void;
}

export const useDocument = create<DocumentState>()((set) => ({
  ...blank(),
  others: [],
  open: (name, workflow, more = {}) =>
    set((state) => {
      const latest = Math.max(state.openedAt, ...state.others.map(({ openedAt }) => openedAt));
      const opened: OpenDocument = {
        ...blank(),
        name,
        history: startHistory(workflow),
        opened: workflow,
        openedAt: Math.max(Date.now(), latest + 1),
        ...more,
      };
      return { ...opened, others: isBlank(state) ? state.others : [...state.others, pick(state)] };
    }),
  show: (id) =>
    set((state) => {
      const next = state.others.find((other) => other.id === id);
      if (!next) return state;
      return { ...next, others: [...state.others.filter((other) => other !== next), pick(state)] };
    }),
  close: (id) =>
    set((state) => {
      const others = state.others.filter((other) => other.id !== id);
      if (state.id !== id) return { others };
      const next = neighbour(state, others) ?? blank();
      return { ...next, others: others.filter((other) => other !== next) };
    }),
  saved: (id, workflow, file) =>
    set((state) => {
      const change = { file, name: file.name, opened: workflow };
      if (state.id === id) return change;
      return { others: state.others.map((other) => (other.id === id ? { ...other, ...change } : other)) };
    }),
  rename: (name) => set({ name }),
  enter: (scope) => set({ scope }),
  edit: (change, step) =>
    set(({ history, scope }) => ({ history: record(history, editAt(history.present, scope, change), step) })),
  editDocument: (change, step) => set(({ history }) => ({ history: record(history, change(history.present), step) })),
  endGesture: () => set(({ history }) => ({ history: endGesture(history) })),
  undo: () => set(({ history }) => ({ history: undo(history) })),
  redo: () => set(({ history }) => ({ history: redo(history) })),
}));

/** What is on the canvas: the document as it stands, or the inside of one of its subgraphs. */
export function currentWorkflow(): Workflow {
  return shownIn(useDocument.getState());
}

/** The same, for components. */
export function useWorkflow(): Workflow {
  return useDocument(shownIn);
}

/** What a document has on the canvas. */
export function shownIn({ history, scope }: Pick<OpenDocument, 'history' | 'scope'>): Workflow {
  return canvasAt(history.present, scope);
}

/** The whole document as it stands. */
export function currentDocument(): Workflow {
  return useDocument.getState().history.present;
}

/** The same, for components. */
export function useWholeDocument(): Workflow {
  return useDocument((state) => state.history.present);
}

/** The way to what is on the canvas. */
export function currentScope(): Scope {
  const { history, scope } = useDocument.getState();
  return scope.length === 0 ? scope : followScope(history.present, scope).scope;
}

/** The same as text, for components: the instances one has gone through, with “/” between. */
export function useScopePath(): string {
  return useDocument(({ history, scope }) =>
    scope.length === 0 ? '' : followScope(history.present, scope).scope.join('/'),
  );
}

/** All open documents, in the order of their tabs. */
export function allDocuments(state: DocumentState = useDocument.getState()): OpenDocument[] {
  return [pick(state), ...state.others]
    .filter((document) => !isBlank(document))
    .sort((a, b) => a.openedAt - b.openedAt);
}

export function isChanged({ history, opened }: Pick<OpenDocument, 'history' | 'opened'>): boolean {
  return history.present !== opened;
}

/** Before anything is opened there is a document without a name; it is never saved. */
function blank(): OpenDocument {
  const workflow = emptyWorkflow();
  return {
    id: crypto.randomUUID(),
    name: '',
    file: undefined,
    history: startHistory(workflow),
    opened: workflow,
    scope: [],
    openedAt: 0,
  };
}

function isBlank({ name }: OpenDocument): boolean {
  return name === '';
}

function pick({ id, name, file, history, opened, scope, openedAt }: OpenDocument): OpenDocument {
  return { id, name, file, history, opened, scope, openedAt };
}

/** The tab to the right of the one that was closed, else the last. */
function neighbour(closed: OpenDocument, others: readonly OpenDocument[]): OpenDocument | undefined {
  const sorted = [...others].sort((a, b) => a.openedAt - b.openedAt);
  return sorted.find(({ openedAt }) => openedAt > closed.openedAt) ?? sorted.at(-1);
}
