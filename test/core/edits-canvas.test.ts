import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignBoxes, type Boxes, distributeBoxes } from '../../src/core/arrange.ts';
import { addGroup, addNote, boundsOf, changeBox, insideOf, removeBoxes } from '../../src/core/edits-boxes.ts';
import { healedWires, insertInto, removeNodesHealing, routeWire } from '../../src/core/edits-nodes.ts';
import {
  copyFragment,
  looksLikeFragment,
  parseFragment,
  pasteFragment,
  serializeFragment,
} from '../../src/core/fragment.ts';
import { emptyWorkflow, parseWorkflow, portName, serializeWorkflow, type Workflow } from '../../src/core/workflow.ts';
import { SAMPLE_SPECS } from '../support/sample-nodes.ts';
import { workflowOf } from '../support/workflow-of.ts';

const wires = (workflow: Workflow) => workflow.edges.map(({ from, to }) => `${portName(from)} -> ${portName(to)}`);
const chain = workflowOf({ a: 'sample/words', b: 'sample/join', show: 'sample/show', extra: 'sample/join' }, [
  'a.text -> b.left',
  'b.text -> show.text',
]);

describe('wires heal', () => {
  test('what a removed node was fed goes on to what read it', () => {
    expect(wires(removeNodesHealing(chain, SAMPLE_SPECS, ['b']))).toEqual(['a.text -> show.text']);
    expect(healedWires(chain, SAMPLE_SPECS, ['b'])).toBe(1);
    expect(healedWires(chain, SAMPLE_SPECS, ['a', 'b'])).toBe(0);
  });

  test('a node is put into a wire, and taken out again', () => {
    const wire = chain.edges[0];
    if (!wire) throw new Error('The chain has no wire');
    const inserted = insertInto(chain, SAMPLE_SPECS, 'extra', wire);
    expect(wires(inserted).sort()).toEqual(['a.text -> extra.left', 'b.text -> show.text', 'extra.text -> b.left']);
    expect(wires(removeNodesHealing(inserted, SAMPLE_SPECS, ['extra'])).sort()).toEqual(wires(chain).sort());
  });

  test('a node that does not fit into a wire changes nothing', () => {
    const wire = chain.edges[1];
    if (!wire) throw new Error('The chain has no second wire');
    expect(insertInto(chain, SAMPLE_SPECS, 'b', wire)).toBe(chain);
    expect(insertInto(chain, SAMPLE_SPECS, 'a', wire)).toBe(chain);
  });

  test('a wire is led past points and made straight again', () => {
    const to = { node: 'b', port: 'left' };
    const led = routeWire(chain, to, [
      [10, 20],
      [30, 40],
    ]);
    expect(led.edges[0]?.via).toEqual([
      [10, 20],
      [30, 40],
    ]);
    expect(routeWire(led, to, [])).toEqual(chain);
    expect(parseWorkflow(serializeWorkflow(led))).toEqual(parseWorkflow(serializeWorkflow(led)));
    expect(parseWorkflow(serializeWorkflow(led)).edges).toEqual(led.edges);
  });
});

describe('the clipboard', () => {
  test('takes nodes with the wires between them, and the wires from outside for those who want them', () => {
    const copied = parseFragment(serializeFragment(copyFragment(chain, { nodes: ['b', 'show'] })));
    const plain = pasteFragment(chain, copied, [8, 16]);
    expect(plain.nodes).toEqual(['b-2', 'show-2']);
    expect(wires(plain.workflow).slice(2)).toEqual(['b-2.text -> show-2.text']);
    expect(plain.workflow.nodes['b-2']?.position).toEqual([8, 16]);
    const wired = pasteFragment(chain, copied, [0, 0], SAMPLE_SPECS);
    expect(wires(wired.workflow).slice(2)).toEqual(['b-2.text -> show-2.text', 'a.text -> b-2.left']);
  });

  test('into another document, wires from nodes that are not there are left out', () => {
    const copied = copyFragment(chain, { nodes: ['b'] });
    expect(wires(pasteFragment(emptyWorkflow(), copied, [0, 0], SAMPLE_SPECS).workflow)).toEqual([]);
  });

  test('a whole workflow can be pasted', () => {
    const { workflow } = pasteFragment(emptyWorkflow(), parseFragment(serializeWorkflow(chain)), [0, 0]);
    expect(workflow).toEqual(parseWorkflow(serializeWorkflow(chain)));
  });

  test('other texts are told from it, and damaged ones are refused', () => {
    expect(['a panda', '{"a":1}', '[]', ''].filter(looksLikeFragment)).toEqual([]);
    expect(() => parseFragment('{"format":"patchloom/workflow"}')).toThrow('Not a Patchloom workflow');
    const lost = { ...chain, nodes: {} };
    expect(() => pasteFragment(chain, { content: lost, inputs: [] }, [0, 0])).toThrow('which is not in it');
  });

  test('copying everything into an empty document gives the same document', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('sample/words', 'sample/join', 'sample/count'), { maxLength: 8 }),
        (types) => {
          const workflow = workflowOf(Object.fromEntries(types.map((type, index) => [`n${index}x`, type])));
          const { workflow: framed } = addGroup(workflow, { position: [0, 0], size: [10, 10] }, 'All');
          const { workflow: noted } = addNote(framed, { position: [1, 2], size: [3, 4] }, '# Hi');
          const copied = copyFragment(noted, { nodes: Object.keys(noted.nodes), groups: ['group'], notes: ['note'] });
          expect(pasteFragment(emptyWorkflow(), parseFragment(serializeFragment(copied)), [0, 0]).workflow).toEqual(
            noted,
          );
        },
      ),
    );
  });
});

