import { useOverlay } from '../state/overlays.ts';
import { useSettings } from '../state/settings.ts';
import type { Command } from './command.ts';
import { keysIn } from './own-keys.ts';

const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '');

/** Listens to the keys of commands; returns a function that ends it. */
export function listenToKeys(commands: readonly Command[]): () => void {
  const listened = commands.filter(({ isNative }) => !isNative);
  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || useOverlay.getState().overlay) return;
    const chord = chordIn(event);
    const command = listened.find((known) => keysOf(known).includes(chord));
    if (!command || (!command.worksInText && isTaken(event.target, chord))) return;
    // Even when there is nothing to do: the browser must not do something else instead.
    event.preventDefault();
    if (command.isEnabled?.() ?? true) command.run();
  };
  window.addEventListener('keydown', press);
  return () => window.removeEventListener('keydown', press);
}

/** Whether keys belong to the control that has the focus. A list takes letters, but no chords with Ctrl or ⌘. */
function isTaken(target: EventTarget | null, chord: string): boolean {
  return isWritingText(target) && !(target instanceof HTMLSelectElement && chord.startsWith('Mod+'));
}

/** Whether the key is held that commands write as `Mod`. */
export function hasMod({ metaKey, ctrlKey }: Pick<MouseEvent, 'metaKey' | 'ctrlKey'>): boolean {
  return isMac ? metaKey : ctrlKey;
}

/** The keys of a command as they are now. */
export function keysOf(command: Pick<Command, 'label' | 'keys'>): readonly string[] {
  return keysIn(useSettings.getState().keys, command);
}

/** The keys of an event on this system. */
export function chordIn(event: Chord): string {
  return chordOf(event, isMac);
}

type Chord = Pick<KeyboardEvent, 'key' | 'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey'> & { readonly code?: string };

/** The keys of an event as commands write them: `Mod+Shift+Z`. */
export function chordOf({ key, code, metaKey, ctrlKey, shiftKey, altKey }: Chord, onMac: boolean): string {
  // On a Mac, Alt turns letters into others.
  const letter = altKey ? /^Key([A-Z])$/.exec(code ?? '')?.[1] : undefined;
  const name = letter ?? (key.length === 1 ? key.toUpperCase() : key);
  // What Shift does to “/” is the keyboard's affair; with letters and named keys it is part of the chord.
  const hasShift = shiftKey && (name.length > 1 || /^[A-Z]$/.test(name));
  return [(onMac ? metaKey : ctrlKey) && 'Mod', altKey && 'Alt', hasShift && 'Shift', name].filter(Boolean).join('+');
}

/** A command's keys for a tooltip or a menu. */
export function shownKeys(command: Pick<Command, 'label' | 'keys'>): string {
  return shownChord(keysOf(command)[0] ?? '');
}

/** A name with the keys behind it, where there are any. */
export function withKeys(name: string, command: Pick<Command, 'label' | 'keys'>): string {
  const keys = shownKeys(command);
  return keys === '' ? name : `${name} (${keys})`;
}

/** Keys as the system's keyboard calls them. */
export function shownChord(keys: string): string {
  return isMac
    ? keys.replace('Mod+', '⌘').replace('Shift+', '⇧').replace('Alt+', '⌥')
    : keys.replace('Mod', 'Ctrl').replace('Delete', 'Del');
}

export function isWritingText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.matches(`textarea, select, input:not(${NO_TEXT})`) || target.isContentEditable;
}

/** Controls that take no letters: keys are commands there, too. */
const NO_TEXT = '[type=checkbox], [type=radio], [type=range], [type=color], [type=file]';
