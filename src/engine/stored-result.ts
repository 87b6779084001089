import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { z } from 'zod';
import type { Picture } from '../core/run-events.ts';
import type { SocketType } from '../core/values.ts';

/** What a node made, as it lies on disk. */
export interface StoredResult {
  /** By the names of the output ports. */
  readonly outputs: Readonly<Record<string, StoredValue>>;
  readonly picture?: Picture;
}

export interface StoredValue {
  readonly type: SocketType;
  readonly value: unknown;
}

const MAGIC = Buffer.from('patchloom result 1\n');
const HASH_BYTES = 32;

/** Recipes hold functions, packs belong to folders, and files lie on disk already. */
const PLAIN: ReadonlySet<SocketType> = new Set([
  'text',
  'number',
  'boolean',
  'conditioning',
  'sampler',
  'sigmas',
  'latent',
  'patches',
  'video',
]);

/** Whether a result can be written as it is: nothing in it but data. */
export function isStorable({ outputs }: StoredResult): boolean {
  return Object.values(outputs).every(
    ({ type, value }) => PLAIN.has(type) && !(type === 'video' && (value as { readFrame?: unknown }).readFrame),
  );
}

/** Writes a result to a file, which has its name once it is complete. Returns its size in bytes. */
export async function writeResult(file: string, result: StoredResult): Promise<number> {
  const data = serialize(result);
  const unfinished = `${file}.${randomUUID()}.part`;
  try {
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(unfinished, [MAGIC, createHash('sha256').update(data).digest(), data]);
    await fs.rename(unfinished, file);
  } catch (error) {
    await fs.rm(unfinished, { force: true }).catch(() => {});
    throw error;
  }
  return MAGIC.length + HASH_BYTES + data.length;
}

const storedSchema = z.object({
  outputs: z.record(
    z.string(),
    z.object({ type: z.custom<SocketType>((type) => PLAIN.has(type as SocketType)), value: z.unknown() }),
  ),
  picture: z.object({ url: z.string(), width: z.number(), height: z.number() }).exactOptional(),
});

/** Reads a result; undefined where there is none, or none that is whole: such a file is removed. */
export async function readResult(file: string): Promise<StoredResult | undefined> {
  try {
    const bytes = await fs.readFile(file);
    const start = MAGIC.length + HASH_BYTES;
    const data = bytes.subarray(start);
    const isWhole =
      bytes.subarray(0, MAGIC.length).equals(MAGIC) &&
      createHash('sha256').update(data).digest().equals(bytes.subarray(MAGIC.length, start));
    // Only what this app itself has written is read any further: the hash stands for that against accidents, not against enemies.
    if (isWhole) return storedSchema.parse(deserialize(data));
  } catch {
    // It is as good as not there, whatever is wrong with it.
  }
  await fs.rm(file, { force: true }).catch(() => {});
  return undefined;
}
