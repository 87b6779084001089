import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { DocumentEntry, HostResult } from '../core/host-api.ts';
import { listWorkflowNames, readWorkflowFile } from './workflow-folder.ts';
import { writeAtomically } from './write-atomically.ts';

/** A person's own workflows, `<name>.json` each. */
export interface DocumentFolder {
  /** The one that was saved last first. */
  list(): Promise<DocumentEntry[]>;
  open(name: string): Promise<HostResult<'openDocument'>>;
  /** Replaces the file only if it is in the state that is to be replaced; null: only if there is none. */
  save(name: string, json: string, replaces: string | null): Promise<HostResult<'saveDocument'>>;
}

/** The folder is made when something is first saved. */
export function createDocumentFolder(folder: string): DocumentFolder {
  // One save after the other: between looking at a file and replacing it no other save comes in.
  let last: Promise<unknown> = Promise.resolve();

  const list = async () => {
    const names = await listWorkflowNames(folder).catch(missingIs<string[]>([]));
    const entries = await Promise.all(
      names.map(async (name): Promise<DocumentEntry> => {
        const { mtimeMs, size } = await fs.stat(fileOf(folder, name));
        return { name, savedAt: mtimeMs, bytes: size };
      }),
    );
    return entries.sort((a, b) => b.savedAt - a.savedAt);
  };

  const saveNext = async (name: string, json: string, replaces: string | null): Promise<HostResult<'saveDocument'>> => {
    const present = await fs.readFile(fileOf(folder, name), 'utf8').catch(missingIs(undefined));
    const revision = present === undefined ? null : revisionOf(present);
    // The same text again, as after an answer that got lost, is no conflict.
    if (revision !== replaces && present !== json) return { kind: 'conflict', revision };
    await writeAtomically(fileOf(folder, name), json);
    return { kind: 'saved', revision: revisionOf(json) };
  };

  return {
    list,
    async open(name) {
      const json = await readWorkflowFile(folder, name);
      return { json, revision: revisionOf(json) };
    },
    save(name, json, replaces) {
      const saved = last.then(() => saveNext(name, json, replaces));
      last = saved.catch(() => {});
      return saved;
    },
  };
}

/** Names which state a file is in. */
function revisionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function fileOf(folder: string, name: string): string {
  return path.join(folder, `${name}.json`);
}

function missingIs<T>(value: T): (error: unknown) => T {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return value;
    throw error;
  };
}
