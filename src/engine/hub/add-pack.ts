import { existsSync } from 'node:fs';
import { rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { isAbort, UserError } from '../../core/errors.ts';
import { hasChecksum, type RemoteFile } from './checksum.ts';
import { fetchFiles } from './fetch-files.ts';
import { listRepository } from './hub-api.ts';
import { openHubCache } from './hub-cache.ts';
import type { HubSettings } from './hub-settings.ts';
import type { PackEvent } from './pack-events.ts';
import { diskFailure, inspectPackFolder, makePackFolder, packFolderOf } from './pack-folder.ts';
import { withPackLock } from './pack-lock.ts';
import { checkPackPaths } from './pack-paths.ts';
import { readRecord, recordPath, writeRecord } from './pack-record.ts';
import { placeFiles } from './place-files.ts';
import { describeReference, type HubReference } from './reference.ts';
import { type Patience, USUAL_PATIENCE } from './retry.ts';
import { chooseFiles } from './wanted-files.ts';

export interface AddPackRequest {
  readonly reference: HubReference;
  /** Folder that holds packs. */
  readonly packsFolder: string;
  /** Name of the pack's own folder; without one, that of the model. */
  readonly name?: string | undefined;
  /** Patterns of the files that are wanted; without any, all that an ONNX pack needs. */
  readonly files?: readonly string[];
  readonly settings: HubSettings;
  readonly signal: AbortSignal;
  onEvent(event: PackEvent): void;
  readonly patience?: Patience;
  /** Connections at once. */
  readonly connections?: number;
  /** Large files are fetched in pieces of so many bytes. */
  readonly pieceBytes?: number;
  readonly freeBytes?: (folder: string) => Promise<number>;
}

export interface AddedPack {
  readonly name: string;
  readonly folder: string;
  readonly commit: string;
  readonly files: number;
  readonly bytes: number;
  /** Whether Patchloom can tell from a manifest how the models are to be fed. */
  readonly hasManifest: boolean;
}

/** Fetches a model from a Hub into a folder of packs, or brings one that is there up to date. Stopping keeps what has come. */
export async function addPack(request: AddPackRequest): Promise<AddedPack> {
  const { reference, packsFolder, onEvent } = request;
  const name = request.name ?? reference.name;
  const folder = packFolderOf(packsFolder, name);
  const started = performance.now();
  const finish = (status: 'done' | 'failed' | 'stopped') =>
    onEvent({ kind: 'pack-finished', status, seconds: (performance.now() - started) / 1000 });
  try {
    await refuseForeignFolder(folder, name, reference);
    const listing = await list(request);
    const wanted = chooseFiles(listing.files, request.files ?? [], describeReference(reference));
    checkPackPaths(wanted.map((file) => file.path));
    const { root, ownFolder } = await makePackFolder(packsFolder, folder);
    const added = await withPackLock(ownFolder, name, () => fill(request, root, ownFolder, listing.commit, wanted));
    finish('done');
    return { ...added, name };
  } catch (error) {
    finish(isAbort(error) ? 'stopped' : 'failed');
    throw diskFailure(folder, error);
  }
}

async function refuseForeignFolder(folder: string, name: string, reference: HubReference): Promise<void> {
  const hint = 'Choose another name with --name, or move that folder away.';
  if ((await inspectPackFolder(folder)) === 'own') {
    throw new UserError(`${folder} is there already and was not fetched by Patchloom`, { hint });
  }
  const record = (await readRecord(folder, 'complete')) ?? (await readRecord(folder, 'unfinished'));
  const model = (source: string) => source.split('@')[0];
  if (record && model(record.source) !== model(describeReference(reference))) {
    throw new UserError(`The pack “${name}” is ${record.source}`, {
      hint: `${hint} Or: patchloom pack remove ${name}`,
    });
  }
}

function list({ settings, reference, signal, patience = USUAL_PATIENCE }: AddPackRequest) {
  signal.throwIfAborted();
  if (settings.offline) return openHubCache(settings, reference).list();
  return listRepository(settings, reference, { signal, patience });
}

async function fill(
  request: AddPackRequest,
  root: string,
  ownFolder: string,
  commit: string,
  wanted: readonly RemoteFile[],
): Promise<Omit<AddedPack, 'name'>> {
  const { reference, settings, signal, onEvent } = request;
  const record = { source: describeReference(reference), endpoint: settings.endpoint, commit };
  const before = await readRecord(root, 'complete');
  await writeRecord(root, 'unfinished', { ...record, files: [...wanted] });
  const missing: RemoteFile[] = [];
  for (const file of wanted) {
    if (!(await isInPlace(root, file, signal))) missing.push(file);
  }
  const bytes = sumBytes(wanted);
  await fetchFiles({
    ...request,
    commit,
    partsFolder: path.join(ownFolder, 'parts'),
    files: missing,
    freeBytes: request.freeBytes ?? freeBytesOf,
    onPlan: (bytesToFetch) =>
      onEvent({
        kind: 'pack-planned',
        source: record.source,
        commit,
        folder: root,
        files: wanted.map(({ path, bytes }) => ({ path, bytes })),
        bytes,
        bytesToFetch,
      }),
  });
  signal.throwIfAborted();
  const kept = await placeFiles({ root, partsFolder: path.join(ownFolder, 'parts'), missing, wanted, before, commit });
  await writeRecord(root, 'complete', { ...record, files: [...wanted, ...kept] });
  await rm(recordPath(root, 'unfinished'), { force: true });
  await rm(path.join(ownFolder, 'parts'), { recursive: true, force: true });
  const hasManifest = ['modelpack.json', 'model_index.json'].some((file) => existsSync(path.join(root, file)));
  return { folder: root, commit, files: wanted.length, bytes, hasManifest };
}

/** Files are compared by content, so that “add” mends a pack that was damaged. */
async function isInPlace(root: string, file: RemoteFile, signal: AbortSignal): Promise<boolean> {
  const place = path.join(root, ...file.path.split('/'));
  const found = await stat(place).catch(() => undefined);
  return found?.isFile() === true && found.size === file.bytes && (await hasChecksum(place, file, signal));
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function sumBytes(files: readonly Pick<RemoteFile, 'bytes'>[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}
