import { afterEach, expect, test } from 'vitest';
import type { HostMessage } from '../../src/core/host-api.ts';
import { serializeWorkflow } from '../../src/core/workflow.ts';
import { createFakeEngine, FAKE_SPECS, type FakeEngine, fakeWorkflow } from '../support/fake-engine.ts';
import { openTestWindow, startTestHost, type TestHost, type TestWindow } from '../support/test-host.ts';

const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const closable of open.splice(0).reverse()) await closable.close();
});

async function startAndOpen(engine?: FakeEngine): Promise<{ server: TestHost; window: TestWindow; cookie: string }> {
  const server = await startTestHost(engine);
  open.push(server);
  const cookie = await server.signIn();
  return { server, cookie, window: await openWindow(server, cookie) };
}

async function openWindow(server: TestHost, Cookie: string): Promise<TestWindow> {
  const { port } = server.host;
  const window = await openTestWindow(port, { Cookie, Origin: `http://127.0.0.1:${port}` });
  open.push(window);
  return window;
}

const json = serializeWorkflow(fakeWorkflow());
const isEvent = (kind: string, runId?: string) => (message: HostMessage) =>
  'event' in message && message.event.kind === kind && (runId === undefined || message.event.runId === runId);

const eventsOf = ({ heard }: TestWindow) => heard.filter((message) => 'event' in message);

async function startRun(window: TestWindow, id: number): Promise<string> {
  const answer = await window.ask(id, 'startRun', { json, name: 'first' });
  return (answer as unknown as { result: { runId: string } }).result.runId;
}

test.each([
  ['without the cookie', {}],
  ['from another origin', { origin: 'http://evil.example' }],
  ['from another port', { origin: 'http://127.0.0.1:1' }],
  ['without an origin', { origin: undefined }],
  ['for another host', { host: 'evil.example' }],
])('a window %s is refused', async (_title, wrong) => {
  const { server, cookie } = await startAndOpen();
  const { port } = server.host;
  const right = { cookie, origin: `http://127.0.0.1:${port}` };
  const all = Object.keys(wrong).length === 0 ? { origin: right.origin } : { ...right, ...wrong };
  const headers = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
  await expect(openTestWindow(port, headers)).rejects.toThrow('403');
});

test('the nodes and the workflows can be listed, and a workflow opened by its name', async () => {
  const { window } = await startAndOpen();
  expect(await window.ask(1, 'listNodes', {})).toEqual({ id: 1, result: [...FAKE_SPECS.values()] });
  expect(await window.ask(2, 'listWorkflows', {})).toEqual({ id: 2, result: ['first', 'second'] });
  expect(await window.ask(3, 'openWorkflow', { name: 'first' })).toEqual({ id: 3, result: { json } });
});

test.each(['../outside', '..', 'first.json/../../outside', '/etc/passwd', 'third', ''])(
  'a workflow named “%s” is not found, and the answer says which there are',
  async (name) => {
    const { window } = await startAndOpen();
    expect(await window.ask(1, 'openWorkflow', { name })).toEqual({
      id: 1,
      failure: { kind: 'user', message: `There is no workflow “${name}”`, hint: 'Choose one of these: first, second.' },
    });
  },
);

test('what is no request is answered as a failure', async () => {
  const { window } = await startAndOpen();
  window.send('not JSON');
  expect(await window.hears((message) => 'id' in message && message.id === 0)).toMatchObject({
    failure: { kind: 'bug' },
  });
  expect(await window.ask(4, 'formatDisk', {})).toMatchObject({ id: 4, failure: { kind: 'bug' } });
  expect(await window.ask(5, 'openWorkflow', { name: 7 })).toMatchObject({ id: 5, failure: { kind: 'bug' } });
  expect(await window.ask(6, 'listWorkflows', {})).toMatchObject({ id: 6, result: ['first', 'second'] });
});

test('a run is given the workflow and its name, and every window hears its events', async () => {
  const engine = createFakeEngine();
  const { server, cookie, window } = await startAndOpen(engine);
  const other = await openWindow(server, cookie);
  const runId = await startRun(window, 1);
  await other.hears(isEvent('run-finished', runId));
  expect(engine.started.map(({ workflow, options }) => [workflow, options.runId, options.name])).toEqual([
    [fakeWorkflow(), runId, 'first'],
  ]);
  expect(eventsOf(other)).toEqual([
    { event: { runId, kind: 'run-started', nodes: ['sink', 'source'] } },
    { event: { runId, kind: 'run-finished', status: 'done', seconds: 0 } },
  ]);
});

