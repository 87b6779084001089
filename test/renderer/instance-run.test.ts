import { describe, expect, test } from 'vitest';
import { makeSubgraph } from '../../src/core/make-subgraph.ts';
import type { ValueSummary } from '../../src/core/run-events.ts';
import { idsAt, runAt } from '../../src/renderer/state/instance-run.ts';
import { problemsIn } from '../../src/renderer/state/problems.ts';
import type { NodeRun } from '../../src/renderer/state/run-state.ts';
import { SAMPLE_SPECS } from '../support/sample-nodes.ts';
import { workflowOf } from '../support/workflow-of.ts';

const document = makeSubgraph(
  workflowOf({ words: 'sample/words', first: 'sample/join', second: 'sample/join', show: 'sample/show' }, [
    'words.text -> first.left',
    'first.text -> second.left',
    'second.text -> show.text',
  ]),
  SAMPLE_SPECS,
  { nodes: ['first', 'second'] },
  'Pair',
).workflow;

const text: ValueSummary = { type: 'text', text: '“both”', bytes: 4 };
const queued: NodeRun = { status: 'queued', log: [] };
const running: NodeRun = { status: 'running', log: ['warm'] };
const done: NodeRun = { status: 'done', seconds: 2, outputs: { text }, log: [] };
const cached: NodeRun = { status: 'cached', outputs: { text }, log: [] };
const failed: NodeRun = {
  status: 'failed',
  failure: { kind: 'user', message: 'No' },
  inputs: { left: '“a”' },
  log: [],
};
const statusOf = (first: NodeRun, second: NodeRun) =>
  runAt({ 'pair/first': first, 'pair/second': second }, document, 'pair')?.status;

describe('the run of an instance', () => {
  test('is told from the nodes inside it', () => {
    expect([
      statusOf(queued, queued),
      statusOf(running, queued),
      statusOf(done, queued),
      statusOf(done, done),
      statusOf(cached, cached),
      statusOf(cached, done),
      statusOf(done, failed),
    ]).toEqual(['queued', 'running', 'running', 'done', 'cached', 'done', 'failed']);
    expect(runAt({ show: done }, document, 'pair')).toBeUndefined();
  });

  test('has what came out behind its outputs, how far it is, and the time of all its nodes', () => {
    expect(runAt({ 'pair/first': done, 'pair/second': done }, document, 'pair')).toEqual({
      status: 'done',
      progress: { done: 2, total: 2, unit: 'nodes' },
      outputs: { text },
      seconds: 4,
      log: [],
    });
    expect(runAt({ 'pair/first': done, 'pair/second': running }, document, 'pair')).toMatchObject({
      progress: { done: 1, total: 2 },
      log: ['warm'],
    });
  });

  test('has the failure of the node that failed', () => {
    expect(runAt({ 'pair/first': failed, 'pair/second': queued }, document, 'pair')).toMatchObject({
      status: 'failed',
      failure: { message: 'No' },
      inputs: { left: '“a”' },
    });
  });

  test('is the same object for the same state: nothing is drawn anew', () => {
    const nodes = { 'pair/first': done, 'pair/second': running };
    expect(runAt(nodes, document, 'pair')).toBe(runAt(nodes, document, 'pair'));
  });
});

test('of what holds for nodes, a canvas shows its own nodes and its instances', () => {
  const nodes = { show: failed, 'pair/first': failed, 'pair/inner/deep': failed, other: done };
  const hasFailed = ({ status }: NodeRun) => status === 'failed';
  expect([idsAt(nodes, '', hasFailed), idsAt(nodes, 'pair', hasFailed)]).toEqual([
    ['show', 'pair'],
    ['first', 'inner'],
  ]);
});

test('a problem inside an instance is the instance’s on the canvas around it, and the node’s inside', () => {
  const problem = { code: 'bad-value', message: 'No', hint: '' } as const;
  const problems = [
    { ...problem, node: 'show', port: 'text' },
    { ...problem, node: 'pair/first', port: 'left' },
  ];
  expect(problemsIn(problems, '')).toEqual([
    { ...problem, node: 'show', port: 'text' },
    { ...problem, node: 'pair' },
  ]);
  expect(problemsIn(problems, 'pair')).toEqual([{ ...problem, node: 'first', port: 'left' }]);
});
