import { type DragEvent, type ReactNode, useState } from 'react';
import type { NodeSpec } from '../../core/define-node.ts';
import { addNodeInView, NODE_DRAG_TYPE } from '../commands/add-node.ts';
import { useHost } from '../state/host.ts';
import { useSession } from '../state/session.ts';
import { localFolder } from '../words/local-specs.ts';
import { useAddableSpecs, useWords } from '../words/use-words.ts';
import { OwnNodes } from './own-nodes.tsx';
import { groupNodes } from './palette-groups.ts';

/** Where the subgraphs of the document are: types of instances begin with it. */
const SUBGRAPHS = 'subgraph';

/** All nodes by folder: click one to add it, or drag it to where it shall be. */
export function Palette() {
  const words = useWords();
  const language = useSession((state) => state.language);
  const specs = useAddableSpecs();
  const english = useHost((state) => state.specs);
  const [search, setSearch] = useState('');
  const groups = groupNodes(specs, search, english);
  const first = groups[0]?.specs[0];
  return (
    <>
      <div className="panel-tools">
        <input
          id="palette-search"
          className="field search"
          type="search"
          placeholder={`${words.searchNodes}  /`}
          aria-label={words.searchNodes}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && first) addNodeInView(first.id);
            if (event.key === 'Escape') setSearch('');
          }}
        />
      </div>
      <div className="panel-scroll">
        {groups.map(({ folder, specs: found }) => (
          <Folder
            key={folder}
            folder={folder}
            title={folder === SUBGRAPHS ? words.subgraphs.folder : localFolder(folder, language)}
            isSearched={search !== ''}
          >
            {found.map((spec) => (
              <PaletteEntry key={spec.id} spec={spec} />
            ))}
          </Folder>
        ))}
        {groups.length === 0 && search !== '' && <p className="empty">{words.noNodesFound(search)}</p>}
        {search === '' && <OwnNodes />}
      </div>
    </>
  );
}

interface FolderProps {
  readonly folder: string;
  readonly title: string;
  readonly isSearched: boolean;
  readonly children: ReactNode;
}

/** A folder that can be shut; what is looked for is shown in any case. */
function Folder({ folder, title, isSearched, children }: FolderProps) {
  const { foldedFolders, set } = useSession();
  const isOpen = isSearched || !foldedFolders.includes(folder);
  const others = foldedFolders.filter((other) => other !== folder);
  return (
    <section className="palette-group">
      <h2 className="section-title">
        <button
          type="button"
          className="palette-fold"
          aria-expanded={isOpen}
          disabled={isSearched}
          onClick={() => set({ foldedFolders: isOpen ? [...others, folder] : others })}
        >
          {title}
        </button>
      </h2>
      {isOpen && children}
    </section>
  );
}

function PaletteEntry({ spec }: { spec: NodeSpec }) {
  const words = useWords();
  const tint = Object.values(spec.outputs)[0]?.type ?? 'unknown';
  const startDrag = (event: DragEvent) => {
    event.dataTransfer.setData(NODE_DRAG_TYPE, spec.id);
    event.dataTransfer.effectAllowed = 'copy';
  };
  return (
    <button
      type="button"
      className={`palette-entry socket-${tint}`}
      draggable
      onDragStart={startDrag}
      onClick={() => addNodeInView(spec.id)}
      aria-label={`${words.addNode(spec.title)} ${spec.summary}`}
      title={spec.summary}
    >
      <span className="palette-title">{spec.title}</span> <span className="palette-summary">{spec.summary}</span>
    </button>
  );
}
