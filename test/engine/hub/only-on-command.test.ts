import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readModule } from '../../support/read-module.ts';

test('the network is reached by “patchloom pack” alone: no workflow, host or window leads to the Hub', () => {
  const files = ['src', 'nodes'].flatMap((root) =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name).split(path.sep).join('/')),
  );
  const users = files.filter((file) => {
    if (file.startsWith('src/engine/hub/')) return false;
    const { requests } = readModule(file, readFileSync(file, 'utf8'));
    return requests.some((request) => request?.includes('/hub/'));
  });
  expect(users.sort()).toEqual([
    'src/cli/pack-add.ts',
    'src/cli/pack-command.ts',
    'src/cli/pack-progress-reporter.ts',
    'src/cli/pack-progress-text.ts',
  ]);
});
