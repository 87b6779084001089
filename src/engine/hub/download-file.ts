import { copyFile, lstat, rename, rm } from 'node:fs/promises';
import { UserError } from '../../core/errors.ts';
import { allOrNone } from './all-or-none.ts';
import { type ByteRange, countBytes, missingRanges, splitRanges } from './byte-ranges.ts';
import { hasChecksum, type RemoteFile } from './checksum.ts';
import type { HubSettings } from './hub-settings.ts';
import { openPart, type PartFile, partPaths, removeJournal } from './part-file.ts';
import { type Patience, persist, type Retry, TryAgain } from './retry.ts';
import type { Slots } from './slots.ts';
import { StartAnew, transfer } from './transfer.ts';

/** All that fetching one file needs. */
export interface FileDownload {
  readonly file: RemoteFile;
  readonly address: string;
  readonly source: string;
  readonly settings: HubSettings;
  /** Where parts wait. */
  readonly folder: string;
  /** A file of this machine that may have the content already. */
  readonly twin?: string | undefined;
  readonly slots: Slots;
  readonly connections: number;
  readonly pieceBytes: number;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  onBytes(done: number): void;
  onRetry(retry: Retry): void;
}

/** Fetches what is missing of a file and checks it. Afterwards it waits under the `whole` name of its part; never before. */
export async function downloadFile(download: FileDownload): Promise<'network' | 'disk'> {
  const { file, folder, signal } = download;
  const paths = partPaths(folder, file);
  if (await isFile(paths.whole)) return 'disk';
  if (await takeTwin(download)) return 'disk';
  const part = await openPart(folder, file);
  try {
    await fetchChecked(part, download);
  } finally {
    await part.close();
  }
  signal.throwIfAborted();
  await rename(paths.part, paths.whole);
  await removeJournal(folder, file);
  return 'network';
}

/** A wrong byte may come from an earlier attempt, so one more try from the beginning is fair; a third would be stubborn. */
const MOST_WRONG_CONTENTS = 2;

async function fetchChecked(part: PartFile, download: FileDownload): Promise<void> {
  const { file, patience, signal, onBytes, onRetry } = download;
  let wrongContents = 0;
  await persist(
    file.path,
    async () => {
      onBytes(countBytes(part.done));
      try {
        await fetchMissing(part, download);
      } catch (error) {
        if (!(error instanceof StartAnew)) throw error;
        await part.reset();
        throw new TryAgain(error.message, { waitSeconds: 0 });
      }
      if (await hasChecksum(part.path, file, signal)) return;
      wrongContents += 1;
      await part.reset();
      onBytes(0);
      if (wrongContents >= MOST_WRONG_CONTENTS) throw wrongContent(download);
      throw new TryAgain('its checksum is wrong', { waitSeconds: 0 });
    },
    { patience, signal, onRetry },
  );
}

/** The first piece is small: its answer tells whether the server takes ranges and which version it has. */
const FIRST_PIECE_BYTES = 1 << 20;

async function fetchMissing(part: PartFile, download: FileDownload): Promise<void> {
  const { file, pieceBytes, connections, signal } = download;
  const missing = missingRanges(file.bytes, part.done);
  if (file.bytes === 0) return;
  const [first, ...rest] = splitRanges(missing, pieceBytes, Math.min(pieceBytes, FIRST_PIECE_BYTES));
  if (!first) return;
  await fetchPiece(first, part, download, signal);
  // A server without ranges has sent everything by now.
  const left = rest.filter((range) => missingIn(range, part) !== undefined);
  await allOrNone(left, connections, signal, (range, inner) => fetchPiece(range, part, download, inner));
}

function fetchPiece(range: ByteRange, part: PartFile, download: FileDownload, signal: AbortSignal): Promise<void> {
  const { file, settings, source, address, slots, patience, onBytes, onRetry } = download;
  return persist(
    file.path,
    () =>
      slots.use(async () => {
        const missing = missingIn(range, part);
        if (!missing || signal.aborted) return;
        await transfer(missing, {
          settings,
          source,
          address,
          bytes: file.bytes,
          part,
          stallMilliseconds: patience.stallMilliseconds,
          signal,
          onBytes: () => onBytes(countBytes(part.done)),
        });
      }),
    { patience, signal, onRetry },
  );
}

/** What a range still lacks; pieces are filled from their beginning, so that is one range. */
function missingIn({ start, end }: ByteRange, part: PartFile): ByteRange | undefined {
  const first = missingRanges(end, part.done).find((missing) => missing.end > start);
  return first && { start: Math.max(start, first.start), end: first.end };
}

/** Uses a file of this machine instead of the network, if its content is right. */
async function takeTwin({ twin, file, folder, signal, onBytes }: FileDownload): Promise<boolean> {
  if (twin === undefined) return false;
  const { part, whole } = partPaths(folder, file);
  const copy = `${part}.copy`;
  try {
    await copyFile(twin, copy);
    if (!(await hasChecksum(copy, file, signal))) return false;
    await rename(copy, whole);
  } finally {
    await rm(copy, { force: true });
  }
  await rm(part, { force: true });
  await removeJournal(folder, file);
  onBytes(file.bytes);
  return true;
}

async function isFile(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isFile() ?? false;
}

function wrongContent({ file, source }: FileDownload): UserError {
  return new UserError(`${file.path} of ${source}: the server sends other bytes than the Hub announced`, {
    hint: 'The file was thrown away. Try again later; if it stays so, tell those who published the model.',
  });
}
