import { copyFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { RemoteFile } from './checksum.ts';
import { checkPackPaths, preparePackPath } from './pack-paths.ts';
import type { PackRecord } from './pack-record.ts';
import { partPaths } from './part-file.ts';

export interface Placement {
  readonly root: string;
  readonly partsFolder: string;
  /** Files that wait among the parts. */
  readonly missing: readonly RemoteFile[];
  /** All files that the pack was asked to have. */
  readonly wanted: readonly RemoteFile[];
  /** What the pack was until now. */
  readonly before: PackRecord | undefined;
  readonly commit: string;
}

/**
 * Moves files to their names, the manifests last: before they are there nobody takes the folder for a pack. Files of an
 * earlier commit that are no longer wanted go; those of the same commit were chosen by an earlier command, stay, and are returned.
 */
export async function placeFiles({
  root,
  partsFolder,
  missing,
  wanted,
  before,
  commit,
}: Placement): Promise<RemoteFile[]> {
  const others = (before?.files ?? []).filter((file) => !wanted.some(({ path }) => path === file.path));
  const kept = before?.commit === commit ? others : [];
  checkPackPaths([...wanted, ...kept].map((file) => file.path));
  if (kept.length === 0) {
    for (const file of others) await rm(await preparePackPath(root, file.path), { force: true });
  }
  const inOrder = [...missing].sort((a, b) => Number(isManifest(a)) - Number(isManifest(b)));
  for (const [index, file] of inOrder.entries()) {
    const target = await preparePackPath(root, file.path);
    const { whole } = partPaths(partsFolder, file);
    const isNeededAgain = inOrder.slice(index + 1).some((later) => later.checksum.hex === file.checksum.hex);
    if (isNeededAgain) {
      // Copied beside it first: there is never half a file under a final name.
      const copy = path.join(partsFolder, `${file.checksum.hex}.copy`);
      await copyFile(whole, copy);
      await rename(copy, target);
    } else {
      await rename(whole, target);
    }
  }
  return kept;
}

function isManifest({ path }: RemoteFile): boolean {
  return path === 'modelpack.json' || path === 'model_index.json';
}
