import { useState } from 'react';
import { COMMANDS, type Command } from '../commands/commands.ts';
import { shownChord } from '../commands/keyboard.ts';
import { changeSettings, useSettings } from '../state/settings.ts';
import { SearchField } from '../widgets/search-field.tsx';
import { en } from '../words/en.ts';
import { useWords } from '../words/use-words.ts';
import { CommandKeys } from './command-keys.tsx';

/** All keys: those of the commands, from their table, to be changed; and those of the controls. */
export function ShortcutsPanel() {
  const words = useWords();
  const { shortcuts, gestures } = words;
  const [search, setSearch] = useState('');
  const hasOwn = useSettings(({ keys }) => Object.keys(keys).length > 0);
  const drag = (key: string) => shownChord(`${key}+`) + gestures.drag;
  const sought = search.trim().toLowerCase();
  // In every language the English words are understood as well.
  const commands = Object.values<Command>(COMMANDS).filter(({ label }) =>
    `${words.commands[label]}\n${en.commands[label]}`.toLowerCase().includes(sought),
  );
  return (
    <>
      <div className="panel-tools">
        <SearchField label={shortcuts.find} value={search} onChange={setSearch} />
        {hasOwn && (
          <button type="button" className="button" onClick={() => changeSettings({ keys: {} })}>
            {shortcuts.resetAll}
          </button>
        )}
      </div>
      <div className="panel-scroll">
        <section className="key-list" aria-label={shortcuts.everywhere}>
          <h3 className="section-title">{shortcuts.everywhere}</h3>
          <dl>
            {commands.map((command) => (
              <CommandKeys key={command.label} command={command} />
            ))}
          </dl>
          {commands.length === 0 && <p className="empty">{words.nothingFound}</p>}
        </section>
        {sought === '' && (
          <>
            <KeyList
              title={shortcuts.onCanvas}
              keys={[
                ['next', shortcuts.next, 'Tab'],
                ['choose', shortcuts.choose, 'Enter'],
                ['move', shortcuts.move, '← ↑ → ↓'],
                ['box', gestures.box, drag('Shift')],
                ['lasso', gestures.lasso, drag('Mod')],
                ['copy', gestures.copy, drag('Alt')],
                ['pan', gestures.pan, drag(shortcuts.space)],
              ]}
            />
            <KeyList
              title={shortcuts.inNumbers}
              keys={[
                ['step', shortcuts.step, '↑ ↓'],
                ['ten', shortcuts.tenSteps, 'Shift+↑ ↓'],
                ['drag', shortcuts.drag, shortcuts.dragKeys],
              ]}
            />
          </>
        )}
      </div>
    </>
  );
}

function KeyList({
  title,
  keys,
}: {
  title: string;
  keys: readonly (readonly [id: string, what: string, keys: string])[];
}) {
  return (
    <section className="key-list" aria-label={title}>
      <h3 className="section-title">{title}</h3>
      <dl>
        {keys.map(([id, what, pressed]) => (
          <div key={id} className="key-entry">
            <dt>{what}</dt>
            <dd>
              <kbd>{pressed}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
