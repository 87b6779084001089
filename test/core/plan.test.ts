import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { connect, setWidget } from '../../src/core/edits.ts';
import { orderNodes, upstreamOf } from '../../src/core/graph.ts';
import { planRun } from '../../src/core/plan.ts';
import { parseWorkflow, serializeWorkflow, type Workflow } from '../../src/core/workflow.ts';
import { SAMPLE_SPECS } from '../support/sample-nodes.ts';
import { workflowOf } from '../support/workflow-of.ts';

describe('the plan of a run', () => {
  test('says for every input where its value comes from, and which nodes it is for', () => {
    const types = { show: 'sample/show', join: 'sample/join', words: 'sample/words', count: 'sample/count' };
    const wires = ['words.text -> join.left', 'count.number -> join.right', 'join.text -> show.text'];
    const plan = planRun(workflowOf(types, wires, { count: { width: 32 } }), SAMPLE_SPECS);
    const wire = (node: string, port: string) => ({ kind: 'wire', from: { node, port } });
    expect(plan).toEqual({
      steps: [
        { node: 'words', type: 'sample/words', inputs: { text: { kind: 'value', value: 'a panda' } } },
        {
          node: 'count',
          type: 'sample/count',
          inputs: {
            start: { kind: 'empty' },
            width: { kind: 'value', value: 32 },
            scale: { kind: 'value', value: 4 },
            seed: { kind: 'value', value: 0 },
            fast: { kind: 'value', value: false },
            format: { kind: 'value', value: 'mp4' },
          },
        },
        { node: 'join', type: 'sample/join', inputs: { left: wire('words', 'text'), right: wire('count', 'number') } },
        { node: 'show', type: 'sample/show', inputs: { text: wire('join', 'text') } },
      ],
      targets: ['show'],
      skipped: [],
    });
  });

  test('holds only what the nodes that show or save something need', () => {
    const types = { a: 'sample/words', unused: 'sample/words', idle: 'sample/join', show: 'sample/show' };
    const workflow = workflowOf(types, ['a.text -> show.text', 'unused.text -> idle.left']);
    expect(planRun(workflow, SAMPLE_SPECS).steps.map((step) => step.node)).toEqual(['a', 'show']);
    expect(planRun(workflow, SAMPLE_SPECS, ['idle']).steps.map((step) => step.node)).toEqual(['unused', 'idle']);
  });

  test('a wire takes the place of the value in a widget', () => {
    const workflow = workflowOf({ a: 'sample/words', b: 'sample/words', show: 'sample/show' }, [
      'a.text -> b.text',
      'b.text -> show.text',
    ]);
    expect(planRun(workflow, SAMPLE_SPECS).steps[1]?.inputs).toEqual({
      text: { kind: 'wire', from: { node: 'a', port: 'text' } },
    });
  });

  test('what validation would have refused is a bug to plan', () => {
    const round = workflowOf({ a: 'sample/join', show: 'sample/show' }, ['a.text -> a.left', 'a.text -> show.text']);
    expect(() => planRun(round, SAMPLE_SPECS)).toThrow('A workflow with a cycle cannot be planned');
    expect(() => planRun(round, SAMPLE_SPECS, ['nobody'])).toThrow('There is no node nobody to plan for');
    expect(() => planRun(workflowOf({ a: 'no/such' }), SAMPLE_SPECS, ['a'])).toThrow('Node a has no definition');
  });

  test('a chain of 10,000 nodes is planned without running out of stack', () => {
    const length = 10_000;
    const ids = Array.from({ length }, (_, index) => `n${index}`);
    const types = Object.fromEntries(ids.map((id, index) => [id, index === 0 ? 'sample/words' : 'sample/join']));
    const wires = ids.slice(1).map((id, index) => `n${index}.text -> ${id}.left`);
    const workflow = workflowOf({ ...types, show: 'sample/show' }, [...wires, `n${length - 1}.text -> show.text`]);
    expect(planRun(workflow, SAMPLE_SPECS).steps.map((step) => step.node)).toEqual([...ids, 'show']);
  });
});

