import { useShallow } from 'zustand/react/shallow';
import { COMMANDS } from '../commands/commands.ts';
import { withKeys } from '../commands/keyboard.ts';
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
  const [canUndo, canRedo] = useDocument(
    useShallow(({ history }) => [history.past.length > 0, history.future.length > 0]),
  );
  const [done, undone] = useDocument(useShallow(({ history }) => [history.labels.at(-1), history.undone[0]]));
  const titleOf = (name: 'undo' | 'redo', label = '') => {
    const what = words.edits[label];
    return withKeys(`${words.commands[name]}${what ? `: ${what}` : ''}`, COMMANDS[name]);
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
        title={withKeys(words.commands.palette, COMMANDS.palette)}
        onClick={COMMANDS.palette.run}
      >
        <SearchIcon />
      </button>
      <span className="top-bar-line" />
      <button
        type="button"
        className="icon-button"
        disabled={!canUndo}
        onClick={COMMANDS.undo.run}
        aria-label={words.commands.undo}
        title={titleOf('undo', done)}
      >
        <UndoIcon />
      </button>
      <button
        type="button"
        className="icon-button"
        disabled={!canRedo}
        onClick={COMMANDS.redo.run}
        aria-label={words.commands.redo}
        title={titleOf('redo', undone)}
      >
        <RedoIcon />
      </button>
      <span className="top-bar-line" />
      <RunControls />
    </header>
  );
}
