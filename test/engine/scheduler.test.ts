import { expect, test } from 'vitest';
import { setWidget } from '../../src/core/edits.ts';
import { createTestEngine, type TestRun, testWorkflow } from '../support/test-engine.ts';

const NUMBER = (value: number) => ({ type: 'number', text: String(value), bytes: 0 });
const seconds = expect.any(Number);

test('E2, E3, E11, E13: sources run before readers, and only what a terminal node needs runs', async () => {
  const { run } = createTestEngine();
  const workflow = testWorkflow(
    { show: 'show', sum: 'add', one: 'number', unused: 'number' },
    ['one.value -> sum.a', 'one.value -> sum.b', 'sum.sum -> show.text'],
    { one: { value: 3 } },
  );
  const { result, events } = await run(workflow);
  const text = { type: 'text', text: '6', bytes: 2 };
  expect(events).toEqual([
    { runId: 'r', kind: 'run-started', nodes: ['one', 'sum', 'show'] },
    { runId: 'r', kind: 'node-skipped', node: 'unused', reason: 'not-needed' },
    { runId: 'r', kind: 'node-started', node: 'one' },
    { runId: 'r', kind: 'node-finished', node: 'one', outputs: { value: NUMBER(3) }, seconds },
    { runId: 'r', kind: 'node-started', node: 'sum' },
    { runId: 'r', kind: 'node-finished', node: 'sum', outputs: { sum: NUMBER(6) }, seconds },
    { runId: 'r', kind: 'node-started', node: 'show' },
    { runId: 'r', kind: 'node-log', node: 'show', message: 'shown: 6' },
    { runId: 'r', kind: 'node-finished', node: 'show', outputs: { text }, seconds },
    { runId: 'r', kind: 'run-finished', status: 'done', seconds, modelSeconds: 0 },
  ]);
  expect(result).toEqual({
    status: 'done',
    files: [],
    ran: ['one', 'sum', 'show'],
    cached: [],
    skipped: [{ node: 'unused', reason: 'not-needed' }],
  });
});

test('E4: a document that is edited while it runs is run as it was, and the edited one as it is', async () => {
  const { run } = createTestEngine();
  const workflow = testWorkflow({ one: 'number', show: 'show' }, ['one.value -> show.text'], { one: { value: 3 } });
  const edited: Promise<TestRun>[] = [];
  const first = await run(workflow, ({ kind }) => {
    if (kind === 'run-started') edited.push(run(setWidget(workflow, 'one', 'value', 4)));
  });
  const shown = [first, ...(await Promise.all(edited)), await run(workflow)].map(({ events }) =>
    events.flatMap((event) => ('outputs' in event && event.node === 'show' ? [event.outputs.text?.text] : [])),
  );
  expect(shown).toEqual([['3'], ['4'], ['3']]);
});

test('an optional input without a wire is simply not given', async () => {
  const { run } = createTestEngine();
  const { result } = await run(
    testWorkflow({ show: 'show', sum: 'add', one: 'number' }, ['one.value -> sum.a', 'sum.sum -> show.text']),
  );
  expect(result.status).toBe('done');
});

test('E16, E17: a failure ends the run at that node, with what the node was given', async () => {
  const { run } = createTestEngine();
  const { result, events } = await run(
    testWorkflow({ show: 'show', bad: 'fail', one: 'number' }, ['one.value -> bad.a', 'bad.b -> show.text']),
  );
  const failure = { kind: 'bug', message: 'It is Monday', stack: expect.stringContaining('test-nodes.mjs') };
  expect(events.slice(-2)).toEqual([
    { runId: 'r', kind: 'node-failed', node: 'bad', failure, inputs: { a: '1' } },
    { runId: 'r', kind: 'run-finished', status: 'failed', seconds, modelSeconds: 0 },
  ]);
  expect(result).toEqual({
    status: 'failed',
    files: [],
    ran: ['one'],
    cached: [],
    skipped: [],
    failed: { node: 'bad', failure },
  });
});

