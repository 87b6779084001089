import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedValues } from '../../src/core/changed-values.ts';
import { connect, moveNodes, setWidget } from '../../src/core/edits.ts';
import { changeNodes } from '../../src/core/edits-nodes.ts';
import { planRun } from '../../src/core/plan.ts';
import { validateWorkflow } from '../../src/core/validate.ts';
import type { Workflow } from '../../src/core/workflow.ts';
import { TEST_SPECS, testWorkflow } from '../support/test-engine.ts';

const graph = testWorkflow({ a: 'number', b: 'number', list: 'range', sum: 'add', choose: 'choose', show: 'show' }, [
  'a.value -> sum.a',
  'list.values -> sum.b',
  'b.value -> choose.one',
  'sum.sum -> choose.two',
  'choose.value -> show.text',
]);

test('tells which nodes have other values, and nothing where more has changed', () => {
  const changed = setWidget(setWidget(graph, 'a', 'value', 2), 'choose', 'pick', 2);
  expect(changedValues(graph, changed)).toEqual(['a', 'choose']);
  expect(changedValues(graph, moveNodes(graph, { b: [9, 9] }))).toEqual(['b']);
  expect(changedValues(graph, changeNodes(graph, ['a'], { mode: 'mute' }))).toBeUndefined();
  expect(
    changedValues(graph, connect(graph, { node: 'a', port: 'value' }, { node: 'sum', port: 'b' })),
  ).toBeUndefined();
});

type Edit = (workflow: Workflow) => Workflow;
const number = fc.constantFrom('a', 'b');
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(number, fc.integer({ min: 1, max: 3 })).map(
    ([id, value]): Edit =>
      (at) =>
        setWidget(at, id, 'value', value),
  ),
  number.map(
    (id): Edit =>
      (at) =>
        setWidget(at, id, 'value', 'no number'),
  ),
  fc.integer({ min: 1, max: 2 }).map(
    (pick): Edit =>
      (at) =>
        setWidget(at, 'choose', 'pick', pick),
  ),
  fc.constantFrom('a', 'b', 'sum').map(
    (id): Edit =>
      (at) =>
        changeNodes(at, [id], { mode: 'bypass' }),
  ),
  number.map(
    (node): Edit =>
      (at) =>
        connect(at, { node, port: 'value' }, { node: 'sum', port: 'a' }),
  ),
  number.map(
    (id): Edit =>
      (at) =>
        moveNodes(at, { [id]: [1, 2] }),
  ),
);

test('what is found of a document that was changed bit by bit is what is found of it when it is read anew', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 6 }), (edits) => {
      let workflow = graph;
      for (const change of edits) {
        workflow = change(workflow);
        const anew = structuredClone(workflow);
        const problems = validateWorkflow(workflow, TEST_SPECS);
        expect(problems).toEqual(validateWorkflow(anew, TEST_SPECS));
        if (problems.length === 0) expect(planRun(workflow, TEST_SPECS)).toEqual(planRun(anew, TEST_SPECS));
      }
    }),
  );
});
