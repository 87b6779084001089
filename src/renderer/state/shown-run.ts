import { create } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Progress, ValueSummary } from '../../core/run-events.ts';
import { currentDocument, useDocument, useScopePath } from './document.ts';
import { runAt } from './instance-run.ts';
import { useRun } from './run.ts';
import type { NodeRun, RunOutput, RunState } from './run-state.ts';

/** Which document each run of this window is of. */
const useRunDocuments = create<Readonly<Record<string, string>>>()(() => ({}));

/** Remembers that a run is of a document. */
export function noteRun(runId: string, documentId: string): void {
  useRunDocuments.setState({ [runId]: documentId });
}

/** The nodes of the latest run, by what it calls them, while the document that was run is the one that is seen. Of runs from before a reload this is not known: they are shown. */
export function useShownRun<T>(select: (nodes: RunState['nodes']) => T): T {
  const documentId = useDocument((state) => state.id);
  const runDocuments = useRunDocuments();
  return useRun(({ runId = '', nodes }) =>
    select((runDocuments[runId] ?? documentId) === documentId ? nodes : NO_NODES),
  );
}

/** What is known of a node of the canvas but for its progress, which changes all the time: what shows that asks for it by itself. */
export function useNodeRun(id: string): NodeRun | undefined {
  const at = useRunAt(id);
  return useShownRun(
    useShallow((nodes) => {
      const { progress: _, ...run } = at(nodes) ?? {};
      return 'status' in run ? (run as NodeRun) : undefined;
    }),
  );
}

/** How far a node of the canvas is. */
export function useNodeProgress(id: string): Progress | undefined {
  const at = useRunAt(id);
  return useShownRun((nodes) => at(nodes)?.progress);
}

/** What came out of an output of the canvas. */
export function useOutputValue(id: string, port: string): ValueSummary | undefined {
  const at = useRunAt(id);
  return useShownRun((nodes) => at(nodes)?.outputs?.[port]);
}

/** Whether the latest run is of the document that is seen; of what is not known to be of another, it is said to be. */
export function useIsShownRun(): boolean {
  const documentId = useDocument((state) => state.id);
  const runId = useRun((state) => state.runId ?? '');
  const runDocuments = useRunDocuments();
  return (runDocuments[runId] ?? documentId) === documentId;
}

function useRunAt(id: string): (nodes: RunState['nodes']) => NodeRun | undefined {
  const scope = useScopePath();
  const path = scope === '' ? id : `${scope}/${id}`;
  // The document is looked at, not followed: otherwise every card would be drawn anew at every key that is pressed.
  return (nodes) => runAt(nodes, currentDocument(), path);
}

/** What runs of the document that is seen have written; of runs from before a reload it is not known whose they are. */
export function useShownOutputs(): readonly RunOutput[] {
  const documentId = useDocument((state) => state.id);
  const runDocuments = useRunDocuments();
  const outputs = useRun((state) => state.outputs);
  return outputs.filter(({ runId }) => (runDocuments[runId] ?? documentId) === documentId);
}

/** The same as it is now. */
export function shownOutputs(): readonly RunOutput[] {
  const { id } = useDocument.getState();
  const runDocuments = useRunDocuments.getState();
  return useRun.getState().outputs.filter(({ runId }) => (runDocuments[runId] ?? id) === id);
}

const NO_NODES: Readonly<Record<string, NodeRun>> = {};
