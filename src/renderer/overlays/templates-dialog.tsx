import { useEffect, useState } from 'react';
import type { Template } from '../../core/host-api.ts';
import { openAndRemember } from '../commands/recent.ts';
import { attempt, reportFailure } from '../commands/report.ts';
import { useHost } from '../state/host.ts';
import { useOverlay } from '../state/overlays.ts';
import { useSession } from '../state/session.ts';
import { templatePicture } from '../templates/pictures.ts';
import { SearchField } from '../widgets/search-field.tsx';
import { localTemplate } from '../words/templates.zh-CN.ts';
import { useWords } from '../words/use-words.ts';
import { Modal } from './modal.tsx';
import { rank } from './rank.ts';

/** The example workflows, each with its picture. */
export function TemplatesDialog() {
  const words = useWords();
  const close = useOverlay((state) => state.close);
  const language = useSession((state) => state.language);
  const templates = useTemplates();
  const [search, setSearch] = useState('');
  const entries = templates.map((template) => {
    const { title, description = '' } = { ...template, ...localTemplate(template.name, language) };
    return { template, title, description, texts: [title, template.name, description, template.title] };
  });
  const found = rank(entries, search);
  return (
    <Modal label={words.templatesTitle} className="modal-wide" onClose={close}>
      <header className="templates-header">
        <h2 className="modal-title">{words.templatesTitle}</h2>
        <SearchField label={words.findWorkflow} value={search} onChange={setSearch} />
      </header>
      <ul className="templates">
        {found.map(({ template: { name, nodes }, title, description }) => (
          <li key={name}>
            <button
              type="button"
              className="template"
              onClick={() => {
                close();
                attempt(() => openAndRemember({ kind: 'template', name }));
              }}
            >
              <span className="template-picture">
                {templatePicture(name) && <img src={templatePicture(name)} alt="" loading="lazy" />}
              </span>
              <span className="template-title">{title}</span>
              <span className="muted">{description}</span>
              <span className="muted template-count">{words.nodeCount(nodes)}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="empty">{words.nothingFound}</p>}
      <div className="modal-buttons">
        <button type="button" className="button" onClick={close}>
          {words.close}
        </button>
      </div>
    </Modal>
  );
}

function useTemplates(): readonly Template[] {
  const api = useHost((state) => state.api);
  const [templates, setTemplates] = useState<readonly Template[]>([]);
  useEffect(() => {
    api?.call('listTemplates', {}).then(setTemplates, reportFailure);
  }, [api]);
  return templates;
}
