import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** What the Hub knows a file's content by: large files by SHA-256, small ones by the SHA-1 that git gives their content. */
export interface Checksum {
  readonly kind: 'sha256' | 'git-blob-sha1';
  /** Lower case. */
  readonly hex: string;
}

/** A file as a repository lists it. */
export interface RemoteFile {
  /** Relative, `/` between folders. Not to be used as a path before `checkPackPaths` has seen it. */
  readonly path: string;
  readonly bytes: number;
  readonly checksum: Checksum;
}

/** Whether a file on disk has the announced content. Reads it whole. */
export async function hasChecksum(
  file: string,
  { bytes, checksum }: Pick<RemoteFile, 'bytes' | 'checksum'>,
  signal?: AbortSignal,
): Promise<boolean> {
  const hash = createHash(checksum.kind === 'sha256' ? 'sha256' : 'sha1');
  if (checksum.kind === 'git-blob-sha1') hash.update(`blob ${bytes}\0`);
  let read = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, signal })) {
    read += (chunk as Buffer).length;
    // A file that is too long is found out before all of it has been read.
    if (read > bytes) return false;
    hash.update(chunk as Buffer);
  }
  return read === bytes && hash.digest('hex') === checksum.hex;
}
