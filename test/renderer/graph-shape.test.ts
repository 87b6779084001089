import { expect, test } from 'vitest';
import { connect, moveNodes, removeNodes, setWidget } from '../../src/core/edits.ts';
import { changeNodes } from '../../src/core/edits-nodes.ts';
import { shapeOf } from '../../src/renderer/state/graph-shape.ts';
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
