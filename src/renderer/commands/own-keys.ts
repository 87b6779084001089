import type { Command } from './command.ts';

/** Keys that a person has given to commands, by the commands' labels; the others have those of the table. */
export type OwnKeys = Readonly<Record<string, readonly string[]>>;

type Known = Pick<Command, 'label' | 'keys' | 'isNative'>;

/** The keys of a command: a person's own, else those of the table. */
export function keysIn(own: OwnKeys, { label, keys }: Known): readonly string[] {
  return own[label] ?? keys;
}

/** What else already has these keys. */
export function holderOf(own: OwnKeys, table: readonly Known[], chord: string, except: Known): Known | undefined {
  return table.find((command) => command.label !== except.label && keysIn(own, command).includes(chord));
}

/** Keys that lead through the window and close dialogs, and those of copy and paste, of which the browser says when: no command may have them. */
export function isFixed(table: readonly Known[], chord: string): boolean {
  const key = chord.split('+').at(-1) ?? '';
  if (FIXED.has(key) && !chord.startsWith('Mod+') && !chord.startsWith('Alt+')) return true;
  return table.some(({ isNative, keys }) => isNative === true && keys.includes(chord));
}

const FIXED = new Set(['Tab', 'Enter', 'Escape', ' ', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']);

/** Gives a command these keys, and takes them away from whatever had them. */
export function giveKeys(own: OwnKeys, table: readonly Known[], command: Known, keys: readonly string[]): OwnKeys {
  const others = table.filter(({ label }) => label !== command.label);
  const taken = others.flatMap((other): [string, readonly string[]][] => {
    const before = keysIn(own, other);
    const after = before.filter((chord) => !keys.includes(chord));
    return after.length === before.length ? [] : [[other.label, after]];
  });
  return changedOnly({ ...own, ...Object.fromEntries(taken), [command.label]: keys }, table);
}

/** Gives a command the table's keys again. */
export function resetKeys(own: OwnKeys, table: readonly Known[], command: Known): OwnKeys {
  return giveKeys(own, table, command, command.keys);
}

/** Keys that are the table's are not a person's own; those of commands of later releases stay. */
function changedOnly(own: OwnKeys, table: readonly Known[]): OwnKeys {
  const isChanged = ([label, keys]: [string, readonly string[]]) => {
    const known = table.find((command) => command.label === label);
    return !known || known.keys.join(' ') !== keys.join(' ');
  };
  return Object.fromEntries(Object.entries(own).filter(isChanged));
}
