import type { RunRecord } from '../../core/queue-api.ts';
import { COMMANDS } from '../commands/commands.ts';
import { openRun } from '../commands/open-earlier.ts';
import { forgetRun, repeatRun } from '../commands/queue-commands.ts';
import { searchRuns, showMoreRuns, showResult, useRuns } from '../state/runs.ts';
import { useSession } from '../state/session.ts';
import { SearchField } from '../widgets/search-field.tsx';
import { useTranslator, useWords } from '../words/use-words.ts';
import { formatSeconds, formatTime } from './format.ts';
import { QueueSection } from './queue-section.tsx';
import { RunTimes } from './run-times.tsx';
import { Thumbnail } from './thumbnail.tsx';

/** The queue, and below it the runs that are over: what became of them, what they made, and the workflow as it was. */
export function HistoryPanel() {
  const words = useWords();
  const { records, hasMore, search } = useRuns();
  return (
    <div className="panel-scroll">
      <QueueSection />
      <section aria-label={words.queue.history}>
        <header className="queue-header">
          <h3 className="section-title">{words.queue.history}</h3>
          <button
            type="button"
            className="button"
            disabled={records.length === 0 || search !== ''}
            onClick={COMMANDS.clearHistory.run}
          >
            {words.queue.clear}
          </button>
        </header>
        <div className="panel-tools">
          <SearchField label={words.queue.search} value={search} onChange={(text) => void searchRuns(text)} />
        </div>
        {records.length === 0 && (
          <p className="empty panel-empty">{search === '' ? words.runsPanel.empty : words.queue.noneFound}</p>
        )}
        <ul className="entries" aria-label={words.queue.history}>
          {records.map((record) => (
            <RunEntry key={record.runId} record={record} />
          ))}
        </ul>
        {hasMore && (
          <button type="button" className="button more-runs" onClick={() => void showMoreRuns()}>
            {words.queue.more}
          </button>
        )}
      </section>
    </div>
  );
}

function RunEntry({ record }: { record: RunRecord }) {
  const words = useWords();
  const translate = useTranslator();
  const language = useSession((state) => state.language);
  const { runId, name, status, askedAt, seconds, seeds, files, failure } = record;
  const file = files.at(-1);
  const facts = [
    words.runsPanel.statuses[status],
    seconds ? formatSeconds(seconds) : '',
    formatTime(askedAt, language),
    seeds.length > 0 && words.queue.seeds(seeds.map(({ value }) => value)),
  ];
  return (
    <li className="entry">
      {file && <Thumbnail file={file} onClick={() => showResult(file)} />}
      <div className="entry-text">
        <span className="entry-title">{name}</span>
        <span className={`entry-facts run-${status}`}>
          <span className="state-dot" />
          <span>{facts.filter(Boolean).join(' · ')}</span>
        </span>
        {failure && <span className="entry-failure">{translate(failure.message)}</span>}
        <div className="entry-actions">
          <button type="button" className="link" onClick={() => void openRun(runId)}>
            {words.runsPanel.open}
          </button>
          <button type="button" className="link" onClick={() => repeatRun(runId)}>
            {words.queue.repeat}
          </button>
          <button type="button" className="link" onClick={() => forgetRun(runId)}>
            {words.queue.forget}
          </button>
        </div>
        <RunTimes record={record} />
      </div>
    </li>
  );
}
