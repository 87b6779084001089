import { useEffect, useState } from 'react';
import type { DocumentEntry } from '../../core/host-api.ts';
import { isSame, openAndRemember, type Recent } from '../commands/recent.ts';
import { attempt, reportFailure } from '../commands/report.ts';
import { useHost } from '../state/host.ts';
import { useOverlay } from '../state/overlays.ts';
import { useSession } from '../state/session.ts';
import { useSettings } from '../state/settings.ts';
import { useWords } from '../words/use-words.ts';
import { Modal } from './modal.tsx';
import { SearchList } from './search-list.tsx';

/** What was opened lately, then a person's other workflows, the latest first, and the other templates. */
export function OpenDialog() {
  const words = useWords();
  const close = useOverlay((state) => state.close);
  const language = useSession((state) => state.language);
  const recent = useSettings((state) => state.recent);
  const { api, workflowNames } = useHost();
  const [documents, setDocuments] = useState<readonly DocumentEntry[]>();
  useEffect(() => {
    api?.call('listDocuments', {}).then(setDocuments, reportFailure);
  }, [api]);
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const own = (documents ?? []).map(({ name }): Recent => ({ kind: 'document', name }));
  const templates = workflowNames.map((name): Recent => ({ kind: 'template', name }));
  const known = [...own, ...templates];
  // A file of somebody's that is gone is not offered.
  const isThere = (entry: Recent) => known.some((other) => isSame(other, entry));
  const lately = recent.filter((entry) => entry.kind === 'output' || entry.kind === 'file' || isThere(entry));
  const others = known.filter((entry) => !lately.some((other) => isSame(other, entry)));
  const kinds = {
    document: words.yours,
    template: words.templates,
    output: words.leftPanels.outputs,
    file: words.openedFile,
  };
  const line = (entry: Recent, isRecent: boolean) => {
    const { kind, name } = entry;
    const savedAt = kind === 'document' && documents?.find((document) => document.name === name)?.savedAt;
    return {
      key: `${kind} ${name}`,
      title: name,
      texts: [name],
      detail: isRecent ? `${kinds[kind]} · ${words.openedLately}` : kinds[kind],
      ...(savedAt ? { aside: date.format(savedAt) } : {}),
      run: () => attempt(() => openAndRemember(entry)),
    };
  };
  return (
    <Modal label={words.openTitle} className="modal-top" onClose={close}>
      <SearchList
        label={words.findWorkflow}
        empty={words.nothingFound}
        entries={[...lately.map((entry) => line(entry, true)), ...others.map((entry) => line(entry, false))]}
        onDone={close}
      >
        {documents?.length === 0 && <p className="empty overlay-empty">{words.noneSaved}</p>}
      </SearchList>
    </Modal>
  );
}
