import { COMMANDS, type Command } from '../commands/commands.ts';
import { shownChord, shownKeys } from '../commands/keyboard.ts';
import { useWords } from '../words/use-words.ts';

/** All keys: those of the commands, from their table, and those of the controls. */
export function ShortcutsPanel() {
  const words = useWords();
  const { shortcuts, gestures } = words;
  const drag = (key: string) => shownChord(`${key}+`) + gestures.drag;
  const commands = Object.entries<Command>(COMMANDS).filter(([, { keys }]) => keys.length > 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: nothing inside takes the focus, and without it the keys could not scroll.
    <section className="panel-scroll" tabIndex={0} aria-label={words.leftPanels.shortcuts}>
      <KeyList
        title={shortcuts.everywhere}
        keys={commands.map(([id, command]) => [id, words.commands[command.label], shownKeys(command)])}
      />
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
    </section>
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
          <div key={id}>
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
