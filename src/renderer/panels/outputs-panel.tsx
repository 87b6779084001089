import { useEffect, useState } from 'react';
import { toFailure } from '../../core/errors.ts';
import type { OutputFile } from '../../core/host-api.ts';
import { openAndRemember } from '../commands/recent.ts';
import { attempt } from '../commands/report.ts';
import { mayCarryWorkflow } from '../player/media-file.ts';
import { useHost } from '../state/host.ts';
import { useRun } from '../state/run.ts';
import { showResult } from '../state/runs.ts';
import { useSession } from '../state/session.ts';
import { SearchField } from '../widgets/search-field.tsx';
import { useWords } from '../words/use-words.ts';
import { formatBytes, formatTime } from './format.ts';
import { RefreshIcon } from './icons.tsx';
import { Thumbnail } from './thumbnail.tsx';

/** Videos and pictures of the output folder, newest first. */
export function OutputsPanel() {
  const words = useWords();
  const { files, refresh } = useOutputFiles();
  const [filter, setFilter] = useState('');
  const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = files.filter(({ name }) => wanted.every((word) => name.toLowerCase().includes(word)));
  return (
    <>
      <div className="panel-tools">
        <SearchField label={words.outputsPanel.filter} value={filter} onChange={setFilter} />
        <button
          type="button"
          className="icon-button"
          aria-label={words.outputsPanel.refresh}
          title={words.outputsPanel.refresh}
          onClick={refresh}
        >
          <RefreshIcon />
        </button>
      </div>
      <div className="panel-scroll">
        {files.length === 0 && <p className="empty panel-empty">{words.outputsPanel.empty}</p>}
        {files.length > 0 && found.length === 0 && <p className="empty panel-empty">{words.outputsPanel.noneFound}</p>}
        <ul className="entries" aria-label={words.outputsPanel.count(found.length)}>
          {found.map((file) => (
            <FileEntry key={file.name} file={file} />
          ))}
        </ul>
      </div>
    </>
  );
}

function FileEntry({ file }: { file: OutputFile }) {
  const words = useWords();
  const language = useSession((state) => state.language);
  return (
    <li className="entry">
      <Thumbnail file={file} onClick={() => showResult(file)} />
      <div className="entry-text">
        <span className="entry-title" title={file.name}>
          {file.name}
        </span>
        <span className="entry-facts">
          {formatBytes(file.bytes)} · {formatTime(file.modified, language)}
        </span>
        {mayCarryWorkflow(file) && (
          <button
            type="button"
            className="link"
            onClick={() => attempt(() => openAndRemember({ kind: 'output', name: file.name }))}
          >
            {words.outputsPanel.openWorkflow}
          </button>
        )}
      </div>
    </li>
  );
}

/** The host is asked when the panel opens, when a run has written something, and when somebody wants it. */
function useOutputFiles(): { files: readonly OutputFile[]; refresh(): void } {
  const api = useHost((state) => state.api);
  const written = useRun((state) => state.outputs.length);
  const [files, setFiles] = useState<readonly OutputFile[]>([]);
  const [asked, setAsked] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `written` and `asked` say when to ask again.
  useEffect(() => {
    let isShown = true;
    api?.call('listOutputs', {}).then(
      (found) => isShown && setFiles(found),
      (error: unknown) => useSession.getState().say({ tone: 'error', text: toFailure(error).message }),
    );
    return () => {
      isShown = false;
    };
  }, [api, written, asked]);
  return { files, refresh: () => setAsked(asked + 1) };
}
