import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';

/** Something that is worth remembering from one start to the next, and no loss when it is gone. */
export interface KeptJson<T> {
  /** Undefined where there is none, or none that can be read. */
  read(): Promise<T | undefined>;
  /** Replaces the file in one piece. A disk that is full is nobody's failure. */
  write(value: T): Promise<void>;
}

export function createKeptJson<T>(file: string, schema: z.ZodType<T>): KeptJson<T> {
  return {
    async read() {
      try {
        return schema.safeParse(JSON.parse(await fs.readFile(file, 'utf8'))).data;
      } catch {
        return undefined;
      }
    },
    async write(value) {
      const unfinished = `${file}.${randomUUID()}.part`;
      try {
        await fs.mkdir(path.dirname(file), { recursive: true });
        await fs.writeFile(unfinished, JSON.stringify(value));
        await fs.rename(unfinished, file);
      } catch {
        await fs.rm(unfinished, { force: true }).catch(() => {});
      }
    },
  };
}
