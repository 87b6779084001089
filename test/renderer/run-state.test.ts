import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/core/run-events.ts';
import { foldAsked, foldEvent, foldFailure, NO_RUN, type RunState } from '../../src/renderer/state/run-state.ts';

const runId = 'one';
const file = { path: '/out/a.mp4', name: 'a.mp4', mediaType: 'video/mp4', bytes: 9 };
const progress = { done: 3, total: 20, unit: 'steps', rate: 4, secondsLeft: 4.25 };
const started: RunEvent = { runId, kind: 'run-started', nodes: ['prompt', 'sampler', 'save'] };

const fold = (events: readonly RunEvent[], state: RunState = NO_RUN) => events.reduce(foldEvent, state);

test('a run from start to end', () => {
  const running = fold([
    started,
    { runId, kind: 'node-started', node: 'prompt' },
    {
      runId,
      kind: 'node-finished',
      node: 'prompt',
      outputs: { text: { type: 'text', text: 'a cat', bytes: 10 } },
      seconds: 0.1,
    },
    { runId, kind: 'node-started', node: 'sampler' },
    { runId, kind: 'node-progress', node: 'sampler', progress },
    { runId, kind: 'node-log', node: 'sampler', message: 'warm' },
  ]);
  expect(running).toEqual({
    ...NO_RUN,
    runId,
    status: 'running',
    nodes: {
      prompt: { status: 'done', log: [], outputs: { text: { type: 'text', text: 'a cat', bytes: 10 } }, seconds: 0.1 },
      sampler: { status: 'running', log: ['warm'], progress },
      save: { status: 'queued', log: [] },
    },
  });
  const outputs = { file: { type: 'file' as const, text: 'a.mp4', bytes: 0, file } };
  const done = fold(
    [
      { runId, kind: 'node-finished', node: 'sampler', outputs: {}, seconds: 5 },
      { runId, kind: 'node-started', node: 'save' },
      { runId, kind: 'node-finished', node: 'save', outputs, seconds: 1 },
      { runId, kind: 'run-finished', status: 'done', seconds: 6.1 },
    ],
    running,
  );
  expect([done.status, done.seconds, done.outputs]).toEqual(['done', 6.1, [{ runId, node: 'save', file }]]);
});

test('the same events heard again, after a break of the connection, lead to the same state', () => {
  const outputs = { file: { type: 'file' as const, text: 'a.mp4', bytes: 0, file } };
  const events: RunEvent[] = [
    started,
    { runId, kind: 'node-finished', node: 'save', outputs, seconds: 1 },
    { runId, kind: 'run-finished', status: 'done', seconds: 6.1 },
  ];
  expect(fold(events, fold(events))).toEqual(fold(events));
});

test('a node that did not have to run shows what it made before; its file is listed once', () => {
  const outputs = { file: { type: 'file' as const, text: 'a.mp4', bytes: 0, file } };
  const picture = { url: 'data:,', width: 1, height: 1 };
  const first = fold([started, { runId, kind: 'node-finished', node: 'save', outputs, seconds: 1 }]);
  const second = fold(
    [
      { runId: 'two', kind: 'run-started', nodes: ['save'] },
      { runId: 'two', kind: 'node-cached', node: 'save', outputs, picture },
    ],
    first,
  );
  expect(second.nodes).toEqual({ save: { status: 'cached', log: [], outputs, picture } });
  expect(second.outputs).toEqual([{ runId, node: 'save', file }]);
  const reopened = fold([started, { runId, kind: 'node-cached', node: 'save', outputs }]);
  expect(reopened.outputs).toEqual([{ runId, node: 'save', file }]);
});

test('files in lists are listed one by one, and a node that was skipped says why', () => {
  const items = ['a.mp4', 'b.mp4'].map((name) => ({
    type: 'file' as const,
    text: name,
    bytes: 0,
    file: { ...file, name },
  }));
  const outputs = { file: { type: 'file' as const, text: '2 × file', bytes: 0, items } };
  const { nodes, outputs: listed } = fold([
    started,
    { runId, kind: 'node-skipped', node: 'prompt', reason: 'not-chosen' },
    { runId, kind: 'node-skipped', node: 'elsewhere', reason: 'not-needed' },
    { runId, kind: 'node-finished', node: 'save', outputs, seconds: 1 },
  ]);
  expect(listed.map((output) => output.file.name)).toEqual(['b.mp4', 'a.mp4']);
  expect(nodes.prompt).toEqual({ status: 'skipped', log: [], reason: 'not-chosen' });
  expect(nodes.elsewhere).toBeUndefined();
});

test('stopping leaves no node running or queued', () => {
  const { nodes, status } = fold([
    started,
    { runId, kind: 'node-started', node: 'prompt' },
    { runId, kind: 'run-finished', status: 'stopped', seconds: 1 },
  ]);
  expect([status, nodes]).toEqual(['stopped', { prompt: { status: 'stopped', log: [] } }]);
});

test('a node that failed keeps why and what it was given', () => {
  const failure = { kind: 'user' as const, message: 'No pack “x”', hint: 'Choose another.' };
  const { nodes } = fold([started, { runId, kind: 'node-failed', node: 'prompt', failure, inputs: { name: '"x"' } }]);
  expect(nodes.prompt).toEqual({ status: 'failed', log: [], failure, inputs: { name: '"x"' } });
});

test('the newest file comes first, whatever run it is from', () => {
  const saved = (id: string, name: string): RunEvent[] => [
    { runId: id, kind: 'run-started', nodes: ['save'] },
    {
      runId: id,
      kind: 'node-finished',
      node: 'save',
      outputs: { file: { type: 'file', text: name, bytes: 0, file: { ...file, name } } },
      seconds: 1,
    },
  ];
  expect(fold([...saved('one', 'a.mp4'), ...saved('two', 'b.mp4')]).outputs.map((output) => output.file.name)).toEqual([
    'b.mp4',
    'a.mp4',
  ]);
});

test('events of another run change nothing', () => {
  const state = fold([started]);
  expect(fold([{ runId: 'old', kind: 'node-started', node: 'prompt' }], state)).toBe(state);
  expect(fold([{ runId: 'old', kind: 'run-finished', status: 'stopped', seconds: 0 }], state)).toBe(state);
});

test('a failure of the run itself is forgotten when the next one is asked for or starts', () => {
  const failed = foldFailure(NO_RUN, { kind: 'bug', message: 'oh' });
  expect(failed.failure?.message).toBe('oh');
  expect(fold([started], failed).failure).toBeUndefined();
  expect(foldAsked(failed).failure).toBeUndefined();
});
