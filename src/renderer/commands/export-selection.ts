import { copyFragment } from '../../core/fragment.ts';
import { serializeWorkflow } from '../../core/workflow.ts';
import { currentWorkflow, useDocument } from '../state/document.ts';
import { currentWords } from '../words/use-words.ts';
import { selection } from './selection.ts';

/** Hands what is selected to the browser as a workflow file of its own. */
export function exportSelection(): void {
  const { content } = copyFragment(currentWorkflow(), selection());
  const { name } = useDocument.getState();
  downloadText(`${name || currentWords().untitled}-part.json`, serializeWorkflow(content));
}

function downloadText(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  // The download has begun, or never will: the text need not be kept.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
