import { copyFragment } from '../../core/fragment.ts';
import { serializeWorkflow } from '../../core/workflow.ts';
import { currentWorkflow, useDocument } from '../state/document.ts';
import { currentWords } from '../words/use-words.ts';
import { download } from './save-to-file.ts';
import { selection } from './selection.ts';

/** Hands what is selected to the browser as a workflow file of its own. */
export function exportSelection(): void {
  const { content } = copyFragment(currentWorkflow(), selection());
  const { name } = useDocument.getState();
  download(
    `${name || currentWords().untitled}-part.json`,
    new Blob([serializeWorkflow(content)], { type: 'application/json' }),
  );
}
