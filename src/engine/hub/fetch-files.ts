import { lstat } from 'node:fs/promises';
import { UserError } from '../../core/errors.ts';
import { allOrNone } from './all-or-none.ts';
import { countBytes } from './byte-ranges.ts';
import type { RemoteFile } from './checksum.ts';
import { downloadFile } from './download-file.ts';
import { fileAddress } from './hub-api.ts';
import { openHubCache } from './hub-cache.ts';
import type { HubSettings } from './hub-settings.ts';
import { createProgressBook, type PackEvent } from './pack-events.ts';
import { openPart, partPaths } from './part-file.ts';
import { describeReference, type HubReference } from './reference.ts';
import { type Patience, USUAL_PATIENCE } from './retry.ts';
import { createSlots } from './slots.ts';

export interface FetchRequest {
  readonly reference: HubReference;
  readonly commit: string;
  readonly settings: HubSettings;
  readonly files: readonly RemoteFile[];
  readonly partsFolder: string;
  readonly signal: AbortSignal;
  readonly patience?: Patience;
  readonly connections?: number;
  readonly pieceBytes?: number;
  freeBytes(folder: string): Promise<number>;
  /** Called once it is known how much is missing. */
  onPlan(bytesToFetch: number): void;
  onEvent(event: PackEvent): void;
}

const USUAL_CONNECTIONS = 6;
const USUAL_PIECE_BYTES = 64 * 1024 * 1024;

/** Fetches files into the folder of parts, where they wait, checked and whole. */
export async function fetchFiles(request: FetchRequest): Promise<void> {
  const { settings, reference, commit, partsFolder, signal, patience = USUAL_PATIENCE, onEvent } = request;
  const { connections = USUAL_CONNECTIONS, pieceBytes = USUAL_PIECE_BYTES } = request;
  // The same content under two names is fetched once.
  const files = [...new Map(request.files.map((file) => [file.checksum.hex, file])).values()];
  const doneBefore = new Map<string, number>();
  for (const file of files) doneBefore.set(file.path, await bytesOnDisk(partsFolder, file));
  const toFetch = files.reduce((sum, file) => sum + file.bytes - (doneBefore.get(file.path) ?? 0), 0);
  request.onPlan(toFetch);
  const twinBytes = sumBytes(request.files) - sumBytes(files);
  await checkSpace(partsFolder, toFetch + twinBytes, request.freeBytes);
  const book = createProgressBook(files, doneBefore, () => performance.now(), onEvent);
  const cache = openHubCache(settings, reference);
  const slots = createSlots(connections);
  // Large files first: the small ones then fill the gaps at the end.
  const inOrder = [...files].sort((a, b) => b.bytes - a.bytes);
  await allOrNone(inOrder, connections, signal, async (file, inner) => {
    const twin = await cache.find(file, commit);
    const from = await downloadFile({
      file,
      address: fileAddress(settings, reference, commit, file.path),
      source: describeReference(reference),
      settings,
      folder: partsFolder,
      twin,
      slots,
      connections,
      pieceBytes,
      patience,
      signal: inner,
      onBytes: (done) => book.onBytes(file.path, done),
      onRetry: (retry) => onEvent({ kind: 'file-retry', path: file.path, ...retry }),
    });
    onEvent({ kind: 'file-finished', path: file.path, bytes: file.bytes, from });
  });
}

function sumBytes(files: readonly RemoteFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

async function bytesOnDisk(folder: string, file: RemoteFile): Promise<number> {
  const paths = partPaths(folder, file);
  if (await exists(paths.whole)) return file.bytes;
  if (!(await exists(paths.part))) return 0;
  const part = await openPart(folder, file);
  try {
    return countBytes(part.done);
  } finally {
    await part.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

/** Room for everybody else: a disk that is full to the last byte breaks more than a download. */
const SPARE_BYTES = 64 * 1024 * 1024;

async function checkSpace(
  folder: string,
  bytes: number,
  freeBytes: (folder: string) => Promise<number>,
): Promise<void> {
  if (bytes === 0) return;
  const free = await freeBytes(folder);
  if (free >= bytes + SPARE_BYTES) return;
  const megabytes = (count: number) => `${Math.ceil(count / 1e6)} MB`;
  throw new UserError(
    `There is not enough room in ${folder}: ${megabytes(bytes + SPARE_BYTES)} are needed, ${megabytes(free)} are free`,
    { hint: 'Make room, choose fewer files with --file, or another disk with --packs.' },
  );
}
