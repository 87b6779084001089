import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** More than anybody writes; a folder with more was hardly meant. */
const MOST_FILES = 1000;

/**
 * The files in a folder that may bring nodes, by their paths below it, with `/`; none if it is not there. What starts with “.” or
 * “_”, tests and declarations bring none.
 */
export function nodeFilesIn(folder: string): string[] {
  return filesBelow(folder).filter(
    (name) => /\.m?[jt]s$/.test(name) && !/(^|\/)_|\.(d|test|spec)\.m?[jt]s$/.test(name),
  );
}

/** Changes with every byte of what own nodes could import from these folders, installed packages aside. */
export function revisionOf(folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const name of filesBelow(folder)) {
      const content = readFileSync(path.join(folder, name));
      hash.update(`${folder}\n${name}\n${content.length}\n`).update(content);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** Sources and data, in a fixed order. */
function filesBelow(folder: string): string[] {
  const names: string[] = [];
  const open = [''];
  for (let below = open.pop(); below !== undefined && names.length < MOST_FILES; below = open.pop()) {
    const inside = path.join(folder, below);
    if (!existsSync(inside)) continue;
    for (const entry of readdirSync(inside, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const name = path.posix.join(below, entry.name);
      if (entry.isDirectory()) open.push(name);
      else if (/\.([cm]?[jt]s|json)$/.test(entry.name)) names.push(name);
    }
  }
  return names.sort();
}
