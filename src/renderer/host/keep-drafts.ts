import type { Draft, HostApi } from '../../core/host-api.ts';
import { parseWorkflow, serializeWorkflow, type Workflow } from '../../core/workflow.ts';
import { allDocuments, isChanged, type OpenDocument, useDocument } from '../state/document.ts';
import { useHost } from '../state/host.ts';

const WAIT_MILLISECONDS = 600;
/** So much may be lost of what somebody types without a pause. */
const LONGEST_WAIT_MILLISECONDS = 3000;

/** What was last handed to the host of each document. */
const kept = new Map<string, { readonly workflow: Workflow; readonly opened: Workflow | undefined }>();
/** What is on its way to the host. */
const underWay = new Set<Promise<unknown>>();
let timer: ReturnType<typeof setTimeout> | undefined;
let changedAt: number | undefined;

/** Hands over what still waits; settled when the host has it. Nothing is kept before `keepDrafts` was called. */
export let keepDraftsNow: () => Promise<void> = async () => {};

/**
 * Opens the documents that were open when the window ended, however it ended. Those that another window has open stay there:
 * a window holds a lock for each of its documents, which goes with the window.
 */
export async function recoverDrafts(api: HostApi): Promise<void> {
  for (const draft of await api.call('listDrafts', {})) {
    if (allDocuments().some(({ id }) => id === draft.id) || !(await takeLock(draft.id))) continue;
    const { id, name, file, openedAt } = draft;
    const recovered = await recover(api, draft);
    const document = { id, file: recovered.isChanged ? file : (recovered.file ?? file), openedAt };
    const opened = recovered.isChanged ? undefined : recovered.workflow;
    useDocument.getState().open(name, recovered.workflow, { ...document, opened });
    kept.set(id, { workflow: recovered.workflow, opened });
  }
}

/** From now on the host has every open document as it stands, a moment after the hand rests, and now and then while it does not. */
export function keepDrafts(api: () => HostApi | undefined): void {
  const keepNow = async () => {
    clearTimeout(timer);
    changedAt = undefined;
    const host = api();
    if (host) await keepChanged(host);
  };
  keepDraftsNow = keepNow;
  useDocument.subscribe(() => {
    // Writing out a large document takes some milliseconds, for which no key should wait.
    changedAt ??= performance.now();
    const longest = changedAt + LONGEST_WAIT_MILLISECONDS - performance.now();
    clearTimeout(timer);
    timer = setTimeout(
      () => requestIdleCallback(() => void keepNow(), { timeout: WAIT_MILLISECONDS }),
      Math.min(WAIT_MILLISECONDS, longest),
    );
  });
  document.addEventListener('visibilitychange', () => document.hidden && void keepNow());
  window.addEventListener('pagehide', keepNow);
}

/** A document without changes is read from its file again: somebody may have changed it since. */
async function recover(
  api: HostApi,
  draft: Draft,
): Promise<{ readonly workflow: Workflow; readonly isChanged: boolean; readonly file?: OpenDocument['file'] }> {
  if (!draft.isChanged && draft.file) {
    try {
      const { json, revision } = await api.call('openDocument', { name: draft.file.name });
      return { workflow: parseWorkflow(json), isChanged: false, file: { name: draft.file.name, revision } };
    } catch {
      // The file is gone or damaged: the draft is what is left of it.
    }
  }
  return { workflow: parseWorkflow(draft.json), isChanged: draft.isChanged || draft.file !== undefined };
}

async function keepChanged(api: HostApi): Promise<void> {
  const open = allDocuments();
  const hand = (call: Promise<unknown>) => {
    underWay.add(call);
    void call.finally(() => underWay.delete(call));
  };
  for (const document of open) {
    const workflow = document.history.present;
    const earlier = kept.get(document.id);
    if (earlier?.workflow === workflow && earlier.opened === document.opened) continue;
    if (!earlier && isReplaceable(document)) continue;
    kept.set(document.id, { workflow, opened: document.opened });
    void takeLock(document.id);
    // What could not be kept is kept with the next change.
    hand(api.call('keepDraft', toDraft(document)).catch(() => kept.delete(document.id)));
  }
  for (const id of [...kept.keys()].filter((known) => !open.some((document) => document.id === known))) {
    kept.delete(id);
    hand(api.call('dropDraft', { id }).catch(() => {}));
  }
  // What an earlier call still hands over is waited for as well: the app may end after this.
  await Promise.all(underWay);
}

/** Whether nothing is lost with a document: a template that nobody has changed can be opened again any time, and nothing is in an empty one. */
function isReplaceable(document: OpenDocument): boolean {
  if (document.file || isChanged(document)) return false;
  const { nodes, groups, notes } = document.history.present;
  const isEmpty = Object.keys(nodes).length + groups.length + notes.length === 0;
  return isEmpty || useHost.getState().workflowNames.includes(document.name);
}

function toDraft(document: OpenDocument): Draft {
  const { id, name, file, history, openedAt } = document;
  const json = serializeWorkflow(history.present);
  return { id, name, ...(file ? { file } : {}), isChanged: isChanged(document), json, openedAt };
}

const locks = new Set<string>();

/** Whether this window may have a document; it keeps it until the window ends. */
function takeLock(id: string): Promise<boolean> {
  if (locks.has(id)) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(`patchloom-draft-${id}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      if (!lock) return undefined;
      locks.add(id);
      return new Promise<void>(() => {});
    });
  });
}
