import { create } from 'zustand';
import type { Workflow } from '../../core/workflow.ts';
import { currentDocument, useDocument } from './document.ts';
import { sceneOf } from './graph-shape.ts';

/** Who types faster than this is not held up by what follows from the text. */
const REST_MILLISECONDS = 150;

const useRested = create<{ readonly workflow: Workflow }>(() => ({ workflow: currentDocument() }));

let timer: ReturnType<typeof setTimeout> | undefined;

function rest(): void {
  clearTimeout(timer);
  if (restedDocument() !== currentDocument()) useRested.setState({ workflow: currentDocument() });
}

useDocument.subscribe(({ history }) => {
  const isTyping = history.gesture !== undefined && sceneOf(history.present) === sceneOf(restedDocument());
  if (!isTyping) return rest();
  clearTimeout(timer);
  timer = setTimeout(rest, REST_MILLISECONDS);
});

/** The document as it was when the hand last rested. */
export function restedDocument(): Workflow {
  return useRested.getState().workflow;
}

/**
 * The whole document, for components that look all of it over: as it stands, but for what is being typed into a field (or dragged out of a
 * number) at this moment. That follows when the hand rests, or leaves the field.
 */
export function useRestedDocument(): Workflow {
  return useRested((state) => state.workflow);
}
