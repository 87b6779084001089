import type { Words } from '../words/languages.ts';

/** The menu of the top bar that a command is in; what is in none is found by its keys and in the command palette. */
export type CommandMenu = 'file' | 'edit' | 'node' | 'view';

/** Something a person can do: by a button, by its keys, from a menu or from the command palette. */
export interface Command {
  readonly label: keyof Words['commands'];
  /** `Mod` is ⌘ on a Mac, Ctrl elsewhere. The first is the one that is shown. */
  readonly keys: readonly string[];
  /** Whether its keys work while a text is being written. */
  readonly worksInText?: boolean;
  /** Whether the browser itself says when (copy, cut, paste): its keys are shown, not listened to. */
  readonly isNative?: boolean;
  readonly menu?: CommandMenu;
  /** Whether a line stands above it in its menu. */
  readonly startsGroup?: boolean;
  /** Whether there is something to do it to; always, when left out. */
  isEnabled?(): boolean;
  /** Whether what it switches is on. */
  isOn?(): boolean;
  run(): void;
}
