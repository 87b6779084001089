import { UserError } from '../../core/errors.ts';
import { LARGEST_IMPORT_BYTES, RESULTS_PATH, resultAnswer } from '../../core/host-api.ts';
import type { SavedFile } from '../../core/values.ts';
import { parseWorkflow, serializeWorkflow } from '../../core/workflow.ts';
import { mediaUrl } from '../player/media-file.ts';
import { currentDocument, useDocument } from '../state/document.ts';
import { useRun } from '../state/run.ts';
import { useSession } from '../state/session.ts';
import { noteRun, shownOutputs } from '../state/shown-run.ts';
import { currentWords } from '../words/use-words.ts';
import { packArchive, readArchive } from './archive.ts';
import { openInTab } from './open-workflow.ts';
import { download } from './save-to-file.ts';

/** Whether runs of the document that is seen have made anything. */
export function hasResults(): boolean {
  return shownOutputs().length > 0;
}

/** Saves the document with what its runs have made as one ZIP file, to be sent to somebody and opened again. */
export async function saveWithResults(): Promise<void> {
  const words = currentWords();
  const name = useDocument.getState().name || words.untitled;
  const files = shownOutputs().map(({ file }) => file);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > LARGEST_IMPORT_BYTES) throw new UserError(words.archive.tooLarge, { hint: words.archive.tooLargeHint });
  const fetched = await Promise.all(files.map(fetchResult));
  const results = fetched.filter((result) => result !== undefined);
  const archive = packArchive(name, { json: serializeWorkflow(currentDocument()), results });
  download(`${name}.patchloom.zip`, new Blob([archive], { type: 'application/zip' }));
  useSession.getState().say({ tone: 'info', text: words.archive.saved(results.length) });
}

/** Opens such a file: the workflow in a tab of its own, its results among the outputs. */
export async function openArchive(name: string, file: File): Promise<void> {
  const { json, results } = readArchive(new Uint8Array(await file.arrayBuffer()), LARGEST_IMPORT_BYTES);
  const workflow = parseWorkflow(json);
  const kept: SavedFile[] = [];
  for (const result of results) kept.push(await keepResult(result.name, new Blob([result.bytes])));
  openInTab(name, workflow);
  if (kept.length === 0) return;
  const runId = crypto.randomUUID();
  noteRun(runId, useDocument.getState().id);
  useRun.getState().opened(runId, kept);
}

/** A file that somebody has removed since is left out. */
async function fetchResult(file: SavedFile) {
  const response = await fetch(mediaUrl(file));
  return response.ok ? { name: file.name, bytes: new Uint8Array(await response.arrayBuffer()) } : undefined;
}

async function keepResult(name: string, body: Blob): Promise<SavedFile> {
  const response = await fetch(RESULTS_PATH + encodeURIComponent(name), { method: 'PUT', body });
  if (!response.ok) throw new UserError(currentWords().fileTooLarge(name), { hint: await response.text() });
  const answer = resultAnswer.parse(await response.json());
  if ('file' in answer) return answer.file;
  const { message, hint } = answer.failure;
  throw new UserError(message, hint === undefined ? {} : { hint });
}
