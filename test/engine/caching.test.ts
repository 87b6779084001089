import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { PlannedStep } from '../../src/core/plan.ts';
import { cacheKey, canonicalJson } from '../../src/engine/cache-key.ts';
import { createTestEngine, testWorkflow } from '../support/test-engine.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'patchloom-caching-'));
afterAll(() => rmSync(folder, { recursive: true }));

let engine: ReturnType<typeof createTestEngine>;
beforeEach(() => {
  engine = createTestEngine();
});

/** `two` and `three` are added, then `one` to that; the sum is shown. */
const sums = (widgets: Record<string, Record<string, unknown>> = {}) =>
  testWorkflow(
    { one: 'number', two: 'number', three: 'number', inner: 'add', outer: 'add', show: 'show' },
    [
      'two.value -> inner.a',
      'three.value -> inner.b',
      'inner.sum -> outer.a',
      'one.value -> outer.b',
      'outer.sum -> show.text',
    ],
    { two: { value: 2 }, three: { value: 3 }, ...widgets },
  );

async function ran(workflow: Parameters<typeof engine.run>[0]): Promise<readonly string[]> {
  return (await engine.run(workflow)).result.ran;
}

describe('the name of a result', () => {
  const step = (inputs: PlannedStep['inputs']): PlannedStep => ({ node: 'n', type: 'test/add', inputs });
  const value = (given: unknown) => ({ kind: 'value', value: given }) as const;
  const from = (node: string, port: string) => ({ kind: 'wire', from: { node, port } }) as const;
  const keys = new Map([
    ['a', 'key-of-a'],
    ['twin', 'key-of-a'],
    ['b', 'key-of-b'],
  ]);
  const name = (inputs: PlannedStep['inputs'], version = 1, fingerprint = '') =>
    cacheKey(
      step(inputs),
      version,
      ({ from: { node, port } }) => (keys.has(node) ? `<${keys.get(node)}.${port}` : undefined),
      fingerprint,
    );

  test('E20: is this very text, today and in ten years, here and elsewhere', () => {
    // printf 'test/add@1\na<key-of-a.value\nscale=1.5\n' | openssl dgst -sha256 -binary | basenc --base64url, without “=”
    expect(name({ scale: value(1.5), a: from('a', 'value') })).toBe('DiGvhN7hbc-qrOu7szggHrJbP0E3tDR0mFtQ2ZAUZ78');
  });

  test('differs when something differs that the result depends on', () => {
    const names = [
      name({ scale: value(1), a: from('a', 'value') }),
      name({ scale: value(2), a: from('a', 'value') }),
      name({ scale: value('1'), a: from('a', 'value') }),
      name({ scale: value(1), a: from('b', 'value') }),
      name({ scale: value(1), a: from('a', 'other') }),
      name({ scale: value(1) }),
      name({ scale: value(1), a: from('a', 'value') }, 2),
      name({ scale: value(1), a: from('a', 'value') }, 1, 'changed'),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  test('is the same whatever the node is called and in whatever order its inputs stand', () => {
    expect(name({ a: from('a', 'value'), scale: value(1) })).toBe(name({ scale: value(1), a: from('twin', 'value') }));
    expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[1,{"c":2,"d":1}]}');
  });

  test('is not known while that of a source is not', () => {
    expect(name({ a: from('unknown', 'value') })).toBeUndefined();
  });
});

test('E20, E23: what did not change is not run again, and says what it had made', async () => {
  await engine.run(sums());
  const { events, result } = await engine.run(sums());
  const nodes = ['two', 'three', 'inner', 'one', 'outer', 'show'];
  const text = { type: 'text', text: '6', bytes: 2 };
  expect(events).toEqual([
    { runId: 'r', kind: 'run-started', nodes },
    ...nodes.slice(0, 5).map((node) => ({ runId: 'r', kind: 'node-cached', node, outputs: {} })),
    { runId: 'r', kind: 'node-cached', node: 'show', outputs: { text } },
    { runId: 'r', kind: 'run-finished', status: 'done', seconds: expect.any(Number), modelSeconds: 0 },
  ]);
  expect(result).toEqual({ status: 'done', files: [], ran: [], cached: nodes, skipped: [] });
});

test('E20: a change runs what follows from it, and nothing else', async () => {
  await engine.run(sums());
  expect(await ran(sums({ one: { value: 10 } }))).toEqual(['one', 'outer', 'show']);
  expect(await ran(sums({ two: { value: 20 } }))).toEqual(['two', 'inner', 'outer', 'show']);
  expect(await ran(sums()), 'what was made before is still there').toEqual([]);
});

test('E20: what a model has made on another device is another result, and so is what was made of it', async () => {
  const machine = { device: '' };
  const engine = createTestEngine(undefined, undefined, undefined, undefined, undefined, machine);
  const workflow = testWorkflow(
    { one: 'number', two: 'number', sum: 'picky-add', show: 'show' },
    ['one.value -> sum.a', 'two.value -> sum.b', 'sum.sum -> show.text'],
    { two: { value: 2 } },
  );
  const ranOn = async (device: string) => {
    machine.device = device;
    return (await engine.run(workflow)).result.ran;
  };
  await ranOn('');
  expect([await ranOn('webgpu'), await ranOn(''), await ranOn('webgpu')]).toEqual([['sum', 'show'], [], []]);
});

test('E20: a result is found again from another workflow, under another id', async () => {
  await engine.run(sums());
  const workflow = testWorkflow(
    { x: 'number', y: 'number', total: 'add', end: 'length', zeros: 'zeros' },
    ['x.value -> total.a', 'y.value -> total.b', 'total.sum -> zeros.length', 'zeros.latent -> end.latent'],
    { x: { value: 2 }, y: { value: 3 } },
  );
  expect(await ran(workflow)).toEqual(['zeros', 'end']);
});

test('E21: what is not cacheable runs every time, and so does what reads it; nothing of it is kept', async () => {
  const workflow = testWorkflow({ tick: 'tick', one: 'number', sum: 'add', show: 'show' }, [
    'tick.value -> sum.a',
    'one.value -> sum.b',
    'sum.sum -> show.text',
  ]);
  await engine.run(workflow);
  expect(await ran(workflow)).toEqual(['tick', 'sum', 'show']);
  expect(await engine.executor.countValues()).toBe(engine.cache.valueCount);
});

test('E21: a file that is read counts, also when its name comes by wire', async () => {
  const file = path.join(folder, 'read.txt');
  writeFileSync(file, 'one');
  const direct = testWorkflow({ read: 'read', show: 'show' }, ['read.text -> show.text'], { read: { path: file } });
  const wired = testWorkflow(
    { name: 'words', read: 'read', show: 'show' },
    ['name.text -> read.path', 'read.text -> show.text'],
    { name: { text: file } },
  );
  await engine.run(direct);
  await engine.run(wired);
  expect([await ran(direct), await ran(wired)]).toEqual([[], []]);
  writeFileSync(file, 'two');
  utimesSync(file, 1, 1);
  expect(await ran(direct)).toEqual(['read', 'show']);
  expect(await ran(wired)).toEqual(['read', 'show']);
});

test('E21: a fingerprint that fails lets the node run and say what is wrong', async () => {
  const missing = path.join(folder, 'missing.txt');
  const { result } = await engine.run(
    testWorkflow({ read: 'read', show: 'show' }, ['read.text -> show.text'], { read: { path: missing } }),
  );
  expect([result.failed?.node, result.failed?.failure.message]).toEqual(['read', expect.stringContaining('ENOENT')]);
});

test('E18, E22: a file that is still there is not written again, and belongs to the result', async () => {
  const file = path.join(folder, 'written.txt');
  const workflow = testWorkflow({ words: 'words', write: 'write' }, ['words.text -> write.text'], {
    write: { path: file },
  });
  const { result } = await engine.run(workflow);
  const again = await engine.run(workflow);
  expect(again.result).toEqual({
    status: 'done',
    files: result.files,
    ran: [],
    cached: ['words', 'write'],
    skipped: [],
  });
  rmSync(file);
  expect(await ran(workflow)).toEqual(['write']);
});

test('E23: a picture that a node has shown is shown again', async () => {
  const workflow = testWorkflow({ one: 'number', preview: 'preview' }, ['one.value -> preview.a']);
  const { events } = await engine.run(workflow);
  const picture = events.flatMap((event) => (event.kind === 'node-preview' ? [event.picture] : []))[0];
  expect((await engine.run(workflow)).events).toContainEqual({
    runId: 'r',
    kind: 'node-cached',
    node: 'preview',
    outputs: {},
    picture,
  });
});

test('E24: two nodes that would make the same make it once', async () => {
  const workflow = testWorkflow({ one: 'number', twin: 'number', sum: 'add', show: 'show' }, [
    'one.value -> sum.a',
    'twin.value -> sum.b',
    'sum.sum -> show.text',
  ]);
  const { result } = await engine.run(workflow);
  expect(result).toEqual({ status: 'done', files: [], ran: ['one', 'sum', 'show'], cached: ['twin'], skipped: [] });
});

test('E25: what is over the budget is not kept, and is made again when it is needed', async () => {
  const { run, executor } = createTestEngine(undefined, 1024);
  const workflow = (value: number) =>
    testWorkflow(
      { zeros: 'zeros', end: 'length', sum: 'add', one: 'number', show: 'show' },
      ['zeros.latent -> end.latent', 'end.length -> sum.a', 'one.value -> sum.b', 'sum.sum -> show.text'],
      { zeros: { length: 1e6 }, one: { value } },
    );
  await run(workflow(1));
  expect(await executor.countValues()).toBe(1);
  const { result } = await run(workflow(1));
  // The sum is what is shown; what it was made of is gone and nobody asks for it. `end` is an end in itself, and was forgotten.
  expect(result.ran).toEqual(['zeros', 'end']);
});
