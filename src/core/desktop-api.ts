import type { DesktopMenus } from './desktop-menu.ts';
import type { Failure } from './errors.ts';

// No zod here: the sandboxed preload has this file inside it.

/** What the window may ask of the desktop shell. */
export const DESKTOP_CHANNELS = {
  revealOutput: 'desktop:reveal-output',
  showMenus: 'desktop:show-menus',
  chooseFiles: 'desktop:choose-files',
  takeFiles: 'desktop:take-files',
  saveFile: 'desktop:save-file',
  chooseFolder: 'desktop:choose-folder',
  workIsKept: 'desktop:work-is-kept',
} as const;

/** What the desktop shell tells the window. */
export const DESKTOP_EVENTS = {
  command: 'desktop:command',
  filesWaiting: 'desktop:files-waiting',
  closing: 'desktop:closing',
} as const;

/** A file that a person has chosen or the system has opened with Patchloom. */
export type DesktopFile =
  | { readonly name: string; readonly bytes: Uint8Array }
  | { readonly name: string; readonly problem: 'unreadable' | 'too-large' };

/** What became of a text that was to be saved: a failure crosses as data, as an error would lose its hint on the way. */
export type DesktopSaving = { readonly name: string } | { readonly failure: Failure };

/** The folders that a person may choose; a choice holds from the next start on. */
export const DESKTOP_FOLDERS = ['outputs', 'packs'] as const;
export type DesktopFolder = (typeof DESKTOP_FOLDERS)[number];

/** What only a desktop has; absent in a browser, and the editor works without it. Paths are chosen in the system's dialogs alone. */
export interface DesktopApi {
  readonly platform: string;
  /** Shows a file of the output folder in the system's file manager. */
  revealOutput(name: string): Promise<void>;
  /** Shows the editor's menus in the system's menu bar. */
  showMenus(menus: DesktopMenus): Promise<void>;
  /** Hears the names of commands that are chosen there. */
  onCommand(listener: (name: string) => void): void;
  /** Lets a person choose files to open. */
  chooseFiles(): Promise<readonly DesktopFile[]>;
  /** The files that the system has opened with Patchloom since this was last asked. */
  takeFiles(): Promise<readonly DesktopFile[]>;
  onFilesWaiting(listener: () => void): void;
  /** Lets a person choose where to save a text, and saves it there. Undefined when they chose not to. */
  saveFile(name: string, text: string): Promise<DesktopSaving | undefined>;
  /** Lets a person choose a folder of files or packs. Its path, or undefined when they chose none. */
  chooseFolder(folder: DesktopFolder): Promise<string | undefined>;
  /** Does something before the app ends, which waits for it for a moment. */
  onClosing(keepWork: () => Promise<void>): void;
}
