import fs from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_SETTINGS, type Settings, settingsSchema } from '../core/settings.ts';

/** The editor's settings, kept from one start to the next. */
export interface SettingsFile {
  read(): Promise<Settings>;
  write(settings: Settings): Promise<void>;
}

/** Settings in a JSON file; without a file they are kept as long as the host runs. */
export function openSettings(file: string | undefined): SettingsFile {
  let settings: Settings | undefined;
  let writing: Promise<void> = Promise.resolve();
  return {
    async read() {
      settings ??= file === undefined ? DEFAULT_SETTINGS : await readSettings(file);
      return settings;
    },
    async write(next) {
      settings = next;
      if (file === undefined) return;
      // One after the other: two windows may choose at the same time.
      writing = writing.catch(ignore).then(() => writeSettings(file, next));
      await writing;
    },
  };
}

async function readSettings(file: string): Promise<Settings> {
  try {
    return settingsSchema.parse(JSON.parse(await fs.readFile(file, 'utf8')));
  } catch (error) {
    // A choice of colours is not worth keeping anybody from working: a damaged file is told of and written anew with the next choice.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      console.warn(`patchloom: ${file} can't be read, so the settings are as at first: ${String(error)}`);
    return DEFAULT_SETTINGS;
  }
}

async function writeSettings(file: string, settings: Settings): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  const unfinished = `${file}.new`;
  await fs.writeFile(unfinished, `${JSON.stringify(settings, null, 2)}\n`);
  await fs.rename(unfinished, file);
}

/** Whoever asked for that write has heard of its failure. */
function ignore(): void {}
