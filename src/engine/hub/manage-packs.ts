import { existsSync } from 'node:fs';
import { lstat, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import { hasChecksum } from './checksum.ts';
import { inspectPackFolder, packFolderOf } from './pack-folder.ts';
import { withPackLock } from './pack-lock.ts';
import { OWN_FOLDER } from './pack-paths.ts';
import { type PackRecord, readRecord } from './pack-record.ts';

/** A pack as a list shows it. */
export interface PackEntry {
  readonly name: string;
  readonly folder: string;
  /** `own`: a person put it there. `unfinished`: fetching it was broken off. */
  readonly state: 'own' | 'downloaded' | 'unfinished';
  readonly source?: string;
  readonly commit?: string;
  readonly bytes: number;
  readonly hasManifest: boolean;
}

/** The packs in these folders, by name; one that an earlier folder has hides those of the same name after it. */
export async function listPacks(folders: readonly string[]): Promise<PackEntry[]> {
  const found = new Map<string, PackEntry>();
  for (const folder of folders) {
    for (const name of await readdir(folder).catch(unlessMissing)) {
      const entry = name.startsWith('.') ? undefined : await readEntry(path.join(folder, name), name);
      if (entry && !found.has(name)) found.set(name, entry);
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What is wrong with a downloaded pack: a line per file that is missing or has other bytes. Empty when all is right. */
export async function verifyPack(packsFolder: string, name: string, signal: AbortSignal): Promise<string[]> {
  const folder = packFolderOf(packsFolder, name);
  const record = await downloadedRecord(packsFolder, folder, name);
  const problems: string[] = [];
  for (const file of record.files) {
    signal.throwIfAborted();
    const place = path.join(folder, ...file.path.split('/'));
    const found = await stat(place).catch(() => undefined);
    if (!found?.isFile()) problems.push(`${file.path} is missing`);
    else if (found.size !== file.bytes) problems.push(`${file.path} has ${found.size} bytes instead of ${file.bytes}`);
    else if (!(await hasChecksum(place, file, signal)))
      problems.push(`${file.path} has another content than the Hub’s`);
  }
  return problems;
}

/** Deletes a downloaded pack. Files in it that did not come with it are a reason to refuse, unless `force` is given. */
export async function removePack(packsFolder: string, name: string, { force }: { force: boolean }): Promise<void> {
  const folder = packFolderOf(packsFolder, name);
  const state = await inspectPackFolder(folder);
  if (state === 'nothing') throw noPack(packsFolder, name);
  if (state === 'own') {
    throw new UserError(`${folder} was not fetched by Patchloom`, { hint: 'Delete it yourself if you mean to.' });
  }
  const ownFolder = path.join(folder, OWN_FOLDER);
  await withPackLock(ownFolder, name, async () => {
    const strangers = force ? [] : await filesNotInRecord(folder);
    if (strangers.length > 0) {
      throw new UserError(`${folder} holds files that were not fetched: ${strangers.slice(0, 5).join(', ')}`, {
        hint: 'Move them away, or add --force to delete them too.',
      });
    }
    // Under another name first, so that nobody opens a pack of which half is gone.
    const grave = path.join(packsFolder, `.removed-${name}-${process.pid}`);
    await rename(folder, grave);
    await rm(grave, { recursive: true, force: true });
  });
}

async function readEntry(folder: string, name: string): Promise<PackEntry | undefined> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) return undefined;
  const hasManifest = ['modelpack.json', 'model_index.json'].some((file) => existsSync(path.join(folder, file)));
  const complete = await readRecord(folder, 'complete');
  const record = complete ?? (await readRecord(folder, 'unfinished'));
  if (!record && !hasManifest) return undefined;
  const { source, commit, files } = record ?? {};
  return {
    name,
    folder,
    state: complete ? 'downloaded' : record ? 'unfinished' : 'own',
    ...(source === undefined ? {} : { source }),
    ...(commit === undefined ? {} : { commit }),
    bytes: files ? files.reduce((sum, file) => sum + file.bytes, 0) : await folderBytes(folder),
    hasManifest,
  };
}

async function downloadedRecord(packsFolder: string, folder: string, name: string): Promise<PackRecord> {
  const state = await inspectPackFolder(folder);
  if (state === 'nothing') throw noPack(packsFolder, name);
  const record = await readRecord(folder, 'complete');
  if (record) return record;
  const unfinished = await readRecord(folder, 'unfinished');
  if (unfinished) {
    throw new UserError(`The pack “${name}” has not been fetched completely`, {
      hint: `Go on with: patchloom pack add ${unfinished.source}`,
    });
  }
  throw new UserError(`The pack “${name}” was not fetched by Patchloom, so no checksums are known`, {
    hint: '“patchloom pack list” shows where packs come from.',
  });
}

async function filesNotInRecord(folder: string): Promise<string[]> {
  const record = (await readRecord(folder, 'complete')) ?? (await readRecord(folder, 'unfinished'));
  const known = new Set(record?.files.map((file) => file.path));
  return (await filesBelow(folder)).filter((file) => !known.has(file) && !file.startsWith(`${OWN_FOLDER}/`));
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const file of await filesBelow(folder)) bytes += (await lstat(path.join(folder, file))).size;
  return bytes;
}

/** Relative paths with `/`; links count as files and are not followed. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}

function unlessMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  return [];
}

function noPack(packsFolder: string, name: string): UserError {
  return new UserError(`There is no pack “${name}” in ${packsFolder}`, {
    hint: '“patchloom pack list” names those there are; --packs chooses another folder.',
  });
}
