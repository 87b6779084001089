import { lstat, mkdir, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import { reservedOnWindows } from '../output-files.ts';
import { OWN_FOLDER } from './pack-paths.ts';

/** Where a pack of that name is, or would be. Names with folders in them are refused. */
export function packFolderOf(packsFolder: string, name: string): string {
  const isName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name) && !name.endsWith('.') && !reservedOnWindows.test(name);
  if (isName) return path.join(packsFolder, name);
  throw new UserError(`“${name}” can't be the name of a pack`, {
    hint: 'A name has letters, digits, “.”, “_” and “-”, and begins with a letter or a digit. “pack add” takes one as --name.',
  });
}

/** What is at the place of a pack: nothing, something that was downloaded, or something of a person's own. */
export async function inspectPackFolder(folder: string): Promise<'nothing' | 'downloaded' | 'own'> {
  const found = await lstat(folder).catch(unlessMissing);
  if (!found) return 'nothing';
  if (!found.isDirectory()) return 'own';
  const ours = await lstat(path.join(folder, OWN_FOLDER)).catch(unlessMissing);
  if (ours?.isDirectory()) return 'downloaded';
  return (await readdir(folder)).length === 0 ? 'nothing' : 'own';
}

/** Makes the folder of a pack with our own one inside. Its real path, so that a link above it can't change its place later. */
export async function makePackFolder(
  packsFolder: string,
  folder: string,
): Promise<{ root: string; ownFolder: string }> {
  try {
    await mkdir(packsFolder, { recursive: true });
    const root = path.join(await realpath(packsFolder), path.basename(folder));
    const ownFolder = path.join(root, OWN_FOLDER);
    await mkdir(path.join(ownFolder, 'parts'), { recursive: true });
    return { root, ownFolder };
  } catch (error) {
    throw diskFailure(packsFolder, error);
  }
}

/** Says in words what the file system refuses. Anything else stays the bug it is. */
export function diskFailure(folder: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'your share of the disk is used up',
    EACCES: 'you may not write there',
    EPERM: 'you may not write there, or a program has one of the files open',
    EBUSY: 'a program has one of the files open',
    EROFS: 'it can only be read',
    EFBIG: 'the disk can’t hold files of this size',
    ENOTDIR: 'a part of the path is a file',
    EEXIST: 'a part of the path is a file',
    EISDIR: 'a folder is in the place of a file',
    ENOTEMPTY: 'a folder is in the place of a file',
    ELOOP: 'a link is in the place of a file',
  };
  const reason = words[code];
  if (reason === undefined) return error;
  return new UserError(`${folder} can't be written to: ${reason}`, {
    hint: 'Put that right, or choose another folder with --packs, and give the command again.',
    cause: error,
  });
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
