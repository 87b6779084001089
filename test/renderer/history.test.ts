import { expect, test } from 'vitest';
import { setWidget } from '../../src/core/edits.ts';
import type { Workflow } from '../../src/core/workflow.ts';
import { endGesture, record, redo, startHistory, undo } from '../../src/renderer/state/history.ts';
import { fakeWorkflow } from '../support/fake-engine.ts';

const first = fakeWorkflow();
const withText = (workflow: Workflow, text: string) => setWidget(workflow, 'source', 'text', text);
const textOf = (workflow: Workflow) => workflow.nodes.source?.widgets.text;

test('an edit is undone and redone', () => {
  const edited = record(startHistory(first), withText(first, 'b'));
  expect(textOf(edited.present)).toBe('b');
  expect(undo(edited).present).toBe(first);
  expect(redo(undo(edited)).present).toBe(edited.present);
});

test('edits of one gesture are one step', () => {
  let history = startHistory(first);
  for (const text of ['h', 'he', 'hey']) history = record(history, withText(history.present, text), 'typing');
  expect(textOf(history.present)).toBe('hey');
  expect(undo(history).present).toBe(first);
});

test('the same gesture again, after it has ended, is a step of its own', () => {
  let history = record(startHistory(first), withText(first, 'a'), 'typing');
  history = record(endGesture(history), withText(first, 'b'), 'typing');
  expect(textOf(undo(history).present)).toBe('a');
});

test('another edit in between ends a gesture', () => {
  let history = record(startHistory(first), withText(first, 'a'), 'typing');
  history = record(history, withText(first, 'b'));
  history = record(history, withText(first, 'c'), 'typing');
  expect(history.past.map(textOf)).toEqual(['hello', 'a', 'b']);
});

test('undoing in the middle of a gesture ends it', () => {
  const history = undo(record(startHistory(first), withText(first, 'a'), 'typing'));
  expect(undo(record(history, withText(first, 'b'), 'typing')).present).toBe(first);
});

test('an edit after undoing drops what was undone', () => {
  const history = record(undo(record(startHistory(first), withText(first, 'a'))), withText(first, 'b'));
  expect(redo(history)).toBe(history);
});

test('an edit that changes nothing is no step, and there is nothing before the first document', () => {
  const history = startHistory(first);
  expect(record(history, first)).toBe(history);
  expect(undo(history)).toBe(history);
});

test('the past does not grow without end', () => {
  let history = startHistory(first);
  for (let index = 0; index < 500; index++) history = record(history, withText(first, String(index)));
  expect(history.past.length).toBe(200);
  expect(textOf(undo(history).present)).toBe('498');
});
