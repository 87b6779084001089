import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { connect, disconnect, moveNodes, removeNodes } from '../../src/core/edits.ts';
import { routeWire } from '../../src/core/edits-nodes.ts';
import { makeSubgraph } from '../../src/core/make-subgraph.ts';
import { definitionOf } from '../../src/core/subgraph.ts';
import {
  borderSpecs,
  editWithBorder,
  INPUTS_ID,
  isBorder,
  mayWire,
  NEW_PORT,
  OUTPUTS_ID,
  openWithBorder,
} from '../../src/core/subgraph-border.ts';
import { documentSpecs } from '../../src/core/subgraph-specs.ts';
import { unpackSubgraph } from '../../src/core/unpack-subgraph.ts';
import { describeProblem, validateWorkflow } from '../../src/core/validate.ts';
import { parseWorkflow, portName, serializeWorkflow, type Workflow } from '../../src/core/workflow.ts';
import { SAMPLE_SPECS } from '../support/sample-nodes.ts';
import { workflowOf } from '../support/workflow-of.ts';

const ID = 'pair';
const WORDS = { inputs: ['Inputs', ''], outputs: ['Outputs', ''] } as const;

/** words → (first → second) → show, with the middle made a subgraph. */
const document = makeSubgraph(
  workflowOf({ words: 'sample/words', first: 'sample/join', second: 'sample/join', show: 'sample/show' }, [
    'words.text -> first.left',
    'words.text -> second.right',
    'first.text -> second.left',
    'second.text -> show.text',
  ]),
  SAMPLE_SPECS,
  { nodes: ['first', 'second'] },
  'Pair',
).workflow;

const wires = ({ edges }: Pick<Workflow, 'edges'>) =>
  edges.map(({ from, to }) => `${portName(from)} -> ${portName(to)}`).sort();
const portsOf = (workflow: Workflow) => {
  const { inputs = [], outputs = [] } = definitionOf(workflow, ID) ?? {};
  return {
    inputs: inputs.map(({ name, to }) => `${name} -> ${to.map(portName).join(' ')}`),
    outputs: outputs.map(({ name, from }) => `${portName(from)} -> ${name}`),
  };
};
const at = (node: string, port: string) => ({ node, port });

