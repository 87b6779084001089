import { checkDocumentName } from '../../core/host-api.ts';
import { emptyWorkflow, serializeWorkflow } from '../../core/workflow.ts';
import { allDocuments, isChanged, type OpenDocument, useDocument } from '../state/document.ts';
import { useHost } from '../state/host.ts';
import { askName, askQuestion } from '../state/overlays.ts';
import { useSession } from '../state/session.ts';
import { currentTranslator, currentWords } from '../words/use-words.ts';
import { forgetDocument, openInTab } from './open-workflow.ts';
import { remember } from './recent.ts';

/** Opens an empty document. */
export function newDocument(): void {
  const names = new Set(allDocuments().map(({ name }) => name));
  const base = currentWords().untitled;
  let name = base;
  for (let n = 2; names.has(name); n++) name = `${base} ${n}`;
  openInTab(name, emptyWorkflow());
}

/** Saves a document into its file; one that has none is given a name. True when it is saved. */
export async function saveDocument(id: string): Promise<boolean> {
  const document = findDocument(id);
  return document.file ? write(document, document.file.name, document.file.revision) : saveDocumentAs(id);
}

/** Saves a document under a name that is asked for. True when it is saved. */
export async function saveDocumentAs(id: string): Promise<boolean> {
  const words = currentWords();
  const document = findDocument(id);
  const name = await askName(words.saveAsTitle, document.name, words.commands.save, (typed) => {
    const verdict = checkDocumentName(typed);
    return verdict.ok ? undefined : currentTranslator()(verdict.reason);
  });
  return name === undefined ? false : write(document, name, null);
}

/** Writes the file if it is in the state that is to be replaced; otherwise a person decides. */
async function write(document: OpenDocument, name: string, replaces: string | null): Promise<boolean> {
  const { api } = useHost.getState();
  if (!api) return false;
  const words = currentWords();
  const workflow = document.history.present;
  const answer = await api.call('saveDocument', { name, json: serializeWorkflow(workflow), replaces });
  if (answer.kind === 'saved') {
    useDocument.getState().saved(document.id, workflow, { name, revision: answer.revision });
    remember({ kind: 'document', name });
    useSession.getState().say({ tone: 'info', text: words.savedAs(name) });
    return true;
  }
  const isNew = replaces === null;
  const choice = await askQuestion(
    isNew ? words.nameTaken(name) : words.fileChanged(name),
    isNew ? words.nameTakenText : words.fileChangedText,
    [
      { key: 'as', label: words.otherName, tone: 'main' },
      { key: 'replace', label: words.replaceFile, tone: 'danger' },
    ],
  );
  if (choice === 'as') return saveDocumentAs(document.id);
  return choice === 'replace' ? write(document, name, answer.revision) : false;
}

/** Closes a document; one with changes asks before. */
export async function closeDocument(id: string): Promise<void> {
  const document = findDocument(id);
  if (isChanged(document)) {
    const words = currentWords();
    const choice = await askQuestion(words.closeUnsaved(document.name), words.closeUnsavedText, [
      { key: 'save', label: words.commands.save, tone: 'main' },
      { key: 'discard', label: words.discard, tone: 'danger' },
    ]);
    if (choice === undefined || (choice === 'save' && !(await saveDocument(id)))) return;
  }
  forgetDocument(id);
  if (allDocuments().length === 0) newDocument();
}

function findDocument(id: string): OpenDocument {
  const document = allDocuments().find((open) => open.id === id);
  if (!document) throw new Error(`There is no open document ${id}`);
  return document;
}
