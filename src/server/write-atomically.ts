import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/errors.ts';

/** Writes a file so that whoever reads it sees the old text or the new one, never half of either. Makes the folder. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const folder = path.dirname(file);
  const unfinished = path.join(folder, `.${randomUUID()}.part`);
  try {
    await fs.mkdir(folder, { recursive: true });
    const handle = await fs.open(unfinished, 'wx');
    try {
      await handle.writeFile(text);
      // Without it, a power cut could leave the new name on an empty file.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(unfinished, file);
  } catch (cause) {
    await fs.rm(unfinished, { force: true }).catch(() => {});
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new UserError(`“${path.basename(file)}” can't be written: ${code}`, {
      hint: `Check that ${folder} can be written to and that the disk has room.`,
      cause,
    });
  }
}
