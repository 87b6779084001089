import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { RemoteFile } from './checksum.ts';
import type { Listing } from './hub-api.ts';
import type { HubSettings } from './hub-settings.ts';
import { describeReference, type HubReference } from './reference.ts';

/** What Hugging Face's own programs fetched of a model earlier. Read only. */
export interface HubCache {
  /** The files of the revision as they lie there: the listing when nothing may be fetched. */
  list(): Promise<Listing>;
  /** A file with that content, if there is one; to be checked by whoever uses it. */
  find(file: RemoteFile, commit: string): Promise<string | undefined>;
}

/** The part of the cache that belongs to one model. */
export function openHubCache({ cacheFolder }: HubSettings, reference: HubReference): HubCache {
  const folder = path.join(cacheFolder, `models--${reference.owner}--${reference.name}`);
  return {
    async list() {
      const commit = await findCommit(folder, reference);
      const snapshot = path.join(folder, 'snapshots', commit);
      const entries = await readdir(snapshot, { recursive: true, withFileTypes: true }).catch(unlessMissing);
      const files: RemoteFile[] = [];
      for (const entry of entries ?? []) {
        const file = path.join(entry.parentPath, entry.name);
        if (entry.isDirectory()) continue;
        files.push(await cachedFile(file, path.relative(snapshot, file).split(path.sep).join('/')));
      }
      if (files.length === 0) throw notCached(folder, reference);
      return { commit, files };
    },
    async find({ path: file, bytes, checksum }, commit) {
      const candidates = [
        path.join(folder, 'blobs', checksum.hex),
        path.join(folder, 'snapshots', commit, ...file.split('/')),
      ];
      for (const candidate of candidates) {
        const found = await stat(candidate).catch(unlessMissing);
        if (found?.isFile() && found.size === bytes) return candidate;
      }
      return undefined;
    },
  };
}

const COMMIT = /^[0-9a-f]{40}$/;

async function findCommit(folder: string, reference: HubReference): Promise<string> {
  if (COMMIT.test(reference.revision)) return reference.revision;
  const ref = path.join(folder, 'refs', ...reference.revision.split('/'));
  const commit = (await readFile(ref, 'utf8').catch(unlessMissing))?.trim();
  if (commit === undefined || !COMMIT.test(commit)) throw notCached(folder, reference);
  return commit;
}

/** Files are links to blobs that are named by their checksum; where links are not possible, they are the files themselves. */
async function cachedFile(file: string, name: string): Promise<RemoteFile> {
  const { size } = await stat(file);
  const blob = (await lstat(file)).isSymbolicLink() ? path.basename(await readlink(file)) : '';
  if (/^[0-9a-f]{64}$/.test(blob)) return { path: name, bytes: size, checksum: { kind: 'sha256', hex: blob } };
  if (COMMIT.test(blob)) return { path: name, bytes: size, checksum: { kind: 'git-blob-sha1', hex: blob } };
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return { path: name, bytes: size, checksum: { kind: 'sha256', hex: hash.digest('hex') } };
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}

function notCached(folder: string, reference: HubReference): UserError {
  return new UserError(
    `${describeReference(reference)} is not in the local cache, and HF_HUB_OFFLINE forbids to fetch it`,
    {
      hint: `Unset HF_HUB_OFFLINE, or put the model into ${folder} with Hugging Face’s own programs.`,
    },
  );
}