describe('the order of nodes', () => {
  test('puts sources before readers, each node once, for every graph without circles', () => {
    fc.assert(
      fc.property(randomGraph({ circles: false }), (workflow) => {
        const ids = Object.keys(workflow.nodes);
        const { order, cycles } = orderNodes(workflow, ids);
        const place = new Map(order.map((id, index) => [id, index]));
        expect(cycles).toEqual([]);
        expect([...order].sort()).toEqual([...ids].sort());
        const early = workflow.edges.filter(({ from, to }) => (place.get(from.node) ?? 0) >= (place.get(to.node) ?? 0));
        expect(early).toEqual([]);
      }),
    );
  });

  test('for one target holds the target and what is upstream of it', () => {
    fc.assert(
      fc.property(randomGraph({ circles: false }), fc.nat(), (workflow, pick) => {
        const ids = Object.keys(workflow.nodes);
        const target = ids[pick % ids.length] ?? '';
        expect(new Set(orderNodes(workflow, [target]).order)).toEqual(upstreamOf(workflow, target));
      }),
    );
  });

  test('names circles that are there: each step of one is a wire', () => {
    fc.assert(
      fc.property(randomGraph({ circles: true }), (workflow) => {
        const { order, cycles } = orderNodes(workflow, Object.keys(workflow.nodes));
        const wires = new Set(workflow.edges.map(({ from, to }) => `${from.node} → ${to.node}`));
        const steps = cycles.flatMap((cycle) => cycle.map((id, index) => `${cycle[index + 1] ?? cycle[0]} → ${id}`));
        expect(steps.filter((step) => !wires.has(step))).toEqual([]);
        const inCircle = workflow.edges.some(({ from, to }) => upstreamOf(workflow, from.node).has(to.node));
        expect({ circles: cycles.length > 0, ordered: order.length > 0 }).toEqual({
          circles: inCircle,
          ordered: !inCircle,
        });
      }),
    );
  });

  test('wires from nodes that are not there, and targets that are not there, lead nowhere', () => {
    const workflow = workflowOf({ a: 'sample/join' }, ['ghost.text -> a.left']);
    expect(orderNodes(workflow, ['a', 'ghost'])).toEqual({ order: ['a'], cycles: [] });
  });
});

/** Up to 30 nodes with random wires; without circles, wires go from earlier to later nodes only. */
function randomGraph({ circles }: { circles: boolean }): fc.Arbitrary<Workflow> {
  const nodeCount = fc.integer({ min: 1, max: 30 });
  const pair = fc.tuple(fc.nat(), fc.nat());
  return fc.tuple(nodeCount, fc.array(pair, { maxLength: 60 })).map(([count, pairs]) => {
    const types = Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, 'sample/join']));
    const wires = pairs
      .map(([a, b]): [number, number] => [a % count, b % count])
      .filter(([from, to]) => circles || from < to)
      .map(([from, to], index) => `n${from}.text -> n${to}.p${index}`);
    // Ids in another order than the wires run, so that document order alone is not the answer.
    return workflowOf(Object.fromEntries(Object.entries(types).reverse()), wires);
  });
}

test('what is remembered of a node from an earlier plan holds for that node, with those wires', () => {
  const workflow = workflowOf({ words: 'sample/words', join: 'sample/join', show: 'sample/show' }, [
    'words.text -> join.left',
    'join.text -> show.text',
  ]);
  const before = planRun(workflow, SAMPLE_SPECS);
  const again = planRun(setWidget(workflow, 'words', 'text', 'a cat'), SAMPLE_SPECS);
  expect(again.steps.map((step, index) => step === before.steps[index])).toEqual([false, true, true]);
  const wired = connect(workflow, { node: 'words', port: 'text' }, { node: 'join', port: 'right' });
  const { words, show, join } = workflow.nodes;
  const copied = { ...workflow, nodes: { words, join, copy: show } as typeof workflow.nodes };
  const changes = [
    wired,
    { ...copied, edges: [{ from: { node: 'words', port: 'text' }, to: { node: 'copy', port: 'text' } }] },
  ];
  for (const changed of changes) {
    const fresh = parseWorkflow(serializeWorkflow(changed));
    expect(planRun(changed, SAMPLE_SPECS)).toEqual(planRun(fresh, SAMPLE_SPECS));
  }
});
