import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Failure } from '../../src/core/errors.ts';
import type { RunEvent } from '../../src/core/run-events.ts';
import { serializeWorkflow } from '../../src/core/workflow.ts';
import type { RunOptions, RunResult } from '../../src/engine/engine.ts';
import { createRunQueue, type RunQueue } from '../../src/server/run-queue.ts';
import { openRunStore, type RunStore } from '../../src/server/run-store.ts';
import { createFakeEngine, fakeWorkflow } from '../support/fake-engine.ts';
import { PATIENCE } from '../support/patience.ts';

const json = serializeWorkflow(fakeWorkflow());
const file = { path: '/out/a.mp4', name: 'a.mp4', mediaType: 'video/mp4', bytes: 9 };

let store: RunStore;
let queue: RunQueue;
/** The runs that go on, by name: each ends when it is told to. */
let going: Map<string, (status: RunResult['status']) => void>;
let order: string[];
let events: RunEvent[];
let failures: [string, Failure][];
let duringRun: (options: RunOptions) => void;

function openQueue(): RunQueue {
  const engine = createFakeEngine((options) => {
    order.push(options.name);
    duringRun(options);
    return new Promise((resolve) => {
      going.set(options.name, resolve);
      options.signal.addEventListener('abort', () => resolve('stopped'));
    });
  });
  return createRunQueue(engine, store, {
    onEvent: (event) => events.push(event),
    onFailure: (...failure) => failures.push(failure),
    onQueue: () => {},
  });
}

beforeEach(() => {
  [going, order, events, failures] = [new Map(), [], [], []];
  duringRun = () => {};
  store = openRunStore(undefined);
  queue = openQueue();
});
afterEach(async () => {
  await queue.close();
  store.close();
});

const ask = (...names: string[]) => names.map((name) => queue.start({ name, json }));
const begun = (name: string) => vi.waitFor(() => expect(going.has(name)).toBe(true), PATIENCE);
const waiting = () => queue.state().waiting.map(({ name }) => name);
const history = () => store.list({ words: [], limit: 99 }).runs;

async function finish(name: string, status: RunResult['status'] = 'done'): Promise<void> {
  await begun(name);
  going.get(name)?.(status);
  await vi.waitFor(() => expect(history().map((record) => record.name)).toContain(name), PATIENCE);
}

test('E51: runs go one after the other, in the order in which they stand', async () => {
  ask('a', 'b', 'c');
  for (const name of ['a', 'b', 'c']) await finish(name);
  expect([order, waiting(), queue.state().running]).toEqual([['a', 'b', 'c'], [], undefined]);
});

test('E51: what waits can be moved, taken out, or put before the others', async () => {
  const [a = '', b = '', c = '', d = ''] = ask('a', 'b', 'c', 'd');
  await begun('a');
  queue.move(d, b);
  expect(waiting()).toEqual(['d', 'b', 'c']);
  queue.move(d, null);
  expect(waiting()).toEqual(['b', 'c', 'd']);
  queue.remove(c);
  queue.start({ name: 'e', json, isNext: true });
  expect(waiting()).toEqual(['e', 'b', 'd']);
  expect(store.waiting().map(({ name }) => name)).toEqual(['e', 'b', 'd']);
  // What does not wait stays where it is.
  queue.move(a, b);
  queue.remove(a);
  expect([waiting(), queue.state().running?.name]).toEqual([['e', 'b', 'd'], 'a']);
  queue.clear();
  await finish('a');
  expect([order, history().map(({ name }) => name)]).toEqual([['a'], ['a']]);
});

test('E51: a batch is moved, taken out and stopped as one; asked for next, it keeps its order', async () => {
  const askBatch = (id: string, names: string, isNext = false) =>
    [...names].map((name, index) =>
      queue.start({ name, json, isNext, batch: { id, index: index + 1, count: names.length } }),
    );
  ask('a');
  await begun('a');
  const [b = ''] = askBatch('one', 'bcd');
  const [x = ''] = ask('x');
  askBatch('two', 'yz', true);
  expect(waiting()).toEqual(['y', 'z', 'b', 'c', 'd', 'x']);
  queue.move(b, null, true);
  expect(waiting()).toEqual(['y', 'z', 'x', 'b', 'c', 'd']);
  queue.move(b, x, true);
  expect(store.waiting().map(({ name, batch }) => [name, batch?.index])).toEqual([
    ['y', 1],
    ['z', 2],
    ['b', 1],
    ['c', 2],
    ['d', 3],
    ['x', undefined],
  ]);
  await finish('a');
  await begun('y');
  queue.stop(queue.state().running?.runId ?? '', true);
  await begun('b');
  expect(waiting()).toEqual(['c', 'd', 'x']);
  queue.remove(queue.state().waiting[0]?.runId ?? '', true);
  expect([waiting(), queue.state().running?.name]).toEqual([['x'], 'b']);
  await finish('b');
  expect(history().map(({ name, status }) => [name, status])).toEqual([
    ['y', 'stopped'],
    ['b', 'done'],
    ['a', 'done'],
  ]);
});

