import { UserError } from '../../core/errors.ts';
import { serializeWorkflow } from '../../core/workflow.ts';
import { currentDocument, useDocument } from '../state/document.ts';
import { useSession } from '../state/session.ts';
import { currentWords } from '../words/use-words.ts';

/** Saves the document as a file wherever somebody wants it: by the system's dialog, or as a browser saves what it loads. */
export async function saveToFile(): Promise<void> {
  const { name } = useDocument.getState();
  const text = serializeWorkflow(currentDocument());
  if (!window.desktop) {
    return download(`${name}.patchloom.json`, new Blob([text], { type: 'application/json' }));
  }
  const saved = await window.desktop.saveFile(name, text);
  if (!saved) return;
  if ('name' in saved) {
    useSession.getState().say({ tone: 'info', text: currentWords().savedAs(saved.name) });
    return;
  }
  const { message, hint } = saved.failure;
  throw new UserError(message, hint === undefined ? {} : { hint });
}

/** Hands a file to the browser, which saves it as it saves what it loads. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The download has begun, or never will: the text need not be kept.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
