import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseWorkflow, serializeWorkflow } from '../src/core/workflow.ts';
import { readModule } from './support/read-module.ts';

const sources = ['src', 'nodes'].flatMap((root) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name).split(path.sep).join('/')),
);

/** Where connections are opened or answered: fetching packs on demand, the host, and the page that talks to it. */
const ON_THE_NETWORK = [
  'src/engine/hub/',
  'src/server/',
  'src/renderer/host/connect-host.ts',
  'src/renderer/commands/import-file.ts',
  'src/renderer/commands/keep-input.ts',
  'src/renderer/commands/save-with-results.ts',
];
const NETWORK = /^(node:)?(http|https|http2|net|tls|dgram|dns|dns\/promises)$|^(ws|undici|electron\/net)$/;

test('only the host and the fetching of packs know the network', () => {
  const strays = sources.filter((file) => {
    const source = readFileSync(file, 'utf8');
    const opens = /\b(fetch|WebSocket|XMLHttpRequest|EventSource|sendBeacon)\(/.test(source);
    return (opens || readModule(file, source).requests.some((name) => NETWORK.test(name ?? ''))) && !isAllowed(file);
  });
  expect(strays).toEqual([]);
});

function isAllowed(file: string): boolean {
  return ON_THE_NETWORK.some((place) => (place.endsWith('/') ? file.startsWith(place) : file === place));
}

test('nothing makes code or markup out of text', () => {
  const strays = sources.filter((file) =>
    /\beval\(|new Function\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|node:vm|dangerouslySetInnerHTML/.test(
      readFileSync(file, 'utf8'),
    ),
  );
  expect(strays).toEqual([]);
});

describe('a workflow is data', () => {
  test.each(['__proto__', 'constructor', 'toString'])('a node named “%s” changes nothing but the document', (id) => {
    const { nodes, ...rest } = JSON.parse(readFileSync('workflows/text-to-video.json', 'utf8'));
    const [node] = Object.values(nodes);
    const json = JSON.stringify({ ...rest, edges: [], nodes: {} }).replace(
      '"nodes":{}',
      `"nodes":{"${id}":${JSON.stringify(node)}}`,
    );
    const before = Object.getOwnPropertyNames(Object.prototype);
    try {
      serializeWorkflow(parseWorkflow(json));
    } catch (error) {
      // Refusing the name is as good.
      expect(error).toHaveProperty('name', 'UserError');
    }
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect(({} as Record<string, unknown>).type).toBeUndefined();
  });
});

describe('docs/security.md', () => {
  const page = readFileSync('docs/security.md', 'utf8');
  const proofs = [...page.matchAll(/\[(test\/[^\]]+)\]\([^)]+\): ((?:“[^”]+”(?:, )?)+)/g)].flatMap(
    ([, file = '', titles = '']) =>
      [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']): [string, string] => [title, file]),
  );

  test('names proofs', () => {
    expect(proofs.length).toBeGreaterThan(25);
  });

  test.each(proofs)('“%s” is a test in %s', (title, file) => {
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain(title);
  });
});