test('a workflow that cannot run is answered with everything that is wrong, and does not run', async () => {
  const engine = createFakeEngine();
  const { window } = await startAndOpen(engine);
  const broken = { ...fakeWorkflow(), edges: [] };
  const answer = await window.ask(1, 'startRun', { json: serializeWorkflow(broken), name: 'broken' });
  expect(answer).toMatchObject({ failure: { kind: 'user', message: expect.stringContaining('Sink needs “text”') } });
  expect(await window.ask(2, 'startRun', { json: '{"format": 1}', name: 'no workflow' })).toMatchObject({
    failure: { kind: 'user', message: expect.stringContaining('Not a Patchloom workflow') },
  });
  expect(engine.started).toEqual([]);
});

test('runs go one after the other; one that is stopped while it waits is never started', async () => {
  const releases: (() => void)[] = [];
  const engine = createFakeEngine(async () => {
    await new Promise<void>((resolve) => releases.push(resolve));
    return 'done';
  });
  const { window } = await startAndOpen(engine);
  const first = await startRun(window, 1);
  const second = await startRun(window, 2);
  const third = await startRun(window, 3);
  await window.hears(isEvent('run-started', first));
  await window.ask(4, 'stopRun', { runId: second });
  expect(engine.started.length).toBe(1);
  releases.shift()?.();
  await window.hears(isEvent('run-started', third));
  releases.shift()?.();
  await window.hears(isEvent('run-finished', third));
  const order = window.heard.flatMap((message) =>
    'event' in message ? [[message.event.kind, message.event.runId]] : [],
  );
  expect(order).toEqual([
    ['run-started', first],
    ['run-finished', second],
    ['run-finished', first],
    ['run-started', third],
    ['run-finished', third],
  ]);
});

test('stopping a run aborts its signal', async () => {
  const engine = createFakeEngine(async ({ signal }) => {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    return 'stopped';
  });
  const { window } = await startAndOpen(engine);
  const runId = await startRun(window, 1);
  await window.hears(isEvent('run-started', runId));
  expect(await window.ask(2, 'stopRun', { runId })).toEqual({ id: 2, result: {} });
  expect(await window.hears(isEvent('run-finished', runId))).toMatchObject({ event: { status: 'stopped' } });
  expect(await window.ask(3, 'stopRun', { runId })).toEqual({ id: 3, result: {} });
});

test('a run that ends in a bug is told as such, and the next one runs', async () => {
  let isFirst = true;
  const engine = createFakeEngine(async () => {
    if (!isFirst) return 'done';
    isFirst = false;
    throw new TypeError('undefined is not a function');
  });
  const { window } = await startAndOpen(engine);
  const first = await startRun(window, 1);
  expect(await window.hears((message) => 'runId' in message)).toMatchObject({
    runId: first,
    failure: { kind: 'bug', message: 'undefined is not a function' },
  });
  expect(await window.hears(isEvent('run-finished', first))).toMatchObject({ event: { status: 'failed' } });
  const second = await startRun(window, 2);
  expect(await window.hears(isEvent('run-finished', second))).toMatchObject({ event: { status: 'done' } });
});

test('a window that opens late hears the run so far', async () => {
  const engine = createFakeEngine(async ({ runId, onEvent, signal }) => {
    onEvent({ runId, kind: 'node-started', node: 'source' });
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    return 'stopped';
  });
  const { server, cookie, window } = await startAndOpen(engine);
  const runId = await startRun(window, 1);
  await window.hears(isEvent('node-started', runId));
  const late = await openWindow(server, cookie);
  await late.hears(isEvent('node-started', runId));
  expect(eventsOf(late)).toEqual([
    { event: { runId, kind: 'run-started', nodes: ['sink', 'source'] } },
    { event: { runId, kind: 'node-started', node: 'source' } },
  ]);
});

test('closing the host stops what runs and refuses further requests', async () => {
  const engine = createFakeEngine(async ({ signal }) => {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    return 'stopped';
  });
  const server = await startTestHost(engine);
  const window = await openWindow(server, await server.signIn());
  await startRun(window, 1);
  await window.hears(isEvent('run-started'));
  await server.close();
  expect(engine.started[0]?.options.signal.aborted).toBe(true);
  await expect(server.get('/')).rejects.toThrow('ECONNREFUSED');
});