describe('groups and notes', () => {
  const box = { position: [0, 0], size: [100, 100] } as const;

  test('have ids of their own and can be changed and removed', () => {
    const first = addGroup(emptyWorkflow(), box, 'One');
    const second = addGroup(first.workflow, box, 'Two');
    expect([first.id, second.id]).toEqual(['group', 'group-2']);
    const changed = changeBox(second.workflow, 'groups', 'group-2', { title: 'Three', color: 'red', size: [5, 6] });
    expect(changed.groups[1]).toEqual({ id: 'group-2', title: 'Three', color: 'red', position: [0, 0], size: [5, 6] });
    expect(changeBox(changed, 'groups', 'group-2', { color: undefined }).groups[1]).not.toHaveProperty('color');
    expect(removeBoxes(changed, ['group', 'group-2'], [])).toEqual(emptyWorkflow());
  });

  test('a frame carries what has its middle inside', () => {
    const boxes = {
      inside: { position: [10, 10], size: [20, 20] },
      halfOut: { position: [80, 80], size: [30, 30] },
      outside: { position: [95, 0], size: [20, 20] },
    } as const;
    expect(insideOf(box, boxes)).toEqual(['inside', 'halfOut']);
    expect(boundsOf(Object.values(boxes))).toEqual({ position: [10, 0], size: [105, 110] });
    expect(boundsOf([])).toBeUndefined();
  });
});

describe('arranging', () => {
  const boxes: fc.Arbitrary<Boxes> = fc
    .array(fc.tuple(fc.nat(999), fc.nat(999), fc.integer({ min: 1, max: 200 })), { minLength: 3, maxLength: 9 })
    .map((all) =>
      Object.fromEntries(all.map(([x, y, side], index) => [`n${index}`, { position: [x, y], size: [side, side] }])),
    );

  test('aligned boxes share a side and keep the other place', () => {
    fc.assert(
      fc.property(boxes, (all) => {
        const left = alignBoxes(all, 'left');
        expect(new Set(Object.values(left).map(([x]) => x)).size).toBe(1);
        expect(Object.entries(left).map(([id, [, y]]) => y === all[id]?.position[1])).not.toContain(false);
        const bottoms = Object.entries(alignBoxes(all, 'bottom')).map(([id, [, y]]) => y + (all[id]?.size[1] ?? 0));
        expect(new Set(bottoms).size).toBe(1);
      }),
    );
  });

  test('distributed boxes have the same gaps, within a pixel', () => {
    fc.assert(
      fc.property(boxes, (all) => {
        const places = Object.entries(distributeBoxes(all, 'across')).map(([id, [x]]) => [x, all[id]?.size[0] ?? 0]);
        const sorted = Object.entries(all)
          .map(([id], index) => ({ start: all[id]?.position[0] ?? 0, place: places[index] ?? [0, 0] }))
          .sort((a, b) => a.start - b.start)
          .map(({ place }) => place);
        const gaps = sorted.slice(1).map(([x = 0], index) => x - (sorted[index]?.[0] ?? 0) - (sorted[index]?.[1] ?? 0));
        expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(2);
      }),
    );
  });

  test('two have nothing to be distributed between', () => {
    const box = { position: [0, 0], size: [1, 1] } as const;
    expect(distributeBoxes({ a: box, b: box }, 'down')).toEqual({});
    expect(alignBoxes({}, 'top')).toEqual({});
  });
});
