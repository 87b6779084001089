import { expect, test } from 'vitest';
import { moveNodes, removeNodes, setWidget } from '../../src/core/edits.ts';
import { changeNodes } from '../../src/core/edits-nodes.ts';
import { problemsOf } from '../../src/renderer/state/problems.ts';
import { FAKE_SPECS, fakeWorkflow } from '../support/fake-engine.ts';

const codes = (workflow: ReturnType<typeof fakeWorkflow>) => problemsOf(workflow, FAKE_SPECS).map(({ code }) => code);

test('moving nodes leaves the problems as they are, any other edit has them looked for again', () => {
  const broken = setWidget(fakeWorkflow(), 'source', 'count', 99);
  expect(codes(broken)).toEqual(['bad-value']);
  const moved = moveNodes(broken, { source: [80, 80] });
  expect(problemsOf(moved, FAKE_SPECS)).toBe(problemsOf(broken, FAKE_SPECS));
  expect(codes(setWidget(moved, 'source', 'count', 2))).toEqual([]);
  expect(codes(removeNodes(moved, ['source']))).toEqual(['missing-input']);
  expect(codes(changeNodes(moved, ['source'], { mode: 'mute' }))).toEqual(['nothing-to-run']);
});
