import type { RunRecord } from '../../core/host-api.ts';
import { openRun } from '../commands/open-earlier.ts';
import { showResult, useRuns } from '../state/runs.ts';
import { useSession } from '../state/session.ts';
import { useTranslator, useWords } from '../words/use-words.ts';
import { formatSeconds, formatTime } from './format.ts';
import { Thumbnail } from './thumbnail.tsx';

/** The runs of this session: what became of them, what they made, and the workflow as it was. */
export function HistoryPanel() {
  const words = useWords();
  const records = useRuns((state) => state.records);
  return (
    <div className="panel-scroll">
      {records.length === 0 && <p className="empty panel-empty">{words.runsPanel.empty}</p>}
      <ul className="entries">
        {records.map((record) => (
          <RunEntry key={record.runId} record={record} />
        ))}
      </ul>
    </div>
  );
}

function RunEntry({ record }: { record: RunRecord }) {
  const words = useWords();
  const translate = useTranslator();
  const language = useSession((state) => state.language);
  const { runId, name, status, askedAt, seconds, files, failure } = record;
  const file = files.at(-1);
  return (
    <li className="entry">
      {file && <Thumbnail file={file} onClick={() => showResult(file)} />}
      <div className="entry-text">
        <span className="entry-title">{name}</span>
        <span className={`entry-facts run-${status}`}>
          <span className="state-dot" />
          {[words.runsPanel.statuses[status], seconds ? formatSeconds(seconds) : '', formatTime(askedAt, language)]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {failure && <span className="entry-failure">{translate(failure.message)}</span>}
        <button type="button" className="link" onClick={() => void openRun(runId)}>
          {words.runsPanel.open}
        </button>
      </div>
    </li>
  );
}
