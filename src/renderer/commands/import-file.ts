import type { DesktopFile } from '../../core/desktop-api.ts';
import { UserError } from '../../core/errors.ts';
import { IMPORT_PATH, importAnswer, LARGEST_IMPORT_BYTES } from '../../core/host-api.ts';
import { parseWorkflow } from '../../core/workflow.ts';
import { useHost } from '../state/host.ts';
import { useSession } from '../state/session.ts';
import { currentTranslator, currentWords } from '../words/use-words.ts';
import { addFileNode } from './add-file-node.ts';
import { openInTab } from './open-workflow.ts';
import { remember } from './recent.ts';
import { attempt, inSentences, reportFailure } from './report.ts';
import { openArchive } from './save-with-results.ts';

const LARGEST_WORKFLOW_BYTES = 32 * 1024 * 1024;
const LONGEST_WAIT_MILLISECONDS = 2000;

/**
 * Opens the workflows in files: workflow files as they are, videos and pictures by what they carry, archives with their results. A picture or video without one becomes, where it
 * was dropped on the canvas, the node that reads it.
 */
export async function importFiles(files: readonly File[], place?: readonly [number, number]): Promise<void> {
  for (const file of files) {
    if (/\.zip$/i.test(file.name)) {
      if (file.size > LARGEST_IMPORT_BYTES) throw new UserError(currentWords().fileTooLarge(file.name));
      await openArchive(documentName(file), file);
      continue;
    }
    const json = await workflowIn(file);
    if (json === undefined) {
      if (place && (await addFileNode(file, place))) continue;
      const words = currentWords();
      throw new UserError(words.notAWorkflow(file.name), { hint: words.notAWorkflowHint });
    }
    openInTab(documentName(file), parseWorkflow(json));
    // Once it is on the screen: handing over a large document takes some milliseconds. What was said meanwhile stays.
    requestIdleCallback(() => keepOpened(documentName(file), json).catch(reportFailure), {
      timeout: LONGEST_WAIT_MILLISECONDS,
    });
  }
}

/** The host keeps a copy: a page does not learn where the file is, to open it again. */
async function keepOpened(name: string, json: string): Promise<void> {
  await useHost.getState().api?.call('keepOpened', { name, json });
  remember({ kind: 'file', name });
}

/** `panda.patchloom.json` → “panda” */
function documentName({ name }: File): string {
  const base = name.replace(/\.[^.]*$/, '').replace(/\.patchloom$/, '');
  return base.slice(0, 80) || currentWords().untitled;
}

/** Opens the workflows in files that the desktop shell has read. */
export async function importDesktopFiles(files: readonly DesktopFile[]): Promise<void> {
  const words = currentWords();
  for (const file of files) {
    if ('bytes' in file) await importFiles([new File([new Uint8Array(file.bytes)], file.name)]);
    else if (file.problem === 'too-large') throw new UserError(words.fileTooLarge(file.name));
    else throw new UserError(words.desktop.unreadable(file.name), { hint: words.desktop.unreadableHint });
  }
}

/** The workflow's JSON text; undefined in a file that holds none. */
async function workflowIn(file: File): Promise<string | undefined> {
  const words = currentWords();
  if (/\.json$/i.test(file.name) || file.type === 'application/json') {
    if (file.size > LARGEST_WORKFLOW_BYTES) throw new UserError(words.fileTooLarge(file.name));
    return file.text();
  }
  if (!/\.(mp4|webm|png|gif)$/i.test(file.name) && !/^(video\/(mp4|webm)|image\/(png|gif))$/.test(file.type))
    return undefined;
  if (file.size > LARGEST_IMPORT_BYTES) throw new UserError(words.fileTooLarge(file.name));
  const response = await fetch(IMPORT_PATH, { method: 'PUT', body: file });
  if (!response.ok) throw new UserError(words.notAWorkflow(file.name), { hint: await response.text() });
  const answer = importAnswer.parse(await response.json());
  if ('json' in answer) return answer.json ?? undefined;
  throw new UserError(`${file.name}: ${currentTranslator()(inSentences(answer.failure))}`);
}

/** Opens files that are dropped on the window; returns a function that ends it. */
export function listenToFiles(): () => void {
  const allow = (event: DragEvent) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  };
  const drop = (event: DragEvent) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (event.defaultPrevented || files.length === 0) return;
    event.preventDefault();
    attempt(() => importFiles(files, placeOf(event)));
  };
  window.addEventListener('dragover', allow);
  window.addEventListener('drop', drop);
  return () => {
    window.removeEventListener('dragover', allow);
    window.removeEventListener('drop', drop);
  };
}

/** Where on the canvas something is dropped; undefined beside it. */
function placeOf({ target, clientX, clientY }: DragEvent): [number, number] | undefined {
  if (!(target instanceof Element) || !target.closest('.canvas')) return undefined;
  return useSession.getState().view?.fromScreen([clientX, clientY]);
}

/** Lets a person choose files to open. */
export function chooseFiles(): void {
  const { desktop } = window;
  if (desktop) {
    attempt(async () => importDesktopFiles(await desktop.chooseFiles()));
    return;
  }
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,.zip,.mp4,.webm,.png,.gif';
  input.multiple = true;
  input.onchange = () => attempt(() => importFiles([...(input.files ?? [])]));
  input.click();
}
