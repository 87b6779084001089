import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunRecord } from '../../src/core/queue-api.ts';
import { openDatabase } from '../../src/server/database.ts';
import { openRunStore, type RunStore } from '../../src/server/run-store.ts';

let folder: string;
let file: string;
let warnings: string[];
const open: RunStore[] = [];

beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'patchloom-runs-'));
  file = path.join(folder, 'new', 'runs.sqlite');
  warnings = [];
  vi.spyOn(console, 'warn').mockImplementation((text) => void warnings.push(String(text)));
});
afterEach(async () => {
  for (const store of open.splice(0)) store.close();
  vi.restoreAllMocks();
  await fs.rm(folder, { recursive: true });
});

function opened(): RunStore {
  const store = openRunStore(file);
  open.push(store);
  return store;
}

/** What both kinds of stores do. */
const stores = [
  ['in a file', opened],
  ['in memory', () => openRunStore(undefined)],
] as const;

function close(store: RunStore): void {
  open.splice(open.indexOf(store), 1);
  store.close();
}

const record = (runId: string, change: Partial<RunRecord> = {}): RunRecord => ({
  runId,
  name: 'clip',
  askedAt: 5,
  status: 'waiting',
  seeds: [{ node: 'noise', widget: 'seed', value: 7 }],
  files: [],
  nodeSeconds: {},
  ...change,
});
const done = (runId: string, change: Partial<RunRecord> = {}) =>
  record(runId, { status: 'done', seconds: 2, ...change });
const add = (store: RunStore, run: RunRecord, text = 'clip') =>
  store.add({ record: run, json: `{"of":"${run.runId}"}` }, text);
const idsOf = (runs: readonly RunRecord[]) => runs.map(({ runId }) => runId);

test('E50: queue and history are there again after a start, and what ran is marked interrupted', () => {
  const first = opened();
  for (const id of ['a', 'b', 'c', 'd']) add(first, record(id));
  first.arrange(['d', 'b', 'c']);
  first.update(record('a', { status: 'running' }));
  close(first);

  const second = opened();
  expect(idsOf(second.waiting())).toEqual(['d', 'b', 'c']);
  expect(second.list({ words: [], limit: 9 })).toEqual({
    runs: [record('a', { status: 'interrupted' })],
    hasMore: false,
  });
  expect(second.open('a')).toEqual({ record: record('a', { status: 'interrupted' }), json: '{"of":"a"}' });
  expect(warnings).toEqual([]);
});

test.each(stores)(
  'E55: %s, the history is read a page at a time, newest first, without what waits or runs',
  (_, openStore) => {
    const store = openStore();
    for (let index = 0; index < 7; index++) add(store, done(`run ${index}`));
    add(store, record('waits'));
    add(store, record('runs'));
    store.update(record('runs', { status: 'running' }));
    const page = (after?: string) => store.list({ words: [], limit: 3, after });
    expect([idsOf(page().runs), page().hasMore]).toEqual([['run 6', 'run 5', 'run 4'], true]);
    expect([idsOf(page('run 4').runs), page('run 4').hasMore]).toEqual([['run 3', 'run 2', 'run 1'], true]);
    expect([idsOf(page('run 1').runs), page('run 1').hasMore]).toEqual([['run 0'], false]);
  },
);

test.each(stores)(
  'E55: %s, a run is found by all the words that are in its name, texts, seeds, files and failure',
  (_, openStore) => {
    const store = openStore();
    const file = { path: '/out/Cat-1.mp4', name: 'Cat-1.mp4', mediaType: 'video/mp4', bytes: 9 };
    add(store, record('a'), 'clip\nA red ÉTOILE rises\n42');
    add(store, record('b'), 'clip\n100% cotton_wool');
    store.update(done('a', { files: [file] }));
    store.update(record('b', { status: 'failed', failure: { kind: 'user', message: 'There is no model pack “wan”' } }));
    const find = (...words: string[]) => idsOf(store.list({ words, limit: 9 }).runs);
    expect(find('étoile')).toEqual(['a']);
    expect(find('red', '42', 'cat-1')).toEqual(['a']);
    expect(find('red', 'wan')).toEqual([]);
    expect(find('“wan”')).toEqual(['b']);
    expect(find('clip')).toEqual(['b', 'a']);
    expect([find('100%'), find('%'), find('n_w'), find('d_e'), find('\\')]).toEqual([['b'], ['b'], ['b'], [], []]);
  },
);

