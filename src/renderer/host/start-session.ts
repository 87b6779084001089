import { toFailure } from '../../core/errors.ts';
import type { Queue } from '../../core/queue-api.ts';
import { openWorkflow, showOpened } from '../commands/open-workflow.ts';
import { pauseQueue } from '../commands/queue-commands.ts';
import { newDocument } from '../commands/save-document.ts';
import { useDocument } from '../state/document.ts';
import { useHost } from '../state/host.ts';
import { refreshNodes } from '../state/own-nodes.ts';
import { refreshPacks, takeDownloads } from '../state/packs.ts';
import { takeQueue } from '../state/queue.ts';
import { useRun } from '../state/run.ts';
import { refreshRuns, useRuns } from '../state/runs.ts';
import { useSession } from '../state/session.ts';
import { takeSettings } from '../state/settings.ts';
import { currentWords } from '../words/use-words.ts';
import { calmEvents } from './calm-events.ts';
import { connectHost } from './connect-host.ts';
import { fadeMessages } from './fade-messages.ts';
import { keepDrafts, recoverDrafts } from './keep-drafts.ts';
import { keepLayout } from './keep-layout.ts';

/** What is opened when nothing else is. */
const FIRST_WORKFLOW = 'text-to-video';

/** Connects the stores to the host; after every break what the host offers is fetched again, the document stays. */
export function startSession(): void {
  let isFirstTime = true;
  const api = connectHost();
  const hear = calmEvents((event) => useRun.getState().hear(event));
  api.onRunEvent((event) => {
    hear(event);
    if (event.kind === 'run-finished') void refreshRuns();
    // What a run has just made is what one wants to see.
    if (
      (event.kind === 'node-finished' || event.kind === 'node-cached') &&
      Object.values(event.outputs).some(({ file }) => file)
    )
      useRuns.setState({ shown: undefined });
  });
  api.onRunFailure((_runId, failure) => useRun.getState().failed(failure));
  api.onQueue(takeQueue);
  api.onDownloads(takeDownloads);
  api.onNodesChanged(() => void refreshNodes());
  api.onConnection(async (isConnected) => {
    useHost.setState({ api, isConnected });
    if (!isConnected) return;
    try {
      const [settings, workflowNames, folders] = await Promise.all([
        api.call('readSettings', {}),
        api.call('listWorkflows', {}),
        api.call('listFolders', {}),
        refreshNodes(),
      ]);
      takeSettings(settings);
      void refreshRuns();
      void refreshPacks();
      useHost.setState({ workflowNames, inputsFolder: folders.inputs });
      if (isFirstTime) {
        isFirstTime = false;
        keepLayout();
        fadeMessages();
        await recoverDrafts(api);
        showOpened();
        keepDrafts(() => useHost.getState().api);
        tellOfWaiting(await api.call('readQueue', {}));
      }
      const first = workflowNames.includes(FIRST_WORKFLOW) ? FIRST_WORKFLOW : workflowNames[0];
      if (useDocument.getState().name === '' && first) await openWorkflow(first);
      // Without a template that can be read, people start with nothing.
      if (useDocument.getState().name === '') newDocument();
    } catch (error) {
      useSession.getState().say({ tone: 'error', text: toFailure(error).message });
    }
  });
}

/** Runs that were asked for before the app ended do not start by themselves. */
function tellOfWaiting({ waiting, running, isPaused }: Queue): void {
  if (waiting.length === 0 || running || !isPaused) return;
  const { waitsFromBefore, resume } = currentWords().queue;
  const action = { label: resume, run: () => pauseQueue(false) };
  useSession.getState().say({ tone: 'info', text: waitsFromBefore(waiting.length), action });
}
