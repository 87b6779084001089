import { COMMANDS } from '../commands/commands.ts';
import { shownKeys } from '../commands/keyboard.ts';
import { useDocument } from '../state/document.ts';
import { useWords } from '../words/use-words.ts';
import { RedoIcon, SearchIcon, UndoIcon } from './icons.tsx';
import { MenuBar } from './menu-bar.tsx';
import { RunControls } from './run-controls.tsx';
import { Tabs } from './tabs.tsx';
import { ViewSwitch } from './view-switch.tsx';

/** Which workflow, and what to do with it. */
export function TopBar() {
  const words = useWords();
  const history = useDocument((state) => state.history);
  const titleOf = (name: 'undo' | 'redo', label = '') => {
    const what = words.edits[label];
    return `${words.commands[name]}${what ? `: ${what}` : ''} (${shownKeys(COMMANDS[name])})`;
  };
  return (
    <header className="top-bar">
      <h1 className="brand">Patchloom</h1>
      <MenuBar />
      <Tabs />
      <ViewSwitch />
      <button
        type="button"
        className="icon-button"
        aria-label={words.commands.palette}
        title={`${words.commands.palette} (${shownKeys(COMMANDS.palette)})`}
        onClick={COMMANDS.palette.run}
      >
        <SearchIcon />
      </button>
      <span className="top-bar-line" />
      <button
        type="button"
        className="icon-button"
        disabled={history.past.length === 0}
        onClick={COMMANDS.undo.run}
        aria-label={words.commands.undo}
        title={titleOf('undo', history.labels.at(-1))}
      >
        <UndoIcon />
      </button>
      <button
        type="button"
        className="icon-button"
        disabled={history.future.length === 0}
        onClick={COMMANDS.redo.run}
        aria-label={words.commands.redo}
        title={titleOf('redo', history.undone[0])}
      >
        <RedoIcon />
      </button>
      <span className="top-bar-line" />
      <RunControls />
    </header>
  );
}
