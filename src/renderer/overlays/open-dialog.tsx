import { useEffect, useState } from 'react';
import type { DocumentEntry } from '../../core/host-api.ts';
import { openDocument, openWorkflow } from '../commands/open-workflow.ts';
import { attempt, reportFailure } from '../commands/report.ts';
import { useHost } from '../state/host.ts';
import { useOverlay } from '../state/overlays.ts';
import { useSession } from '../state/session.ts';
import { useWords } from '../words/use-words.ts';
import { Modal } from './modal.tsx';
import { SearchList } from './search-list.tsx';

/** A person's own workflows, the latest first, and the templates. */
export function OpenDialog() {
  const words = useWords();
  const close = useOverlay((state) => state.close);
  const language = useSession((state) => state.language);
  const { api, workflowNames } = useHost();
  const [documents, setDocuments] = useState<readonly DocumentEntry[]>([]);
  useEffect(() => {
    api?.call('listDocuments', {}).then(setDocuments, reportFailure);
  }, [api]);
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <Modal label={words.openTitle} className="modal-top" onClose={close}>
      <SearchList
        label={words.findWorkflow}
        empty={words.nothingFound}
        entries={[
          ...documents.map(({ name, savedAt }) => ({
            key: `own ${name}`,
            title: name,
            texts: [name],
            detail: words.yours,
            aside: date.format(savedAt),
            run: () => attempt(() => openDocument(name)),
          })),
          ...workflowNames.map((name) => ({
            key: `template ${name}`,
            title: name,
            texts: [name],
            detail: words.templates,
            run: () => attempt(() => openWorkflow(name)),
          })),
        ]}
        onDone={close}
      >
        {documents.length === 0 && <p className="empty overlay-empty">{words.noneSaved}</p>}
      </SearchList>
    </Modal>
  );
}
