import { useEffect, useState } from 'react';
import { compareWorkflows, type WorkflowChanges } from '../../core/compare-workflows.ts';
import { reportFailure } from '../commands/report.ts';
import { listVersions, type Version } from '../commands/versions.ts';
import { formatTime } from '../panels/format.ts';
import { useHost } from '../state/host.ts';
import { useOverlay } from '../state/overlays.ts';
import { useSession } from '../state/session.ts';
import { useWords } from '../words/use-words.ts';
import { ChangeList } from './change-list.tsx';
import { Modal } from './modal.tsx';

/** What two versions of a workflow have different: as it stands, as it was saved or run, or another one. */
export function CompareDialog() {
  const words = useWords();
  const close = useOverlay((state) => state.close);
  const versions = useVersions();
  const [chosen, setChosen] = useState<{ readonly before?: string; readonly after?: string }>({});
  const find = (key: string | undefined, at: number) => versions.find((version) => version.key === key) ?? versions[at];
  const [after, before] = [find(chosen.after, 0), find(chosen.before, 1) ?? versions[0]];
  const changes = useChanges(before, after);
  return (
    <Modal label={words.compare.title} className="modal-wide" onClose={close}>
      <h2 className="modal-title">{words.compare.title}</h2>
      <div className="compare-choice">
        <VersionChoice
          label={words.compare.before}
          versions={versions}
          version={before}
          choose={(key) => setChosen({ ...chosen, before: key })}
        />
        <button
          type="button"
          className="button"
          onClick={() =>
            setChosen({ ...(before ? { after: before.key } : {}), ...(after ? { before: after.key } : {}) })
          }
        >
          ⇄ {words.compare.swap}
        </button>
        <VersionChoice
          label={words.compare.after}
          versions={versions}
          version={after}
          choose={(key) => setChosen({ ...chosen, after: key })}
        />
      </div>
      {changes && <ChangeList changes={changes} />}
      <div className="modal-buttons">
        <button type="button" className="button" onClick={close}>
          {words.close}
        </button>
      </div>
    </Modal>
  );
}

interface VersionChoiceProps {
  readonly label: string;
  readonly versions: readonly Version[];
  readonly version: Version | undefined;
  choose(key: string): void;
}

function VersionChoice({ label, versions, version, choose }: VersionChoiceProps) {
  const words = useWords();
  const language = useSession((state) => state.language);
  return (
    <label className="compare-version">
      <span className="muted">{label}</span>
      <select className="field" value={version?.key ?? ''} onChange={(event) => choose(event.target.value)}>
        {versions.map(({ key, source, name, time }) => (
          <option key={key} value={key}>
            {[`${name} (${words.compare.sources[source]})`, time === undefined ? '' : formatTime(time, language)]
              .filter(Boolean)
              .join(' · ')}
          </option>
        ))}
      </select>
    </label>
  );
}

function useVersions(): readonly Version[] {
  const api = useHost((state) => state.api);
  const templates = useHost((state) => state.workflowNames);
  const [versions, setVersions] = useState<readonly Version[]>([]);
  useEffect(() => {
    if (api) listVersions(api, templates).then(setVersions, reportFailure);
  }, [api, templates]);
  return versions;
}

function useChanges(before: Version | undefined, after: Version | undefined): WorkflowChanges | undefined {
  const [changes, setChanges] = useState<WorkflowChanges>();
  useEffect(() => {
    if (!before || !after) return;
    let isCurrent = true;
    Promise.all([before.load(), after.load()]).then(
      ([earlier, later]) => isCurrent && setChanges(compareWorkflows(earlier, later)),
      reportFailure,
    );
    return () => {
      isCurrent = false;
    };
  }, [before, after]);
  return changes;
}
