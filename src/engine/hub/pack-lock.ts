import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';

/** Packs that this very process is writing, by the path of the lock. */
const held = new Set<string>();

/** Keeps other processes away from a pack while `work` lasts. A lock whose process is gone is taken over. */
export async function withPackLock<T>(ownFolder: string, name: string, work: () => Promise<T>): Promise<T> {
  const lock = path.join(ownFolder, 'lock');
  if (held.has(lock)) throw isBusy(name, lock, process.pid);
  held.add(lock);
  try {
    await acquire(lock, name);
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  } finally {
    held.delete(lock);
  }
}

const holderSchema = z.object({ pid: z.int().positive(), host: z.string() });
type Holder = z.infer<typeof holderSchema>;

/** After so many turns somebody else is quicker each time. */
const MOST_TURNS = 5;

async function acquire(lock: string, name: string): Promise<void> {
  const mine = `${lock}.${process.pid}`;
  await writeFile(mine, JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder));
  try {
    for (let turn = 0; turn < MOST_TURNS; turn += 1) {
      // A link appears with its content, or not at all: nobody ever reads half a lock.
      if (await succeeds(link(mine, lock), 'EEXIST')) return;
      const text = await readFile(lock, 'utf8').catch(unlessMissing);
      if (text === undefined) continue;
      const holder = parseHolder(text);
      if (holder === undefined || isAlive(holder)) throw isBusy(name, lock, holder?.pid);
      // Of several that find it stale, one renames it; the content tells whether it was still the stale one.
      const stale = `${mine}.stale`;
      if (!(await succeeds(rename(lock, stale), 'ENOENT'))) continue;
      const taken = await readFile(stale, 'utf8');
      if (taken !== text) await succeeds(link(stale, lock), 'EEXIST');
      await rm(stale, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
  throw isBusy(name, lock, undefined);
}

function parseHolder(text: string): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Not written by this program; a person has to look at it.
    return undefined;
  }
}

/** Of other machines that share the folder nothing is known, so their locks count. */
function isAlive({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  // In a container every process may have the same number: what this process does not hold is an earlier one's.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function succeeds(work: Promise<void>, unless: string): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== unless) throw error;
    return false;
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function isBusy(name: string, lock: string, pid: number | undefined): UserError {
  return new UserError(
    `The pack “${name}” is being written by another process${pid === undefined ? '' : ` (number ${pid})`}`,
    {
      hint: `Wait for it, or stop it. If there is none, delete ${lock}.`,
    },
  );
}
