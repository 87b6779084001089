import { addNodeInView } from '../commands/add-node.ts';
import { COMMANDS, type Command } from '../commands/commands.ts';
import { shownKeys } from '../commands/keyboard.ts';
import { showDocument } from '../commands/open-workflow.ts';
import { allDocuments } from '../state/document.ts';
import { useHost } from '../state/host.ts';
import { useOverlay } from '../state/overlays.ts';
import { en } from '../words/en.ts';
import type { Words } from '../words/languages.ts';
import { useAddableSpecs, useWords } from '../words/use-words.ts';
import { Modal } from './modal.tsx';
import { searchTexts } from './node-search.tsx';
import { SearchList } from './search-list.tsx';

/** Everything there is to do, found by a few letters. */
export function CommandPalette() {
  const words = useWords();
  const close = useOverlay((state) => state.close);
  const specs = useAddableSpecs();
  const english = useHost((state) => state.specs);
  const commands = Object.values<Command>(COMMANDS)
    .filter((command) => command.label !== 'palette' && (command.isEnabled?.() ?? true))
    .map((command) => ({
      key: command.label,
      title: words.commands[command.label],
      texts: commandTexts(command.label, words),
      aside: shownKeys(command),
      run: command.run,
    }));
  const documents = allDocuments()
    .slice(0, -1)
    .map(({ id, name }) => ({ key: id, title: words.goTo(name), texts: [name], run: () => showDocument(id) }));
  const nodes = [...specs.values()].map((spec) => ({
    key: spec.id,
    title: words.addThis(spec.title),
    texts: searchTexts(spec, english.get(spec.id)).slice(0, 3),
    detail: spec.summary,
    run: () => addNodeInView(spec.id),
  }));
  return (
    <Modal label={words.commandPalette} className="modal-top" onClose={close}>
      <SearchList
        label={words.findCommand}
        empty={words.nothingFound}
        entries={[...commands, ...documents, ...nodes]}
        onDone={close}
      />
    </Modal>
  );
}

/**
 * What a command is found by: its words, the English ones in every language, and its name, which is often what other programs call it:
 * “group” for “Frame the selection”.
 */
export function commandTexts(label: Command['label'], words: Words): string[] {
  return [words.commands[label], en.commands[label], label];
}
