import { advanceSeeds } from '../../core/after-run.ts';
import { toFailure } from '../../core/errors.ts';
import { validateWorkflow } from '../../core/validate.ts';
import { serializeWorkflow } from '../../core/workflow.ts';
import { currentDocument, useDocument } from '../state/document.ts';
import { useHost } from '../state/host.ts';
import { problemsOf } from '../state/problems.ts';
import { useQueue } from '../state/queue.ts';
import { useRun } from '../state/run.ts';
import { useSession } from '../state/session.ts';
import { noteRun } from '../state/shown-run.ts';
import { currentTranslator, currentWords } from '../words/use-words.ts';

interface RunChoice {
  /** The nodes that are wanted, as runs call them, with what they need; without it, all that save or show something. */
  readonly targets?: readonly string[];
  /** How many runs, each with the seeds that the one before has left. */
  readonly count?: number;
  /** Before all that wait already. */
  readonly isNext?: boolean;
}

/** Hands the document to the host, or shows what keeps it from running. After each run is asked for, seeds move on. */
export async function runWorkflow({ targets, count = 1, isNext = false }: RunChoice = {}): Promise<void> {
  const { api, specs } = useHost.getState();
  const session = useSession.getState();
  const { id, name } = useDocument.getState();
  const problems = targets ? validateWorkflow(currentDocument(), specs, targets) : problemsOf(currentDocument(), specs);
  session.set({ sidePanelOpen: true });
  if (problems.length > 0) {
    // The list of problems is of the whole document, where this is none.
    const inactive = problems.find(({ code }) => code === 'inactive-target');
    const text = inactive
      ? currentTranslator()(`${inactive.message}. ${inactive.hint}`)
      : currentWords().cannotRun(problems.length);
    session.say({ tone: 'error', text });
    return;
  }
  session.say(undefined);
  useRun.getState().asked();
  try {
    if (!api) throw new Error('There is no connection to the host yet');
    let workflow = currentDocument();
    const batchId = crypto.randomUUID();
    for (let index = 0; index < count; index++) {
      const { runId } = await api.call('startRun', {
        json: serializeWorkflow(workflow),
        name,
        ...(targets ? { targets: [...targets] } : {}),
        isNext,
        ...(count > 1 ? { batch: { id: batchId, index: index + 1, count } } : {}),
      });
      noteRun(runId, id);
      // Meanwhile another document may have come to be the one that is seen, and edited.
      if (useDocument.getState().id === id) {
        useDocument
          .getState()
          .editDocument((present) => advanceSeeds(present, specs, Math.random), { label: 'widget' });
        workflow = currentDocument();
      } else workflow = advanceSeeds(workflow, specs, Math.random);
    }
  } catch (error) {
    const failure = toFailure(error);
    useRun.getState().failed(failure);
    session.say({ tone: 'error', text: currentTranslator()(failure.message) });
  }
}

/** Stops what runs; when nothing runs yet, the run that would be next. */
export async function stopRun(): Promise<void> {
  const { api } = useHost.getState();
  const { running, waiting } = useQueue.getState();
  const target = running ?? waiting[0];
  if (api && target) await api.call('stopRun', { runId: target.runId });
}
