import { type KeyboardEvent, useState } from 'react';
import { COMMANDS, type Command } from '../commands/commands.ts';
import { chordIn, shownChord } from '../commands/keyboard.ts';
import { giveKeys, holderOf, isFixed, keysIn, type OwnKeys, resetKeys } from '../commands/own-keys.ts';
import { changeSettings, useSettings } from '../state/settings.ts';
import { useWords } from '../words/use-words.ts';
import { CloseIcon, UndoIcon } from './icons.tsx';

const TABLE = Object.values<Command>(COMMANDS);
const MODIFIERS = new Set([
  'Shift',
  'Control',
  'Alt',
  'AltGraph',
  'Meta',
  'CapsLock',
  'Dead',
  'Process',
  'Unidentified',
]);

/** A command and its keys. Pressing the button and then other keys gives it those; what has them already is named and asked about. */
export function CommandKeys({ command }: { command: Command }) {
  const words = useWords();
  const { shortcuts } = words;
  const own = useSettings((state) => state.keys);
  const [isListening, setListening] = useState(false);
  const [asked, setAsked] = useState<string>();
  const name = words.commands[command.label];
  const keys = keysIn(own, command);
  const change = (next: OwnKeys) => {
    setListening(false);
    setAsked(undefined);
    changeSettings({ keys: Object.fromEntries(Object.entries(next).map(([label, chords]) => [label, [...chords]])) });
  };
  const press = (event: KeyboardEvent) => {
    if (!isListening || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (MODIFIERS.has(event.key)) return;
    const chord = chordIn(event);
    if (chord === 'Escape') return setListening(false);
    if (isFixed(TABLE, chord) || holderOf(own, TABLE, chord, command)) return setAsked(chord);
    change(giveKeys(own, TABLE, command, [chord]));
  };
  const shown = shownChord(keys[0] ?? '');
  if (command.isNative) {
    return (
      <div className="key-entry">
        <dt>{name}</dt>
        <dd>
          <kbd>{shown}</kbd>
        </dd>
      </div>
    );
  }
  // Only a settings file that somebody has written by hand has keys twice.
  const twice = keys.find((chord) => holderOf(own, TABLE, chord, command));
  return (
    <div className="key-entry">
      <dt>{name}</dt>
      <dd className="key-tools">
        {command.label in own && (
          <button
            type="button"
            className="icon-button"
            aria-label={shortcuts.reset(name)}
            title={shortcuts.reset(name)}
            onClick={() => change(resetKeys(own, TABLE, command))}
          >
            <UndoIcon />
          </button>
        )}
        {keys.length > 0 && !isListening && (
          <button
            type="button"
            className="icon-button key-remove"
            aria-label={shortcuts.remove(name)}
            title={shortcuts.remove(name)}
            onClick={() => change(giveKeys(own, TABLE, command, []))}
          >
            <CloseIcon />
          </button>
        )}
        <button
          type="button"
          className={`key-button${isListening ? ' key-listening' : shown ? '' : ' key-none'}`}
          aria-label={shortcuts.change(name, isListening ? shortcuts.press : shown || shortcuts.none)}
          title={keys.map(shownChord).join(words.comma)}
          onClick={() => setListening(true)}
          onKeyDown={press}
          onBlur={() => setListening(false)}
        >
          {isListening ? shortcuts.press : shown || shortcuts.none}
        </button>
      </dd>
      {(asked ?? twice) !== undefined && (
        <Asked asked={asked ?? twice ?? ''} {...{ own, command, change }} refuse={() => setAsked(undefined)} />
      )}
    </div>
  );
}

interface AskedProps {
  readonly asked: string;
  readonly own: OwnKeys;
  readonly command: Command;
  change(next: OwnKeys): void;
  refuse(): void;
}

/** Keys that were pressed and are not free. */
function Asked({ asked, own, command, change, refuse }: AskedProps) {
  const words = useWords();
  const { shortcuts } = words;
  const holder = holderOf(own, TABLE, asked, command);
  if (isFixed(TABLE, asked) || !holder) {
    return (
      <dd className="key-note">
        <p role="alert">{shortcuts.fixed(shownChord(asked))}</p>
      </dd>
    );
  }
  return (
    <dd className="key-note">
      <p role="alert">{shortcuts.taken(shownChord(asked), words.commands[holder.label])}</p>
      <button type="button" className="link" onClick={() => change(giveKeys(own, TABLE, command, [asked]))}>
        {shortcuts.giveHere}
      </button>
      <button type="button" className="link" onClick={refuse}>
        {shortcuts.keep}
      </button>
    </dd>
  );
}
