import fs from 'node:fs/promises';
import path from 'node:path';
import type { DesktopFile } from '../core/desktop-api.ts';
import { LARGEST_IMPORT_BYTES } from '../core/host-api.ts';

/** What can hold a workflow, for dialogs and for telling files from other arguments. */
export const OPENABLE = ['json', 'zip', 'mp4', 'webm', 'png', 'gif'] as const;

/** Files that the system opens with Patchloom; they wait until the editor asks for them, however often it is loaded meanwhile. */
export interface OpenedFiles {
  add(files: readonly string[]): void;
  /** Reads those that wait; each is given out once. */
  take(): Promise<DesktopFile[]>;
}

export function createOpenedFiles(notify: () => void): OpenedFiles {
  const waiting: string[] = [];
  return {
    add(files) {
      waiting.push(...files);
      if (files.length > 0) notify();
    },
    take: () => Promise.all(waiting.splice(0).map(readDesktopFile)),
  };
}

/** The files among the arguments of a start; everything else is for Chromium. */
export function filesIn(args: readonly string[], workingFolder: string): string[] {
  return args
    .filter((arg) => !arg.startsWith('-') && OPENABLE.some((ending) => arg.toLowerCase().endsWith(`.${ending}`)))
    .map((arg) => path.resolve(workingFolder, arg));
}

/** A file as it is; what it holds is for the editor to read. */
export async function readDesktopFile(file: string): Promise<DesktopFile> {
  const name = path.basename(file);
  try {
    const handle = await fs.open(file);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return { name, problem: 'unreadable' };
      if (stats.size > LARGEST_IMPORT_BYTES) return { name, problem: 'too-large' };
      return { name, bytes: new Uint8Array(await handle.readFile()) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return { name, problem: 'unreadable' };
  }
}
