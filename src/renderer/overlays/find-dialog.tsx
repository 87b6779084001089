import { isBorder } from '../../core/subgraph-border.ts';
import { showPort } from '../commands/show-port.ts';
import { groupKey, noteKey } from '../state/box-keys.ts';
import { currentScope, useWorkflow } from '../state/document.ts';
import { useNodeNames } from '../state/node-titles.ts';
import { useOverlay } from '../state/overlays.ts';
import { pathOf } from '../state/scope.ts';
import { useSession } from '../state/session.ts';
import { useLocalSpecs, useWords } from '../words/use-words.ts';
import { Modal } from './modal.tsx';
import { SearchList } from './search-list.tsx';

/** What is on the canvas, found by its name, its type or what is written in it; the one that is chosen is brought into sight. */
export function FindDialog() {
  const words = useWords();
  const close = useOverlay((state) => state.close);
  const { nodes, groups, notes } = useWorkflow();
  const specs = useLocalSpecs();
  const nameOf = useNodeNames();
  const found = Object.entries(nodes).filter(([id]) => !isBorder(id));
  const written = (id: string) =>
    Object.values(nodes[id]?.widgets ?? {}).filter((value) => typeof value === 'string' && value !== '');
  return (
    <Modal label={words.findInWorkflow} className="modal-top" onClose={close}>
      <SearchList
        label={words.findInWorkflow}
        empty={words.nothingFound}
        entries={[
          ...found.map(([id, { type, title }]) => ({
            key: id,
            title: nameOf(id),
            texts: [nameOf(id), title ?? '', id, type, specs.get(type)?.title ?? '', written(id).join(' ')],
            detail: written(id).join(' · ') || (specs.get(type)?.summary ?? type),
            className: `overlay-node socket-${Object.values(specs.get(type)?.outputs ?? {})[0]?.type ?? 'unknown'}`,
            run: () => showPort(pathOf(currentScope(), id)),
          })),
          ...groups.map(({ id, title }) => ({
            key: groupKey(id),
            title,
            texts: [title],
            detail: words.compare.boxes.group,
            run: () => showBox(groupKey(id)),
          })),
          ...notes.map(({ id, text }) => ({
            key: noteKey(id),
            title: text.split('\n')[0]?.replace(/^[#*\s-]+|\*+$/g, '') || words.note,
            texts: [text],
            detail: words.note,
            run: () => showBox(noteKey(id)),
          })),
        ]}
        onDone={close}
      />
    </Modal>
  );
}

function showBox(key: string): void {
  const { select, view, set } = useSession.getState();
  set({ isApp: false });
  select([], [], [key]);
  view?.fitTo([key]);
}
