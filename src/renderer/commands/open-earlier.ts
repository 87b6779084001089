import type { HostApi } from '../../core/host-api.ts';
import { parseWorkflow } from '../../core/workflow.ts';
import { useHost } from '../state/host.ts';
import { useSession } from '../state/session.ts';
import { currentWords } from '../words/use-words.ts';
import { openInTab } from './open-workflow.ts';
import { reportFailure } from './report.ts';

/** Opens the workflow of an earlier run, as it was run, in a tab of its own. */
export async function openRun(runId: string): Promise<void> {
  await openFrom((api) => api.call('openRun', { runId }));
}

/** Opens the workflow that a file of the output folder carries, in a tab of its own. */
export async function openOutput(name: string): Promise<void> {
  await openFrom(async (api) => ({ ...(await api.call('openOutput', { name })), name: fileTitle(name) }));
}

/** Opens the workflow that a file held when it was opened last, in a tab of its own. */
export async function reopen(name: string): Promise<void> {
  await openFrom(async (api) => ({ ...(await api.call('reopen', { name })), name }));
}

async function openFrom(ask: (api: HostApi) => Promise<{ json: string; name: string }>): Promise<void> {
  const { api } = useHost.getState();
  const session = useSession.getState();
  if (!api) return;
  try {
    const { json, name } = await ask(api);
    openInTab(name, parseWorkflow(json));
    session.say({ tone: 'info', text: currentWords().runsPanel.opened(name) });
  } catch (error) {
    reportFailure(error);
  }
}

/** `clips/panda-1.mp4` → “panda-1” */
function fileTitle(name: string): string {
  return (name.split('/').at(-1) ?? name).replace(/\.[^.]+$/, '');
}
