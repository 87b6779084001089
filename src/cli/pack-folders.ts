import { join, resolve } from 'node:path';
import { userPacksFolder } from '../engine/user-packs-folder.ts';
import { findAppRoot } from './app-root.ts';

/** Where packs are looked for: the folders that were named, the built-in packs, the person's own. */
export function packFolders(named: readonly string[]): string[] {
  return [...named.map((folder) => resolve(folder)), join(findAppRoot(), 'models'), userPacksFolder()];
}
