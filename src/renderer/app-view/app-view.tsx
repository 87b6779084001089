import { appViewOf } from '../../core/app-view.ts';
import { COMMANDS } from '../commands/commands.ts';
import { FailureNote, NodeFailure } from '../panels/failure-note.tsx';
import { RunIcon } from '../panels/icons.tsx';
import { MissingPacks } from '../panels/missing-packs.tsx';
import { ProblemList } from '../panels/problem-list.tsx';
import { RunProgress } from '../panels/run-progress.tsx';
import { useDocument, useWorkflow } from '../state/document.ts';
import { useReady } from '../state/ready.ts';
import { useRun } from '../state/run.ts';
import { useSession } from '../state/session.ts';
import { useShownRun } from '../state/shown-run.ts';
import { localMeta } from '../words/templates.zh-CN.ts';
import { useLocalSpecs, useWords } from '../words/use-words.ts';
import { AppField } from './app-field.tsx';
import { AppResult } from './app-result.tsx';

/** The workflow as a form: the settings that its author chose, and what comes out. */
export function AppView() {
  const words = useWords();
  const workflow = useWorkflow();
  const specs = useLocalSpecs();
  const isReady = useReady();
  const name = useDocument((state) => state.name);
  const { widgets, results } = appViewOf(workflow, specs);
  const language = useSession((state) => state.language);
  const { title = name, description } = localMeta(workflow.meta, language);
  return (
    <main className="app-view" aria-label={words.app.app}>
      <div className="app-form">
        <h2 className="app-title">{title}</h2>
        {description && <p className="muted">{description}</p>}
        {widgets.length === 0 && <p className="empty">{words.app.empty}</p>}
        {widgets.map((field, index) => (
          <AppField key={`${field.node}.${field.port}`} field={field} isFirst={index === 0} />
        ))}
        <button type="button" className="button button-main app-run" disabled={!isReady} onClick={COMMANDS.run.run}>
          <RunIcon />
          {words.commands.run}
        </button>
      </div>
      <div className="app-results">
        <ProblemList />
        <MissingPacks />
        <AppFailures />
        <RunProgress />
        {results.map((id) => (
          <AppResult key={id} id={id} isOnly={results.length === 1} />
        ))}
      </div>
    </main>
  );
}

function AppFailures() {
  const words = useWords();
  const failure = useRun((state) => state.failure);
  const nodes = useShownRun((shown) => shown);
  return (
    <>
      {failure && <FailureNote title={words.runFailed} failure={failure} />}
      {Object.entries(nodes).map(
        ([id, node]) =>
          node.failure && <NodeFailure key={id} id={id} failure={node.failure} inputs={node.inputs ?? {}} />,
      )}
    </>
  );
}
