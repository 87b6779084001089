import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readModule } from '../../support/read-module.ts';

/** What opens connections, directly or through others. */
const REACHES_OUT = /\/hub\/(add-pack|fetch-files|download-file|transfer|hub-api|hub-fetch)/;

test('the network is reached by “patchloom pack add” and by a person’s click in the panel of packs alone: no workflow leads to the Hub', () => {
  const files = ['src', 'nodes'].flatMap((root) =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name).split(path.sep).join('/')),
  );
  const users = files.filter((file) => {
    if (file.startsWith('src/engine/hub/')) return false;
    const { requests } = readModule(file, readFileSync(file, 'utf8'));
    return requests.some((request) => request !== undefined && REACHES_OUT.test(request));
  });
  expect(users.sort()).toEqual(['src/cli/pack-add.ts', 'src/server/pack-downloads.ts']);
});
