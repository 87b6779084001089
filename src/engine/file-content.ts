import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { fileStamp } from './file-stamp.ts';

const known = new Map<string, { readonly stamp: string; readonly hash: Promise<string> }>();

/** Names what is in a file. It is read anew only when its size or time is another one; undefined when there is no file. */
export async function fileContent(file: string): Promise<string | undefined> {
  const stamp = fileStamp(file);
  if (stamp === undefined) return undefined;
  const entry = known.get(file);
  if (entry?.stamp === stamp) return entry.hash;
  const hash = hashOf(file);
  known.set(file, { stamp, hash });
  hash.catch(() => known.delete(file));
  return hash;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64url');
}
