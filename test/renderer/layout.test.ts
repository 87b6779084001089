import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearestSegment, wirePath } from '../../src/renderer/canvas/wire-path.ts';
import { layOut } from '../../src/renderer/commands/lay-out.ts';
import { workflowOf } from '../support/workflow-of.ts';

describe('laying out', () => {
  const size = [240, 120] as const;
  const boxesOf = (ids: readonly string[]) =>
    Object.fromEntries(ids.map((id, index) => [id, { position: [index * 16 + 40, 80] as const, size }]));

  test('puts readers right of their sources, nothing on top of another, everything on the grid', () => {
    const graph = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 16 });
    fc.assert(
      fc.property(graph, (pairs) => {
        const ids = Array.from({ length: 10 }, (_, index) => `n${index}`);
        const wires = pairs.filter(([from, to]) => from < to).map(([from, to], at) => `n${from}.text -> n${to}.p${at}`);
        const workflow = workflowOf(Object.fromEntries(ids.map((id) => [id, 'sample/join'])), wires);
        const places = layOut(workflow, boxesOf(ids));
        const placeOf = (id: string) => places[id] ?? [Number.NaN, Number.NaN];
        for (const { from, to } of workflow.edges) {
          expect(placeOf(to.node)[0]).toBeGreaterThanOrEqual(placeOf(from.node)[0] + size[0]);
        }
        const all = ids.map(placeOf);
        const overlaps = all.some(([x, y], index) =>
          all.slice(index + 1).some(([u, v]) => Math.abs(x - u) < size[0] && Math.abs(y - v) < size[1]),
        );
        expect(overlaps).toBe(false);
        expect(all.flat().filter((value) => value % 8 !== 0)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  test('of some nodes leaves the others, and the upper left corner stays', () => {
    const workflow = workflowOf({ a: 'sample/words', b: 'sample/join', c: 'sample/show' }, ['a.text -> b.left']);
    const places = layOut(workflow, boxesOf(['a', 'b', 'c']), ['b', 'a']);
    expect(Object.keys(places).sort()).toEqual(['a', 'b']);
    expect([Math.min(...Object.values(places).map(([x]) => x)), places.a?.[1]]).toEqual([40, 80]);
    expect(layOut(workflow, {}, [])).toEqual({});
  });
});

describe('a wire', () => {
  test('leaves its output and enters its input to the right, and has its middle between them', () => {
    const { d, middle, degrees } = wirePath([0, 0], [200, 0], []);
    expect(d).toBe('M0,0 C100,0 100,0 200,0');
    expect([middle, degrees]).toEqual([[100, 0], 0]);
  });

  test('passes through its points', () => {
    const { d } = wirePath(
      [0, 0],
      [300, 0],
      [
        [100, 80],
        [200, 80],
      ],
    );
    expect(d.split(' ').filter((part) => ['100,80', '200,80', '300,0'].includes(part))).toHaveLength(3);
    expect(d.match(/C/g)).toHaveLength(3);
  });

  test('a new point goes between the two that it is nearest to', () => {
    const via = [[100, 100]] as const;
    expect(nearestSegment([0, 0], [200, 0], via, [30, 30])).toBe(0);
    expect(nearestSegment([0, 0], [200, 0], via, [180, 20])).toBe(1);
    expect(nearestSegment([0, 0], [200, 0], [], [500, 500])).toBe(0);
  });
});
