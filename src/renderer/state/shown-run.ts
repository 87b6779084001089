import { create } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Progress, ValueSummary } from '../../core/run-events.ts';
import { currentDocument, useDocument, useScopePath } from './document.ts';
import { runAt } from './instance-run.ts';
import { useRun } from './run.ts';
import { NO_RUN, type NodeRun, type RunOutput, type RunState } from './run-state.ts';

/** Which document each run of this window is of. */
const useRunDocuments = create<Readonly<Record<string, string>>>()(() => ({}));

/** Remembers that a run is of a document. */
export function noteRun(runId: string, documentId: string): void {
  useRunDocuments.setState({ [runId]: documentId });
}

/** The last run of each document but the one that ran last. */
const useEarlierRuns = create<Readonly<Record<string, RunState>>>()(() => ({}));

useRun.subscribe((now, before) => {
  if (now.runId === before.runId || before.runId === undefined) return;
  const documentId = useRunDocuments.getState()[before.runId];
  if (documentId !== undefined) useEarlierRuns.setState({ [documentId]: before });
});

/** The document was closed. */
export function forgetRunsOf(documentId: string): void {
  useEarlierRuns.setState(({ [documentId]: _, ...others }) => others, true);
}

/** The nodes of the document's latest run, by what it calls them. Of runs from before a reload it is not known whose they are: they are shown. */
export function useShownRun<T>(select: (nodes: RunState['nodes']) => T): T {
  return useShownRunState(({ nodes }) => select(nodes));
}

/** The same with how the run as a whole is going. */
export function useShownRunState<T>(select: (run: RunState) => T): T {
  const documentId = useDocument((state) => state.id);
  const runDocuments = useRunDocuments();
  const earlier = useEarlierRuns((runs) => runs[documentId]);
  return useRun((latest) =>
    select((runDocuments[latest.runId ?? ''] ?? documentId) === documentId ? latest : (earlier ?? NO_RUN)),
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
