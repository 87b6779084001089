import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readableFile } from '../../src/engine/readable-file.ts';

let folder: string;
let inputs: string;
beforeAll(async () => {
  folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-readable-')));
  inputs = path.join(folder, 'inputs');
  await fs.mkdir(path.join(inputs, 'clips'), { recursive: true });
  for (const name of ['inputs/clips/a.mp4', 'private.mp4', 'inputs-beside.mp4'])
    await fs.writeFile(path.join(folder, name), '');
  await fs.symlink(path.join(folder, 'private.mp4'), path.join(inputs, 'link.mp4'));
});
afterAll(() => fs.rm(folder, { recursive: true }));

const refused = /is in no folder that workflows may read/;

test('a workflow reads files below the folders that were given, also one that is not there yet', async () => {
  expect(await readableFile(path.join(inputs, 'clips', 'a.mp4'), [folder + 1, inputs])).toBe(
    path.join(inputs, 'clips', 'a.mp4'),
  );
  expect(await readableFile(path.join(inputs, 'later.mp4'), [inputs])).toBe(path.join(inputs, 'later.mp4'));
});

test.each(['../private.mp4', '../inputs-beside.mp4', 'link.mp4', '/etc/passwd', '../nowhere.mp4', ''])(
  'a workflow does not read %s beside them, be it there or not',
  async (name) => {
    await expect(readableFile(path.resolve(inputs, name), [inputs])).rejects.toThrow(refused);
  },
);

test('whatever path a workflow names, it is below a folder or refused', async () => {
  const part = fc.oneof(
    fc.constantFrom('..', '.', 'inputs', 'clips', 'link.mp4', 'private.mp4', 'a.mp4', '/'),
    fc.string({ maxLength: 4 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
      const found = await readableFile(`${inputs}/${parts.join('/')}`, [inputs]).catch(() => undefined);
      return found === undefined || found.startsWith(inputs + path.sep);
    }),
  );
});
