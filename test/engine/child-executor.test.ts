import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExecutorPort } from '../../src/engine/executor-messages.ts';
import { findExecutorEntry, forkExecutor } from '../../src/engine/fork-executor.ts';
import { createTestChildExecutor, createTestEngine, testWorkflow } from '../support/test-engine.ts';

let started: ExecutorPort[];
let engine: ReturnType<typeof createTestEngine>;

beforeEach(() => {
  started = [];
  const start = () => {
    const port = forkExecutor();
    started.push(port);
    return port;
  };
  engine = createTestEngine(createTestChildExecutor(start));
});
afterEach(() => engine.executor.close());

const sum = testWorkflow(
  { one: 'number', two: 'number', sum: 'add', show: 'show' },
  ['one.value -> sum.a', 'two.value -> sum.b', 'sum.sum -> show.text'],
  { two: { value: 2 } },
);
const withEnd = (type: string) =>
  testWorkflow({ one: 'number', end: type }, ['one.value -> end.a'], { one: { value: 5 } });

test('E26: no process is started before a node has to run', async () => {
  expect(await engine.executor.countValues()).toBe(0);
  expect(started).toEqual([]);
});

test('E26: a node that ends its process is a node that failed, with the reason; the next run works', async () => {
  const { result, events } = await engine.run(withEnd('abort'));
  const failure = {
    kind: 'user',
    message: 'The process that runs models ended: SIGABRT',
    hint: expect.stringContaining('memory'),
  };
  expect(result).toEqual({
    status: 'failed',
    files: [],
    ran: ['one'],
    cached: [],
    skipped: [],
    failed: { node: 'end', failure },
  });
  expect(events.slice(-2)).toEqual([
    { runId: 'r', kind: 'node-failed', node: 'end', failure, inputs: { a: '5' } },
    { runId: 'r', kind: 'run-finished', status: 'failed', seconds: expect.any(Number), modelSeconds: 0 },
  ]);
  expect((await engine.run(sum)).result.status).toBe('done');
  expect(started.length).toBe(2);
});

test('E26: when the process is killed between two runs, what is needed is made again', async () => {
  await engine.run(sum);
  expect((await engine.run(sum)).result.ran).toEqual([]);
  const generation = engine.executor.generation;
  started[0]?.kill();
  await expect.poll(() => engine.executor.generation).toBe(generation + 1);
  const { result } = await engine.run(sum);
  // Whichever of the two numbers was there first.
  expect([result.status, [...result.ran].sort()]).toEqual(['done', ['one', 'show', 'sum', 'two']]);
  expect(await engine.executor.countValues()).toBe(engine.cache.valueCount);
});

test('E26: when the process is killed in the middle of a step, that node has failed', async () => {
  const workflow = testWorkflow({ sampler: 'model' }, [], { sampler: { turns: 1e9 } });
  const { result } = await engine.run(workflow, (event) => {
    if (event.kind === 'node-progress' && event.progress.done === 3) started[0]?.kill();
  });
  expect([result.failed?.node, result.failed?.failure.message]).toEqual([
    'sampler',
    'The process that runs models ended: SIGKILL',
  ]);
  expect((await engine.run(sum)).result.status).toBe('done');
});

test('E26: when several nodes ran, all are named', async () => {
  const workflow = testWorkflow({ long: 'count', crash: 'abort' }, [], { long: { to: 1e9 } });
  const { result } = await engine.run(workflow);
  expect(result.failed?.failure.message).toBe('The process that runs models ended while long and crash ran: SIGABRT');
});

test('E27: a node that never comes back is stopped within two seconds, and the next run works', async () => {
  let stoppedAt = 0;
  const { result } = await engine.run(withEnd('hang'), (event, stop) => {
    if (event.kind !== 'node-log') return;
    stoppedAt = performance.now();
    stop();
  });
  expect(performance.now() - stoppedAt).toBeLessThan(2000);
  expect(result).toMatchObject({ status: 'stopped', ran: ['one'] });
  expect((await engine.run(sum)).result.status).toBe('done');
});

test('E27: a node that stops when it is told to costs nothing that was made', async () => {
  await engine.run(sum);
  const { result } = await engine.run(withEnd('model'), (event, stop) => {
    if (event.kind === 'node-started' && event.node === 'end') stop();
  });
  expect(result.status).toBe('stopped');
  expect((await engine.run(sum)).result.ran).toEqual([]);
});

test('E28: the process ends with its host, also when the host is killed', async () => {
  const script = `
    const executor = require('node:child_process').fork(process.argv[1], [], {
      serialization: 'advanced', execArgv: [], stdio: ['ignore', 2, 2, 'ipc'],
    });
    executor.send({ kind: 'configure', settings: { outputFolder: '', packFolders: [] }, idPrefix: 'v' });
    executor.send({ kind: 'count-values', call: 1 });
    executor.on('message', () => console.log('ready'));
  `;
  const host = spawn(process.execPath, ['-e', script, findExecutorEntry()], { stdio: ['ignore', 'pipe', 'pipe'] });
  host.stdout.once('data', () => host.kill('SIGKILL'));
  host.stderr.resume();
  // Both write to its pipe, so that it is closed when the last of them is gone.
  expect(await once(host, 'close')).toEqual([null, 'SIGKILL']);
});

describe('a process that cannot do its work', () => {
  test('one that cannot start says so at the node', async () => {
    engine = createTestEngine(createTestChildExecutor(() => forkExecutor('/no/such/executor.js')));
    const { result } = await engine.run(sum);
    expect(result.failed?.failure.message).toBe(
      'The process that runs models ended while one and two ran: exit code 1',
    );
  });

  test('closing waits for nobody who hangs', async () => {
    const ended = engine.run(withEnd('hang'), (event) => {
      if (event.kind === 'node-log') void engine.executor.close();
    });
    expect((await ended).result.failed?.failure.message).toContain('was ended');
  });
});
