import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareWorkflows, isUnchanged } from '../../src/core/compare-workflows.ts';
import { connect, disconnect, moveNodes, removeNodes, setWidget } from '../../src/core/edits.ts';
import { addGroup, addNote, changeBox } from '../../src/core/edits-boxes.ts';
import { changeNodes } from '../../src/core/edits-nodes.ts';
import type { Workflow } from '../../src/core/workflow.ts';
import { fakeWorkflow } from '../support/fake-engine.ts';

const box = { position: [0, 0], size: [80, 80] } as const;
const EDITS: Readonly<Record<string, (workflow: Workflow) => Workflow>> = {
  widget: (workflow) => setWidget(workflow, 'source', 'count', 4),
  look: (workflow) => changeNodes(workflow, ['source'], { mode: 'mute' }),
  wire: (workflow) => disconnect(workflow, { node: 'sink', port: 'text' }),
  otherWire: (workflow) => connect(workflow, { node: 'source', port: 'count' }, { node: 'sink', port: 'text' }),
  place: (workflow) => moveNodes(workflow, { sink: [7, 7] }),
  note: (workflow) => addNote(workflow, box, 'mind').workflow,
  frame: (workflow) => addGroup(workflow, box, 'part').workflow,
  title: (workflow) => ({ ...workflow, meta: { ...workflow.meta, title: 'mine' } }),
};

describe('comparing two versions', () => {
  test('names values, looks, wires, notes and what is said of the whole', () => {
    const before = fakeWorkflow();
    const after = Object.values(EDITS).reduce((workflow, edit) => edit(workflow), before);
    expect(compareWorkflows(before, after)).toEqual({
      nodes: [
        {
          kind: 'changed',
          id: 'source',
          node: after.nodes.source,
          fields: [
            { kind: 'widget', name: 'count', before: 1, after: 4 },
            { kind: 'look', name: 'mode', before: undefined, after: 'mute' },
          ],
        },
      ],
      wires: [
        { kind: 'removed', from: { node: 'source', port: 'text' }, to: { node: 'sink', port: 'text' } },
        { kind: 'added', from: { node: 'source', port: 'count' }, to: { node: 'sink', port: 'text' } },
      ],
      boxes: [
        { kind: 'added', what: 'group', text: 'part' },
        { kind: 'added', what: 'note', text: 'mind' },
      ],
      meta: [{ kind: 'look', name: 'title', before: undefined, after: 'mine' }],
      subgraphs: [],
      moved: 1,
    });
  });

  test('a node that is gone is removed, and its wires with it', () => {
    const before = fakeWorkflow();
    const { nodes, wires } = compareWorkflows(before, removeNodes(before, ['sink']));
    expect(nodes.map(({ kind, id }) => [kind, id])).toEqual([['removed', 'sink']]);
    expect(wires.map(({ kind }) => kind)).toEqual(['removed']);
  });

  test('a note that was written in is changed, one that was dragged is only moved', () => {
    const before = addNote(fakeWorkflow(), box, 'mind').workflow;
    const written = changeBox(before, 'notes', 'note', { text: 'never mind' });
    const dragged = changeBox(before, 'notes', 'note', { position: [9, 9] });
    expect(compareWorkflows(before, written).boxes).toEqual([{ kind: 'changed', what: 'note', text: 'never mind' }]);
    expect(compareWorkflows(before, dragged)).toMatchObject({ boxes: [], moved: 1 });
  });

  const someEdits = fc.uniqueArray(fc.constantFrom(...Object.keys(EDITS)));
  const editedBy = (names: readonly string[]) =>
    names.reduce((workflow, name) => EDITS[name]?.(workflow) ?? workflow, fakeWorkflow());

  test('a version and itself are the same, however its keys are ordered', () => {
    fc.assert(
      fc.property(someEdits, (names) => {
        const workflow = editedBy(names);
        const reordered = { ...workflow, nodes: Object.fromEntries(Object.entries(workflow.nodes).reverse()) };
        const changes = compareWorkflows(workflow, reordered);
        expect([isUnchanged(changes), changes.moved]).toEqual([true, 0]);
      }),
    );
  });

  test('the other way round, what was added is removed and what was before is after', () => {
    fc.assert(
      fc.property(someEdits, someEdits, (some, others) => {
        const [one, other] = [editedBy(some), editedBy(others)];
        const [there, back] = [compareWorkflows(one, other), compareWorkflows(other, one)];
        const flipped = { added: 'removed', removed: 'added', changed: 'changed' } as const;
        const kinds = (list: readonly { kind: keyof typeof flipped }[]) => list.map(({ kind }) => kind).sort();
        expect(kinds(back.wires)).toEqual(kinds(there.wires.map(({ kind }) => ({ kind: flipped[kind] }))));
        expect(kinds(back.boxes)).toEqual(kinds(there.boxes.map(({ kind }) => ({ kind: flipped[kind] }))));
        expect(back.nodes.map(({ id }) => id)).toEqual(there.nodes.map(({ id }) => id));
        expect(back.nodes.flatMap(({ fields }) => fields.map(({ before, after }) => [after, before]))).toEqual(
          there.nodes.flatMap(({ fields }) => fields.map(({ before, after }) => [before, after])),
        );
        expect(back.moved).toBe(there.moved);
      }),
    );
  });
});
