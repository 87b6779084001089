import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { makeFolder, unwritableFolder } from './output-files.ts';

const HOST = hostname().replace(/[^A-Za-z0-9]/g, '');
const NAME = /^\.patchloom-([A-Za-z0-9]*)-(\d+)-/;

/** A folder for what is not finished yet, inside the output folder, so that the finished file only has to be renamed. */
export async function makeWorkFolder(outputFolder: string): Promise<string> {
  await makeFolder(outputFolder);
  try {
    await removeAbandoned(outputFolder);
    return await mkdtemp(join(outputFolder, `.patchloom-${HOST}-${process.pid}-`));
  } catch (error) {
    throw unwritableFolder(outputFolder, error);
  }
}

/** What processes of this machine left behind that were killed while they wrote. */
async function removeAbandoned(outputFolder: string): Promise<void> {
  for (const name of await readdir(outputFolder)) {
    const [, host, id] = NAME.exec(name) ?? [];
    if (id === undefined || host !== HOST || isAlive(Number(id))) continue;
    await rm(join(outputFolder, name), { recursive: true, force: true });
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be signalled, but it is there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
