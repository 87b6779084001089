import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readManifest } from '../src/core/model-pack/read-manifest.ts';
import type { NodeContext } from '../src/core/node-context.ts';
import { SOCKET_TYPES } from '../src/core/sockets.ts';
import { parseWorkflow } from '../src/core/workflow.ts';
import exampleNode from './fixtures/example-node.ts';

const pages = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join('docs', name)),
];

/** The code blocks of a page in one language. */
function blocks(page: string, language: string): string[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block]) => block ?? '');
}

test.each(pages)('every link in %s leads somewhere', (page) => {
  const targets = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target]) => target ?? '');
  const local = targets.filter((target) => !/^https?:/.test(target));
  expect(local.filter((target) => !existsSync(path.join(path.dirname(page), target)))).toEqual([]);
});

test.each(['README.md', 'README.zh-CN.md'])('%s gives the two commands, and all its commands exist', (page) => {
  const commands = blocks(page, 'sh').join('').trim().split('\n');
  expect(commands).toEqual(expect.arrayContaining(['npm ci && npm run demo', 'npm ci && npm test']));
  const scripts = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).scripts);
  const used = commands.flatMap((line) =>
    [...line.matchAll(/npm (?:run )?(?!ci\b)(\w+)/g)].map(([, script]) => script),
  );
  expect(used.filter((script) => !scripts.includes(script ?? ''))).toEqual([]);
});

describe('the example in CONTRIBUTING.md', () => {
  test('is the one that is type-checked with the tests', () => {
    expect(blocks('CONTRIBUTING.md', 'ts')).toEqual([readFileSync('test/fixtures/example-node.ts', 'utf8')]);
  });

  test('does what it says', async () => {
    const video = { frames: Uint8Array.of(1, 2, 3, 4, 5, 6), frameCount: 2, width: 1, height: 1 };
    expect(await exampleNode.run({ video, frames: 2 }, {} as NodeContext)).toEqual({
      video: { frames: Uint8Array.of(1, 2, 3, 4, 5, 6, 4, 5, 6, 4, 5, 6), frameCount: 4, width: 1, height: 1 },
    });
  });
});

test('the example in docs/workflow-format.md is a workflow', () => {
  expect(blocks('docs/workflow-format.md', 'json').map((json) => Object.keys(parseWorkflow(json).nodes))).toEqual([
    ['prompt', 'encoder'],
  ]);
});

test('the manifest in docs/model-packs.md is one', () => {
  const manifests = blocks('docs/model-packs.md', 'json').map((json) => readManifest(JSON.parse(json)));
  expect(manifests).toMatchObject([{ ok: true, manifest: { id: 'wan2.1-t2v-1.3b' } }]);
});

test('docs/data.md describes every socket type, in the order of the pickers', () => {
  const described = [...readFileSync('docs/data.md', 'utf8').matchAll(/^\| `(\w+)` \|.*\|.*\|.*\|$/gm)].map(
    ([, type]) => type,
  );
  expect(described).toEqual([...SOCKET_TYPES]);
});
