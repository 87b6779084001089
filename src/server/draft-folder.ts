import fs from 'node:fs/promises';
import path from 'node:path';
import { type Draft, HOST_METHODS } from '../core/host-api.ts';
import { writeAtomically } from './write-atomically.ts';

/** Documents as they stood, one file each, kept outside the browser: the host's address changes, and what a browser stores goes with it. */
export interface DraftFolder {
  /** In the order in which the documents were opened. */
  list(): Promise<Draft[]>;
  keep(draft: Draft): Promise<void>;
  drop(id: string): Promise<void>;
}

const ENDING = '.draft.json';

export function createDraftFolder(folder: string): DraftFolder {
  // What happens to one draft happens in order: a late keep must not bring back what was dropped.
  const last = new Map<string, Promise<void>>();
  const fileOf = (id: string) => path.join(folder, `${id}${ENDING}`);
  const inOrder = (id: string, work: () => Promise<void>) => {
    const next = (last.get(id) ?? Promise.resolve()).then(work);
    const settled = next.catch(() => {});
    last.set(id, settled);
    void settled.then(() => last.get(id) === settled && last.delete(id));
    return next;
  };
  return {
    async list() {
      const files = await fs.readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      const drafts = await Promise.all(
        files.filter((file) => file.endsWith(ENDING)).map((file) => readDraft(path.join(folder, file))),
      );
      return drafts.filter((draft) => draft !== undefined).sort((a, b) => a.openedAt - b.openedAt);
    },
    keep: (draft) => inOrder(draft.id, () => writeAtomically(fileOf(draft.id), JSON.stringify(draft))),
    drop: (id) => inOrder(id, () => fs.rm(fileOf(id), { force: true })),
  };
}

/** A draft that can't be read, by a later release or by hand, is left where it is. */
async function readDraft(file: string): Promise<Draft | undefined> {
  const text = await fs.readFile(file, 'utf8');
  try {
    return HOST_METHODS.keepDraft.params.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