test('E6: a wired value has to obey the limits of the widget whose place it takes', async () => {
  const { run } = createTestEngine();
  const { result } = await run(
    testWorkflow({ count: 'count', one: 'number' }, ['one.value -> count.to'], { one: { value: 0.5 } }),
  );
  expect(result.failed?.failure).toEqual({
    kind: 'user',
    message: '“to” cannot be used: 0.5 is not a whole number',
    hint: 'Change the value, or what is wired to it.',
  });
});

test('E12, E15: stopping ends the run between two turns and says so', async () => {
  const { run } = createTestEngine();
  const { result, events } = await run(testWorkflow({ count: 'count' }, [], { count: { to: 1e9 } }), (event, stop) => {
    if (event.kind === 'node-progress' && event.progress.done === 5) stop();
  });
  expect(result).toEqual({ status: 'stopped', files: [], ran: [], cached: [], skipped: [] });
  expect(events.at(-1)).toEqual({ runId: 'r', kind: 'run-finished', status: 'stopped', seconds, modelSeconds: 0 });
});

test('E14: progress tells rate and time left once there is something to measure', async () => {
  const { run } = createTestEngine();
  const { events } = await run(testWorkflow({ count: 'count' }));
  const progress = events.flatMap((event) => (event.kind === 'node-progress' ? [event.progress] : []));
  expect(progress).toEqual([
    { done: 0, total: 3, unit: 'turns' },
    { done: 1, total: 3, unit: 'turns', rate: expect.any(Number), secondsLeft: expect.any(Number) },
    { done: 2, total: 3, unit: 'turns', rate: expect.any(Number), secondsLeft: expect.any(Number) },
  ]);
});

test('E5: one model runs at a time, other work beside it', async () => {
  const { run } = createTestEngine();
  const { events } = await run(testWorkflow({ first: 'model', second: 'model', beside: 'count' }));
  const spans = events.flatMap((event) =>
    event.kind === 'node-started' || event.kind === 'node-finished' ? [`${event.kind.slice(5)} ${event.node}`] : [],
  );
  const between = spans.slice(spans.indexOf('started first'), spans.indexOf('finished first'));
  expect(between).toContain('started beside');
  expect(between).not.toContain('started second');
});

test('E16: when one branch fails the others are stopped, and the first failure is the one that is told', async () => {
  const { run } = createTestEngine();
  const workflow = testWorkflow(
    { long: 'count', one: 'number', bad: 'fail', show: 'show' },
    ['one.value -> bad.a', 'bad.b -> show.text'],
    { long: { to: 1e9 } },
  );
  const { result, events } = await run(workflow);
  expect({ status: result.status, failed: result.failed?.node }).toEqual({ status: 'failed', failed: 'bad' });
  expect(events.filter((event) => event.kind === 'node-finished').map((event) => event.node)).toEqual(['one']);
  expect(events.at(-1)?.kind).toBe('run-finished');
});

test('a run that is stopped before it begins tells its beginning and its end', async () => {
  const { run } = createTestEngine();
  const { events } = await run(testWorkflow({ count: 'count' }), (event, stop) => {
    if (event.kind === 'run-started') stop();
  });
  expect(events.map((event) => event.kind)).toEqual(['run-started', 'run-finished']);
});

test('a chain of 10,000 nodes runs without running out of stack', async () => {
  const { run, executor, cache } = createTestEngine();
  const length = 10_000;
  const ids = Array.from({ length }, (_, index) => `n${index}`);
  const workflow = testWorkflow(
    { ...Object.fromEntries(ids.map((id, index) => [id, index === 0 ? 'number' : 'add'])), show: 'show' },
    [
      ...ids.slice(1).map((id, index) => `n${index}.value -> ${id}.a`.replace(/(n[1-9]\d*)\.value/, '$1.sum')),
      `n${length - 1}.sum -> show.text`,
    ],
  );
  const { result } = await run(workflow);
  expect({ status: result.status, ran: result.ran.length }).toEqual({ status: 'done', ran: length + 1 });
  expect(await executor.countValues()).toBe(cache.valueCount);
});