describe('the border of a subgraph', () => {
  test('inside, the ports are two nodes wired to what they lead to, beside all others', () => {
    const inside = openWithBorder(document, ID);
    expect(Object.keys(inside.nodes)).toEqual([INPUTS_ID, 'first', 'second', OUTPUTS_ID]);
    expect(wires(inside)).toEqual([
      '@inputs.left -> first.left',
      '@inputs.left -> second.right',
      'first.text -> second.left',
      'second.text -> @outputs.text',
    ]);
    const [left, right] = [inside.nodes[INPUTS_ID]?.position[0] ?? 0, inside.nodes[OUTPUTS_ID]?.position[0] ?? 0];
    const others = Object.entries(inside.nodes).flatMap(([id, { position }]) => (isBorder(id) ? [] : [position[0]]));
    expect(left).toBeLessThan(Math.min(...others));
    expect(right).toBeGreaterThan(Math.max(...others));
  });

  test('what changes no wire leaves the lists of wires and of ports as they are', () => {
    const moved = editWithBorder(document, ID, (inside) => moveNodes(inside, { first: [9, 9] }));
    const [before, after] = [definitionOf(document, ID), definitionOf(moved, ID)];
    expect(after).toEqual({
      ...before,
      nodes: { ...before?.nodes, first: { ...before?.nodes.first, position: [9, 9] } },
      inputsAt: openWithBorder(document, ID).nodes[INPUTS_ID]?.position,
      outputsAt: openWithBorder(document, ID).nodes[OUTPUTS_ID]?.position,
    });
    expect(openWithBorder(moved, ID).edges).toBe(openWithBorder(document, ID).edges);
  });

  test('a wire to “+” makes a port, called as the one inside', () => {
    const next = editWithBorder(document, ID, (inside) => {
      const fed = connect(inside, at(INPUTS_ID, NEW_PORT), at('first', 'right'));
      return connect(fed, at('first', 'text'), at(OUTPUTS_ID, NEW_PORT));
    });
    expect(portsOf(next)).toEqual({
      inputs: ['left -> first.left second.right', 'right -> first.right'],
      outputs: ['second.text -> text', 'first.text -> text2'],
    });
  });

  test('the wire of a port goes elsewhere, and what is outside stays', () => {
    const next = editWithBorder(document, ID, (inside) => connect(inside, at('first', 'text'), at(OUTPUTS_ID, 'text')));
    expect([portsOf(next).outputs, wires(next)]).toEqual([['first.text -> text'], wires(document)]);
  });

  test('a port without a wire is gone, with what it had outside', () => {
    const next = editWithBorder(document, ID, (inside) =>
      disconnect(disconnect(inside, at('first', 'left')), at('second', 'right')),
    );
    expect([portsOf(next).inputs, wires(next)]).toEqual([[], ['pair.text -> show.text']]);
    const without = editWithBorder(document, ID, (inside) => removeNodes(inside, ['second']));
    expect([portsOf(without), wires(without)]).toEqual([
      { inputs: ['left -> first.left'], outputs: [] },
      ['words.text -> pair.left'],
    ]);
  });

  test('wires at the border pass points, which are kept, and straightened again', () => {
    const bent = editWithBorder(document, ID, (inside) => {
      const led = routeWire(inside, at('second', 'right'), [[8, 16]]);
      return routeWire(led, at(OUTPUTS_ID, 'text'), [
        [100, 8],
        [120, 8],
      ]);
    });
    const read = parseWorkflow(serializeWorkflow(bent));
    const bends = (workflow: Workflow) =>
      openWithBorder(workflow, ID).edges.flatMap(({ to, via }) => (via ? [[portName(to), via]] : []));
    expect(bends(read)).toEqual([
      ['second.right', [[8, 16]]],
      [
        '@outputs.text',
        [
          [100, 8],
          [120, 8],
        ],
      ],
    ]);
    expect([portsOf(read), wires(read)]).toEqual([portsOf(document), wires(document)]);
    // A wire that is taken off takes its points with it.
    const cut = editWithBorder(read, ID, (inside) => disconnect(inside, at('second', 'right')));
    expect(bends(cut).map(([to]) => to)).toEqual(['@outputs.text']);
    const straight = editWithBorder(cut, ID, (inside) => routeWire(inside, at(OUTPUTS_ID, 'text'), []));
    expect(serializeWorkflow(straight)).not.toContain('via');
  });

  test('unpacked, a wire passes the points outside and those inside, one after the other', () => {
    const outside = routeWire(document, at('pair', 'left'), [[-40, 0]]);
    const bent = editWithBorder(outside, ID, (inside) => routeWire(inside, at('second', 'right'), [[8, 16]]));
    const { workflow } = unpackSubgraph(bent, SAMPLE_SPECS, 'pair');
    expect(workflow.edges.find(({ to }) => portName(to) === 'second.right')?.via).toEqual([
      [-40, 0],
      [8, 16],
    ]);
  });

  test('its nodes can be moved, which is kept, and not removed', () => {
    const moved = editWithBorder(document, ID, (inside) => moveNodes(inside, { [INPUTS_ID]: [-640, 8] }));
    expect(definitionOf(moved, ID)?.inputsAt).toEqual([-640, 8]);
    const read = parseWorkflow(serializeWorkflow(moved));
    expect(openWithBorder(read, ID).nodes[INPUTS_ID]?.position).toEqual([-640, 8]);
    const removed = editWithBorder(moved, ID, (inside) => removeNodes(inside, [INPUTS_ID, OUTPUTS_ID]));
    expect(portsOf(removed)).toEqual(portsOf(document));
  });

  test('what may be wired there follows from the types inside; nothing goes straight through', () => {
    const inside = openWithBorder(document, ID);
    const all = new Map(documentSpecs(document, SAMPLE_SPECS));
    for (const spec of borderSpecs(document, all, ID, WORDS)) all.set(spec.id, spec);
    const verdict = (from: string, to: string) => {
      const [start = '', out = ''] = from.split('.');
      const [end = '', input = ''] = to.split('.');
      return mayWire(inside, all, at(start, out), at(end, input)).ok;
    };
    expect([
      verdict('@inputs.left', 'first.right'),
      verdict('@inputs.+', 'first.right'),
      verdict('first.text', '@outputs.text'),
      verdict('first.text', '@outputs.+'),
      verdict('@inputs.left', '@outputs.text'),
      verdict('@inputs.+', '@outputs.+'),
      verdict('@inputs.+', 'first.nothing'),
      verdict('second.text', 'first.left'),
    ]).toEqual([true, true, true, true, false, false, false, false]);
  });

  test('whatever is wired and removed inside, the document can be written, read and checked', () => {
    const ends = ['first.left', 'first.right', 'second.left', 'second.right', '@outputs.text', '@outputs.+'];
    const starts = ['@inputs.left', '@inputs.right', '@inputs.+', 'first.text', 'second.text'];
    const edit = fc.oneof(
      fc.record({ from: fc.constantFrom(...starts), to: fc.constantFrom(...ends) }),
      fc.record({ cut: fc.constantFrom(...ends) }),
      fc.record({ remove: fc.constantFrom('first', 'second', INPUTS_ID) }),
      fc.record({ lead: fc.constantFrom(...ends), past: fc.array(fc.tuple(fc.integer(), fc.integer())) }),
    );
    const ref = (written: string) => at(written.split('.')[0] ?? '', written.split('.')[1] ?? '');
    const all = (workflow: Workflow) => {
      const specs = new Map(documentSpecs(workflow, SAMPLE_SPECS));
      for (const spec of borderSpecs(workflow, specs, ID, WORDS)) specs.set(spec.id, spec);
      return specs;
    };
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
        const end = edits.reduce((workflow: Workflow, step) => {
          return editWithBorder(workflow, ID, (inside) => {
            if ('cut' in step) return disconnect(inside, ref(step.cut));
            if ('lead' in step) return routeWire(inside, ref(step.lead), step.past);
            if ('remove' in step) return removeNodes(inside, [step.remove]);
            const [from, to] = [ref(step.from), ref(step.to)];
            return mayWire(inside, all(workflow), from, to).ok ? connect(inside, from, to) : inside;
          });
        }, document);
        const text = serializeWorkflow(end);
        expect(serializeWorkflow(parseWorkflow(text))).toBe(text);
        expect(text).not.toMatch(/"@|\+"/);
        const found = validateWorkflow(end, SAMPLE_SPECS).filter(({ code }) => code !== 'missing-input');
        expect(found.map(describeProblem)).toEqual([]);
      }),
    );
  });
});
