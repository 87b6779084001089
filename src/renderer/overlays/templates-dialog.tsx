import { useEffect, useState } from 'react';
import type { Template } from '../../core/host-api.ts';
import { openAndRemember } from '../commands/recent.ts';
import { attempt, reportFailure } from '../commands/report.ts';
import { useHost } from '../state/host.ts';
import { useOverlay } from '../state/overlays.ts';
import { usePackNames } from '../state/packs.ts';
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
  const present = usePackNames();
  const missingFor = ({ packs }: Template) => (present ? packs.filter((pack) => !present.includes(pack)) : []);
  // What can be run here comes first, and of that the simplest.
  const templates = useTemplates().toSorted(
    (a, b) => Math.sign(missingFor(a).length) - Math.sign(missingFor(b).length) || a.nodes - b.nodes,
  );
  const [search, setSearch] = useState('');
  const entries = templates.map((template) => {
    const { title, description = '' } = localTemplate(template.name, language) ?? template;
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
        {found.map(({ template, title, description }) => (
          <li key={template.name}>
            <button
              type="button"
              className="template"
              onClick={() => {
                close();
                attempt(() => openAndRemember({ kind: 'template', name: template.name }));
              }}
            >
              <span className="template-picture">
                {templatePicture(template.name) && <img src={templatePicture(template.name)} alt="" loading="lazy" />}
              </span>
              <span className="template-title">{title}</span>
              <span className="muted">{description}</span>
              <span className="muted template-count">
                {[words.nodeCount(template.nodes), ...missingFor(template).map(words.packs.isMissing)].join(' · ')}
              </span>
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
