import { expect, test, vi } from 'vitest';
import { connect, moveNodes, removeNodes, setWidget } from '../../src/core/edits.ts';
import { changeNodes } from '../../src/core/edits-nodes.ts';
import { currentDocument, useDocument } from '../../src/renderer/state/document.ts';
import { sceneOf, shapeOf } from '../../src/renderer/state/graph-shape.ts';
import { restedDocument } from '../../src/renderer/state/rested-document.ts';
import { fakeWorkflow } from '../support/fake-engine.ts';

test('values, places and looks leave the shape as it is; names, wires and nodes change it', () => {
  const workflow = fakeWorkflow();
  const isSame = (next: typeof workflow) => {
    const before = shapeOf(workflow);
    const after = shapeOf(next);
    return before === after;
  };
  expect(isSame(setWidget(workflow, 'source', 'text', 'other'))).toBe(true);
  expect(isSame(moveNodes(workflow, { sink: [9, 9] }))).toBe(true);
  expect(isSame(changeNodes(workflow, ['sink'], { collapsed: true }))).toBe(true);
  expect(isSame(changeNodes(workflow, ['sink'], { title: 'mine' }))).toBe(false);
  expect(isSame(connect(workflow, { node: 'source', port: 'count' }, { node: 'sink', port: 'text' }))).toBe(false);
  expect(isSame(removeNodes(workflow, ['sink']))).toBe(false);
});

test('only values of widgets leave the scene as it is, over many keys; what is drawn otherwise changes it', () => {
  const workflow = fakeWorkflow();
  const scene = sceneOf(workflow);
  const typed = [...'panda'].reduce((before, letter) => setWidget(before, 'source', 'text', letter), workflow);
  expect(sceneOf(typed)).toBe(scene);
  const moved = moveNodes(typed, { sink: [9, 9] });
  expect(sceneOf(moved)).toBe(moved);
  expect(sceneOf(setWidget(moved, 'source', 'text', 'cub'))).toBe(moved);
  const collapsed = changeNodes(moved, ['sink'], { collapsed: true });
  expect(sceneOf(collapsed)).toBe(collapsed);
});

test('who looks all of the document over follows when the typing rests, or the field is left', () => {
  vi.useFakeTimers();
  const { open, edit, endGesture } = useDocument.getState();
  open('typing', fakeWorkflow());
  const type = (text: string) => edit((workflow) => setWidget(workflow, 'source', 'text', text), 'widget source.text');
  const opened = restedDocument();
  type('p');
  vi.advanceTimersByTime(100);
  type('pa');
  vi.advanceTimersByTime(100);
  expect([restedDocument() === opened, currentDocument() === opened]).toEqual([true, false]);
  vi.advanceTimersByTime(100);
  expect(restedDocument()).toBe(currentDocument());
  type('pan');
  endGesture();
  expect(restedDocument()).toBe(currentDocument());
  edit((workflow) => moveNodes(workflow, { sink: [9, 9] }), 'move');
  expect(restedDocument()).toBe(currentDocument());
  vi.useRealTimers();
});
