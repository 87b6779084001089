import { lstat, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import { reservedOnWindows } from '../output-files.ts';

/** Patchloom's own folder inside a downloaded pack: parts, record, lock. */
export const OWN_FOLDER = '.patchloom';

/** Why a path that a server gave may not be written below a pack's folder; undefined when it may, on every system. */
export function whyUnsafe(file: string): string | undefined {
  const segments = file.split('/');
  if (Buffer.byteLength(file) > 1000) return 'it is too long';
  if (segments[0]?.normalize('NFKC').toLowerCase() === OWN_FOLDER) return `${OWN_FOLDER} is Patchloom’s own folder`;
  for (const segment of segments) {
    if (segment === '' || segment === '.' || segment === '..') return 'it leads out of the folder';
    if (/[<>:"\\|?*\p{Cc}\p{Cs}]/u.test(segment)) return 'it holds characters that not every system allows';
    if (/^ |[. ]$/.test(segment)) return 'a part of it begins or ends with a space or a full stop';
    if (reservedOnWindows.test(segment)) return 'a part of it is reserved on Windows';
    if (Buffer.byteLength(segment) > 200) return 'a part of it is too long';
  }
  return undefined;
}

/** Refuses a set of paths of which one is unsafe, or two would be one file (or a file and a folder) on some system. */
export function checkPackPaths(files: readonly string[]): void {
  const taken = new Map<string, string>();
  for (const file of files) {
    const reason = whyUnsafe(file);
    if (reason !== undefined) throw refused(file, reason);
    const twin = taken.get(sameNameKey(file));
    if (twin !== undefined) throw refused(file, `some systems take it for ${twin}`);
    taken.set(sameNameKey(file), file);
  }
  for (const file of files) {
    const folders = file.split('/').slice(0, -1);
    folders.forEach((_, index) => {
      const folder = folders.slice(0, index + 1).join('/');
      if (taken.has(sameNameKey(folder))) throw refused(file, `${taken.get(sameNameKey(folder))} is a file`);
    });
  }
}

/** The absolute path of a checked path, whose folders exist. A link on the way is refused: it may lead anywhere. */
export async function preparePackPath(root: string, file: string): Promise<string> {
  let folder = root;
  for (const segment of file.split('/').slice(0, -1)) {
    folder = path.join(folder, segment);
    await mkdir(folder).catch(unlessItExists);
    if (!(await lstat(folder)).isDirectory()) {
      throw new UserError(`${folder} is a link or a file where a folder of the pack has to be`, {
        hint: 'Move it away, then give the command again.',
      });
    }
  }
  return path.join(folder, path.posix.basename(file));
}

function unlessItExists(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** Names that differ in case, or in how an accent is written, are one file on macOS and Windows. */
function sameNameKey(file: string): string {
  return file.normalize('NFC').toLowerCase().normalize('NFC');
}

function refused(file: string, reason: string): UserError {
  return new UserError(`The Hub names a file ${JSON.stringify(file)} that is not written: ${reason}`, {
    hint: 'Leave it out by choosing files with --file.',
  });
}