test('E52: while the queue is paused, what runs goes on and nothing new starts', async () => {
  ask('a', 'b');
  await begun('a');
  queue.pause(true);
  await finish('a');
  expect([order, waiting()]).toEqual([['a'], ['b']]);
  queue.pause(false);
  await finish('b');
  expect(order).toEqual(['a', 'b']);
});

test('E53: what waited when the app ended waits again at the next start, until somebody lets it go on', async () => {
  ask('a', 'b', 'c');
  await begun('a');
  await queue.close();
  queue = openQueue();
  expect([waiting(), queue.state().isPaused]).toEqual([['b', 'c'], true]);
  ask('d');
  queue.pause(false);
  for (const name of ['b', 'c', 'd']) await finish(name);
  expect(order).toEqual(['a', 'b', 'c', 'd']);
});

test('a run that waits is stopped: it stays in the history, and never starts', async () => {
  const [, b = ''] = ask('a', 'b');
  await begun('a');
  queue.stop(b);
  await finish('a');
  expect(order).toEqual(['a']);
  expect(history().map(({ name, status }) => [name, status])).toEqual([
    ['b', 'stopped'],
    ['a', 'done'],
  ]);
  expect(events.at(-2)).toEqual({ runId: b, kind: 'run-finished', status: 'stopped', seconds: 0 });
});

test('E54: the history keeps seeds, targets, times, files and failure, and a run can be run again as it was', async () => {
  const failure: Failure = { kind: 'user', message: 'No pack', hint: 'Choose one.' };
  duringRun = ({ runId, onEvent }) => {
    onEvent({ runId, kind: 'node-finished', node: 'source', outputs: {}, seconds: 1.5 });
    const outputs = { file: { type: 'file' as const, text: 'a.mp4', bytes: 0, file } };
    onEvent({ runId, kind: 'node-cached', node: 'save', outputs });
    onEvent({ runId, kind: 'node-failed', node: 'sink', failure, inputs: {} });
    // A kill may come any time: what was written is known by then.
    expect(store.open(runId)?.record).toMatchObject({ status: 'running', files: [file], failure });
  };
  const runId = queue.start({ name: 'clip', json, targets: ['sink'] });
  await finish('clip', 'failed');
  expect(history()).toEqual([
    {
      runId,
      name: 'clip',
      askedAt: expect.any(Number),
      status: 'failed',
      seconds: 0,
      seeds: [],
      targets: ['sink'],
      files: [file],
      failure,
      failedNode: 'sink',
      nodeSeconds: { source: 1.5 },
    },
  ]);
  going.clear();
  const again = queue.repeat(runId);
  await begun('clip');
  expect(store.open(again)).toMatchObject({ json, record: { name: 'clip', targets: ['sink'], status: 'running' } });
  expect(() => queue.repeat('none')).toThrow('not known any more');
});

test('a run that ends outside any node has failed, and the next one runs', async () => {
  duringRun = ({ name }) => {
    if (name === 'a') throw new TypeError('undefined is not a function');
  };
  const [a = ''] = ask('a', 'b');
  await finish('b');
  expect(failures).toEqual([[a, expect.objectContaining({ kind: 'bug', message: 'undefined is not a function' })]]);
  expect(history().at(-1)).toMatchObject({ status: 'failed', failure: { kind: 'bug' } });
});

test('a disk that is full is told of when a run is asked for, and ends none that goes on', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const full = () => {
    throw new Error('database or disk is full');
  };
  ask('a');
  await begun('a');
  vi.spyOn(store, 'add').mockImplementation(full);
  vi.spyOn(store, 'update').mockImplementation(full);
  expect(() => ask('b')).toThrow('The queue can’t be written: database or disk is full');
  going.get('a')?.('done');
  await vi.waitFor(() => expect(queue.state().running).toBeUndefined(), PATIENCE);
  expect(events.at(-1)).toMatchObject({ kind: 'run-finished', status: 'done' });
  vi.restoreAllMocks();
});
