import { expect, test, vi } from 'vitest';
import { connect, moveNodes, removeNodes, setWidget } from '../../src/core/edits.ts';
import { changeNodes } from '../../src/core/edits-nodes.ts';
import { editSubgraph, exposeInput } from '../../src/core/edits-subgraphs.ts';
import { makeSubgraph } from '../../src/core/make-subgraph.ts';
import { currentDocument, currentWorkflow, useDocument } from '../../src/renderer/state/document.ts';
import { specsAt } from '../../src/renderer/state/document-specs.ts';
import { sameSubgraphs, sceneOf, shapeOf } from '../../src/renderer/state/graph-shape.ts';
import { restedDocument } from '../../src/renderer/state/rested-document.ts';
import { fakeWorkflow } from '../support/fake-engine.ts';
import { SAMPLE_SPECS } from '../support/sample-nodes.ts';
import { workflowOf } from '../support/workflow-of.ts';

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

test('inside a subgraph a key changes neither the scene, nor that of the whole document, nor what nodes there are', () => {
  const { workflow } = makeSubgraph(
    workflowOf({ words: 'sample/words', join: 'sample/join', show: 'sample/show' }, [
      'words.text -> join.left',
      'join.text -> show.text',
    ]),
    SAMPLE_SPECS,
    { nodes: ['words', 'join'] },
    'Pair',
  );
  const [instance = ''] = Object.keys(workflow.nodes).filter((id) => id !== 'show');
  const { open, enter, edit } = useDocument.getState();
  open('inside', workflow);
  enter([instance]);
  const seen = () => [
    sceneOf(currentWorkflow()),
    sceneOf(currentDocument()),
    specsAt(SAMPLE_SPECS, currentDocument(), [instance]),
  ];
  const type = (text: string) => edit((canvas) => setWidget(canvas, 'words', 'text', text), 'widget words.text');
  // From the first edit on, the border stays where it is.
  type('p');
  const [canvas, document, specs] = seen();
  for (const text of ['pa', 'pan', 'pand', 'panda']) {
    type(text);
    const [canvasNow, documentNow, specsNow] = seen();
    expect([canvasNow === canvas, documentNow === document, specsNow === specs]).toEqual([true, true, true]);
  }
  edit((inside) => moveNodes(inside, { words: [9, 9] }));
  expect(seen().map((now, index) => now === [canvas, document, specs][index])).toEqual([false, false, true]);
});

test('the value inside that an instance has unless it is given one is seen from outside', () => {
  const { workflow } = makeSubgraph(
    workflowOf({ words: 'sample/words', join: 'sample/join' }, ['words.text -> join.left']),
    SAMPLE_SPECS,
    { nodes: ['join'] },
    'Join',
  );
  const [id = ''] = Object.keys(workflow.subgraphs);
  const exposed = exposeInput(workflow, id, { node: 'join', port: 'right' });
  const changed = editSubgraph(exposed, id, (inside) => setWidget(inside, 'join', 'right', 'other'));
  expect([
    sameSubgraphs(exposed.subgraphs, exposed.subgraphs),
    sameSubgraphs(exposed.subgraphs, changed.subgraphs),
  ]).toEqual([true, false]);
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
