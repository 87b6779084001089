import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { unpacked } from './unpacked.ts';

/** An ffmpeg that answered `-version`. */
export interface Ffmpeg {
  readonly path: string;
  readonly source: FfmpegSource;
  readonly version: string;
}

/** Where an ffmpeg came from. `built-in` is the old one inside an npm package: it may write our frames, never read a file. */
export type FfmpegSource = 'FFMPEG_PATH' | 'packaged' | 'ffmpeg-static' | 'PATH' | 'built-in';

/** All that the search depends on, so that a test can describe another machine. */
export interface FfmpegEnvironment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The resources folder of a packaged app. */
  readonly resourcesPath: string | undefined;
  readonly requireModule: (name: string) => unknown;
  /** The version a program answers with; throws when it doesn't. */
  readonly askVersion: (path: string) => Promise<string>;
}

/** The first ffmpeg that works, in the order of `docs/decisions/0002-ffmpeg.md`. */
export async function locateFfmpeg(environment: FfmpegEnvironment): Promise<Ffmpeg> {
  const chosen = environment.variables.FFMPEG_PATH;
  if (chosen) return await chosenFfmpeg(chosen, environment);

  const refusals: string[] = [];
  const attempt = async <Result>(source: FfmpegSource, action: () => Result | Promise<Result>) => {
    try {
      return await action();
    } catch (error) {
      refusals.push(`${source}: ${firstLine(error)}`);
      return undefined;
    }
  };
  for (const { source, paths } of places) {
    for (const path of (await attempt(source, () => paths(environment))) ?? []) {
      const version = await attempt(source, () => environment.askVersion(path));
      if (version !== undefined) return { path, source, version };
    }
  }
  throw new UserError(`No ffmpeg was found, and without one no video can be written. ${refusals.join('; ')}`, {
    hint: howToGetFfmpeg,
  });
}

export const howToGetFfmpeg =
  'Install ffmpeg (Linux: “sudo apt install ffmpeg”, macOS: “brew install ffmpeg”, Windows: “winget install ffmpeg”), ' +
  'or run “npm install” again with internet access, or set FFMPEG_PATH to an ffmpeg program.';

/** Somebody asked for this very program, so quietly taking another one would hide the mistake. */
async function chosenFfmpeg(path: string, environment: FfmpegEnvironment): Promise<Ffmpeg> {
  try {
    return { path, source: 'FFMPEG_PATH', version: await environment.askVersion(path) };
  } catch (error) {
    throw new UserError(`FFMPEG_PATH names ${path}, which does not work as ffmpeg: ${firstLine(error)}`, {
      hint: 'Set FFMPEG_PATH to a working ffmpeg program, or unset it to let one be found.',
      cause: error,
    });
  }
}

const programName = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';

interface Place {
  readonly source: FfmpegSource;
  readonly paths: (environment: FfmpegEnvironment) => readonly string[];
}

const places: readonly Place[] = [
  {
    source: 'packaged',
    paths: ({ resourcesPath }) =>
      resourcesPath === undefined ? [] : existing(join(resourcesPath, 'bin', programName)),
  },
  { source: 'ffmpeg-static', paths: staticPaths },
  { source: 'PATH', paths: searchPaths },
  { source: 'built-in', paths: builtInPaths },
];

/** npm removes the package when its download fails, and keeps it without a program when the download is not allowed. */
function staticPaths({ requireModule }: FfmpegEnvironment): string[] {
  const path = requireModule('ffmpeg-static');
  return typeof path === 'string' ? existing(unpacked(path)) : [];
}

/** Relative entries are skipped: a program must not be picked up from wherever somebody happens to stand. */
function searchPaths({ variables }: FfmpegEnvironment): string[] {
  const folders = (variables.PATH ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.flatMap((folder) => existing(join(folder, programName)));
}

function builtInPaths({ requireModule }: FfmpegEnvironment): string[] {
  const installer = requireModule('@ffmpeg-installer/ffmpeg');
  if (typeof installer !== 'object' || installer === null || !('path' in installer)) return [];
  return typeof installer.path === 'string' ? existing(unpacked(installer.path)) : [];
}

function existing(path: string): string[] {
  return existsSync(path) ? [path] : [];
}

/** A module that isn't there lists its whole require stack; one line is enough. */
function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}
