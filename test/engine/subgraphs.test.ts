import { describe, expect, test } from 'vitest';
import { setWidget } from '../../src/core/edits.ts';
import { exposeInput } from '../../src/core/edits-subgraphs.ts';
import { copyFragment, pasteFragment } from '../../src/core/fragment.ts';
import { makeSubgraph } from '../../src/core/make-subgraph.ts';
import type { Workflow } from '../../src/core/workflow.ts';
import { closingEngines } from '../support/closing-engines.ts';
import { TEST_SPECS, type TestRun, testWorkflow } from '../support/test-engine.ts';

const createEngine = closingEngines();

const shown = ({ events }: TestRun) =>
  events.flatMap((event) =>
    event.kind === 'node-finished' && event.outputs.text ? [`${event.node}: ${event.outputs.text.text}`] : [],
  );

/** 2 + 3 is shown; what adds is to become a subgraph. */
const plain = testWorkflow(
  { two: 'number', three: 'number', sum: 'add', twice: 'add', show: 'show' },
  ['two.value -> sum.a', 'three.value -> sum.b', 'sum.sum -> twice.a', 'sum.sum -> twice.b', 'twice.sum -> show.text'],
  { two: { value: 2 }, three: { value: 3 } },
);

function nested(): Workflow {
  const inner = makeSubgraph(plain, TEST_SPECS, { nodes: ['three', 'sum'] }, 'Plus three').workflow;
  return makeSubgraph(inner, TEST_SPECS, { nodes: ['plus-three', 'twice'] }, 'Twice that').workflow;
}

describe('runs with subgraphs', () => {
  test('E32: the nodes inside are run and told as instance/node', async () => {
    const run = await createEngine().run(nested());
    expect(run.events[0]).toEqual({
      runId: 'r',
      kind: 'run-started',
      nodes: ['two', 'twice-that/plus-three/three', 'twice-that/plus-three/sum', 'twice-that/twice', 'show'],
    });
    expect(shown(run)).toEqual(['show: 10']);
  });

  test('E33: a subgraph and its nodes without it have the same results', async () => {
    const { run } = createEngine();
    await run(plain);
    const { result } = await run(nested());
    expect(result.ran).toEqual([]);
    expect(result.cached).toEqual([
      'two',
      'twice-that/plus-three/three',
      'twice-that/plus-three/sum',
      'twice-that/twice',
      'show',
    ]);
  });

  test('E33: instances with the same values are worked out once, those with others apart', async () => {
    const once = makeSubgraph(plain, TEST_SPECS, { nodes: ['two', 'three', 'sum', 'twice', 'show'] }, 'All').workflow;
    const open = exposeInput(once, 'all', { node: 'two', port: 'value' });
    const paste = (workflow: Workflow) =>
      pasteFragment(workflow, copyFragment(open, { nodes: ['all'] }), [0, 0]).workflow;
    const { result, events } = await createEngine().run(setWidget(paste(paste(open)), 'all-3', 'value', 4));
    expect(result.ran.filter((id) => id.endsWith('/sum'))).toEqual(['all/sum', 'all-3/sum']);
    const sums = events.flatMap((event) =>
      (event.kind === 'node-finished' || event.kind === 'node-cached') && event.node.endsWith('/twice')
        ? [`${event.node}: ${event.outputs.sum?.text}`]
        : [],
    );
    expect(sums.sort()).toEqual(['all-2/twice: 10', 'all-3/twice: 14', 'all/twice: 10']);
  });

  test('E32: a failure inside names the way in', async () => {
    const failing = testWorkflow({ one: 'number', bad: 'fail', show: 'show' }, [
      'one.value -> bad.a',
      'bad.b -> show.text',
    ]);
    const { result } = await createEngine().run(makeSubgraph(failing, TEST_SPECS, { nodes: ['bad'] }, 'Part').workflow);
    expect([result.status, result.failed?.node]).toEqual(['failed', 'part/bad']);
  });
});
