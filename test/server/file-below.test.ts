import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileBelow } from '../../src/server/file-below.ts';
import { checkSameOrigin } from '../../src/server/same-origin.ts';

let folder: string;
let root: string;

beforeAll(async () => {
  folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-below-')));
  root = path.join(folder, 'root');
  await fs.mkdir(path.join(root, 'a', 'b'), { recursive: true });
  await fs.mkdir(path.join(folder, 'root-beside'));
  for (const file of ['root/a/in.mp4', 'root/a/b/in.mp4', 'out.mp4', 'root-beside/out.mp4'])
    await fs.writeFile(path.join(folder, file), '');
  await fs.symlink(folder, path.join(root, 'up'));
  await fs.symlink(path.join(folder, 'out.mp4'), path.join(root, 'a', 'link.mp4'));
  await fs.symlink(path.join(root, 'a'), path.join(root, 'inner'));
});
afterAll(() => fs.rm(folder, { recursive: true }));

/** What an attacker would put together, and anything else. */
const segment = fc.oneof(
  fc.constantFrom(
    ...[
      '..',
      '.',
      '',
      'a',
      'b',
      'inner',
      'up',
      'root',
      'root-beside',
      'in.mp4',
      'out.mp4',
      'link.mp4',
      'etc',
      'passwd',
    ],
    ...['%2e%2e', '%2E.', '..%2f', '%2f', '%5c..', '..\\', 'C:', '%00', 'in.mp4%00', '%252e%252e', '%c0%ae', '~', '…'],
  ),
  fc.string({ maxLength: 6 }),
);

describe('a file below a folder', () => {
  test('is found, also through a link that stays inside', async () => {
    expect(await fileBelow(root, 'a/b/in.mp4')).toBe(path.join(root, 'a', 'b', 'in.mp4'));
    expect(await fileBelow(root, 'inner/in.mp4')).toBe(path.join(root, 'a', 'in.mp4'));
  });

  test('is never one outside of it, whatever path is asked for', async () => {
    const inside = [path.join(root, 'a', 'in.mp4'), path.join(root, 'a', 'b', 'in.mp4'), undefined];
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { maxLength: 7 }), async (segments) => {
        return inside.includes(await fileBelow(root, segments.join('/')));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('where a request comes from', () => {
  const port = 4711;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const name = fc.oneof(
    fc.constantFrom(
      '127.0.0.1',
      'localhost',
      '[::1]:4711',
      '127.0.0.1:4712',
      'evil.example:4711',
      '127.0.0.1:4711.evil.example',
    ),
    fc.webAuthority({ withPort: true }),
    fc.string(),
  );

  test('no other name of this machine is answered', () => {
    fc.assert(
      fc.property(
        name,
        (host) => hosts.includes(host) || !checkSameOrigin({ host }, port, { originRequired: false }).ok,
      ),
    );
  });

  test('no page of another origin is answered', () => {
    const origin = fc.oneof(
      name,
      name.map((host) => `http://${host}`),
      name.map((host) => `https://${host}`),
      fc.constant('null'),
    );
    fc.assert(
      fc.property(fc.constantFrom(...hosts), origin, (host, from) => {
        const verdict = checkSameOrigin({ host, origin: from }, port, { originRequired: true });
        return verdict.ok === (from === `http://${host}`);
      }),
    );
  });
});
