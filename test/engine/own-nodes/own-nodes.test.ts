import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Workflow } from '../../../src/core/workflow.ts';
import { createChildExecutor } from '../../../src/engine/child-executor.ts';
import { createEngine } from '../../../src/engine/create-engine.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { forkExecutor } from '../../../src/engine/fork-executor.ts';
import { createOwnNodes } from '../../../src/engine/own-nodes/own-nodes.ts';
import { workflowOf } from '../../support/workflow-of.ts';

let root: string;
let folder: string;
let engine: Engine;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'patchloom-own-')));
  folder = path.join(root, 'my nodes');
  mkdirSync(folder);
  engine = createEngine({ outputFolder: path.join(root, 'out'), packFolders: [], executor: 'child' });
});
afterEach(async () => {
  await engine.close();
  rmSync(root, { recursive: true });
});

const write = (name: string, source: string) => writeFileSync(path.join(folder, name), source);
const list = () => engine.ownNodes.list().flatMap(({ files }) => files);

/** A node that shows what `expression` gives. */
const shows = (id: string, expression: string, imports = '') => `import { defineNode, wire } from 'patchloom';
${imports}
export default defineNode({
  id: '${id}', version: 1, title: 'Shows', summary: 'Shows a number.', terminal: true,
  inputs: {}, outputs: { value: wire('number', 'The number.') },
  run: () => ({ value: ${expression} }),
});
`;

async function run(workflow: Workflow) {
  const values: Record<string, string> = {};
  const result = await engine.run(workflow, {
    runId: 'r',
    name: 'own',
    signal: new AbortController().signal,
    onEvent(event) {
      if (event.kind === 'node-finished') values[event.node] = event.outputs.value?.text ?? '';
    },
  });
  return { ...result, values };
}

test('E70: a file runs when its folder was allowed, and not before; TypeScript, with files beside it', async () => {
  write('_half.ts', 'export const half = (x: number): number => x / 2;');
  write('shows.ts', shows('mine/shows', 'half(7 satisfies number)', "import { half } from './_half.ts';"));
  const workflow = workflowOf({ a: 'mine/shows' });
  await expect(run(workflow)).rejects.toThrow('There is no node type “mine/shows”');
  await engine.ownNodes.allow([folder]);
  expect((await run(workflow)).values).toEqual({ a: '3.5' });
  await engine.ownNodes.allow([]);
  await expect(run(workflow)).rejects.toThrow('There is no node type “mine/shows”');
});

test('E71: what is wrong with a file is told with its line, and the others are there', async () => {
  write('a-good.js', shows('mine/good', '1'));
  write('b-types.ts', 'const a = 1;\nenum Kind { A }\n');
  write('c-syntax.js', '\n\nconst a = = 2;\n');
  write('d-throws.ts', "import './_below.ts';\n");
  write('_below.ts', "\ninterface A { b: string }\nthrow new Error('No luck');\n");
  write('e-import.ts', "import { defineNodes } from 'patchloom';\nexport default defineNodes;\n");
  write(
    'f-default.ts',
    shows('mine/f', '1').replace('inputs: {}', "inputs: { n: { kind: 'int', default: 9, max: 3, help: '' } }"),
  );
  write('g-twice.ts', shows('mine/good', '2'));
  write('h-built-in.ts', shows('video/save-video', '2'));
  await engine.ownNodes.allow([folder]);
  expect(list()).toEqual([
    { name: 'a-good.js', nodes: ['mine/good'] },
    {
      name: 'b-types.ts',
      nodes: [],
      problem: { message: 'TypeScript enum is not supported in strip-only mode', line: 2 },
    },
    { name: 'c-syntax.js', nodes: [], problem: { message: 'Expression expected', line: 3 } },
    { name: 'd-throws.ts', nodes: [], problem: { message: 'No luck', file: '_below.ts', line: 3 } },
    {
      name: 'e-import.ts',
      nodes: [],
      problem: { message: "The requested module 'patchloom' does not provide an export named 'defineNodes'", line: 1 },
    },
    {
      name: 'f-default.ts',
      nodes: [],
      problem: {
        message: 'mine/f is not declared as it should be: inputs.n.default: 9 is too large: the largest is 3',
      },
    },
    { name: 'g-twice.ts', nodes: [], problem: { message: 'mine/good is in a-good.js already: choose another id' } },
    {
      name: 'h-built-in.ts',
      nodes: [],
      problem: { message: 'There is a built-in node video/save-video: choose another id' },
    },
  ]);
});

test('E71: a file that ends the process is left out, and those before and after it are there', async () => {
  write('a.ts', shows('mine/a', '1'));
  write('b.ts', 'process.exit(3);');
  write('c.ts', shows('mine/c', '2'));
  await engine.ownNodes.allow([folder]);
  expect(list().map(({ name, problem }) => [name, problem?.message])).toEqual([
    ['a.ts', undefined],
    ['b.ts', 'The process that runs models ended: exit code 3'],
    ['c.ts', undefined],
  ]);
  expect((await run(workflowOf({ a: 'mine/a', c: 'mine/c' }))).values).toEqual({ a: '1', c: '2' });
});

test('E71: a file that does not come back is left out, and the process with it is ended', async () => {
  write('endless.ts', 'for (;;) Math.sqrt(2);');
  const executor = createChildExecutor({
    settings: { outputFolder: '', packFolders: [] },
    start: () => forkExecutor(),
  });
  const own = createOwnNodes(executor, new Map(), () => false, 1000);
  await own.allow([folder]);
  expect(own.list()).toEqual([
    {
      path: folder,
      isAllowed: true,
      files: [{ name: 'endless.ts', nodes: [], problem: { message: 'It did not load within 1 seconds' } }],
    },
  ]);
  own.close();
  await executor.close();
});

describe('E72: a changed file', () => {
  const workflow = workflowOf({ a: 'mine/shows' });

  test('counts from the next run on, also when only a file beside it was changed; unchanged, its result is known', async () => {
    write('_number.ts', 'export const number = 1;');
    write('shows.ts', shows('mine/shows', 'number', "import { number } from './_number.ts';"));
    await engine.ownNodes.allow([folder]);
    expect(await run(workflow)).toMatchObject({ ran: ['a'], values: { a: '1' } });
    expect(await run(workflow)).toMatchObject({ ran: [], cached: ['a'] });
    write('_number.ts', 'export const number = 2;');
    expect(await run(workflow)).toMatchObject({ ran: ['a'], values: { a: '2' } });
  });

  test('is heard of while somebody listens, without a run', async () => {
    write('shows.ts', shows('mine/shows', '1'));
    let changes = 0;
    engine.ownNodes.onChange(() => changes++);
    await engine.ownNodes.allow([folder]);
    expect(changes).toBe(1);
    write('more.ts', shows('mine/more', '1'));
    await expect.poll(() => engine.specs.has('mine/more')).toBe(true);
    write('more.ts', 'const = 1;');
    await expect.poll(() => engine.specs.has('mine/more')).toBe(false);
    expect(list().find(({ name }) => name === 'more.ts')?.problem?.line).toBe(1);
  });

  test('own nodes are there again after the process was ended by a node', async () => {
    write('crash.ts', shows('mine/crash', 'process.abort()'));
    write('shows.ts', shows('mine/shows', '4'));
    await engine.ownNodes.allow([folder]);
    expect((await run(workflowOf({ c: 'mine/crash' }))).failed?.failure.message).toBe(
      'The process that runs models ended: SIGABRT',
    );
    expect((await run(workflow)).values).toEqual({ a: '4' });
  });
});