test.each(stores)('%s, runs that are over are forgotten one by one or all at once; others stay', (_, openStore) => {
  const store = openStore();
  for (const id of ['a', 'b', 'c']) add(store, done(id));
  add(store, record('waits'));
  store.forget('b');
  store.forget('waits');
  expect([idsOf(store.list({ words: [], limit: 9 }).runs), idsOf(store.waiting())]).toEqual([['c', 'a'], ['waits']]);
  store.clear();
  expect([idsOf(store.list({ words: [], limit: 9 }).runs), idsOf(store.waiting())]).toEqual([[], ['waits']]);
  expect(store.open('a')).toBeUndefined();
});

test('of runs that are over, the newest 10,000 are kept', () => {
  const first = opened();
  close(first);
  const database = openDatabase(file);
  database.exec(
    `WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 10003)
     INSERT INTO runs (id, status, record, asked)
     SELECT 'run ' || n, 'done', json_replace('${JSON.stringify(done('x'))}', '$.runId', 'run ' || n), '' FROM count;
     INSERT INTO workflows SELECT number, '{}' FROM runs`,
  );
  database.close();
  const store = opened();
  expect([store.open('run 3'), store.open('run 4')?.record.runId]).toEqual([undefined, 'run 4']);
  close(store);
  const again = openDatabase(file);
  expect(again.prepare('SELECT count(*) AS count FROM workflows').get()).toMatchObject({ count: 10_000 });
  again.close();
});

describe('a file that can’t be used', () => {
  test('is left alone where another process has it: runs are remembered until the end', () => {
    const first = opened();
    add(first, record('a'));
    const second = opened();
    expect(second.waiting()).toEqual([]);
    add(second, record('b'));
    expect([idsOf(first.waiting()), idsOf(second.waiting())]).toEqual([['a'], ['b']]);
    expect(warnings).toEqual([expect.stringContaining(`Another Patchloom uses ${file}`)]);
  });

  test('is put aside where it is damaged', async () => {
    await fs.mkdir(path.dirname(file));
    await fs.writeFile(file, 'This is no database, but long enough to be looked at. '.repeat(100));
    const store = opened();
    add(store, record('a'));
    close(store);
    expect(idsOf(opened().waiting())).toEqual(['a']);
    expect((await fs.readdir(path.dirname(file))).filter((name) => name.includes('damaged'))).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining('was damaged')]);
  });

  test('is no reason to fail at the end, when its folder was removed meanwhile', async () => {
    const store = opened();
    add(store, record('a'));
    await fs.rm(path.dirname(file), { recursive: true });
    close(store);
    // Some systems let an open file be written to its end.
    expect(warnings.filter((warning) => !warning.includes('could not be closed as it should'))).toEqual([]);
  });

  test('is left as it is where a later release has made it', () => {
    const later = opened();
    add(later, record('a'));
    close(later);
    const database = openDatabase(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(opened().waiting()).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining('from a later release')]);
    const again = openDatabase(file);
    expect(again.prepare('SELECT id FROM runs').all()).toEqual([expect.objectContaining({ id: 'a' })]);
    again.close();
  });
});

test.each(stores)('E127: %s, the runs that are over are found by how their ids begin', (_, create) => {
  const store = create();
  for (const run of [done('a1'), done('a2'), done('b%1'), record('a3')]) add(store, run);
  expect(['a', 'a2', 'b%', '%', 'c'].map((beginning) => store.idsWith(beginning))).toEqual([
    ['a2', 'a1'],
    ['a2'],
    ['b%1'],
    [],
    [],
  ]);
});
