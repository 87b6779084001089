import { describe, expect, test } from 'vitest';
import { setWidget } from '../../src/core/edits.ts';
import { exposeInput, exposeOutput, setCarry, setRepeat } from '../../src/core/edits-subgraphs.ts';
import { makeSubgraph } from '../../src/core/make-subgraph.ts';
import type { Workflow } from '../../src/core/workflow.ts';
import { closingEngines } from '../support/closing-engines.ts';
import { TEST_SPECS, testWorkflow } from '../support/test-engine.ts';

const createEngine = closingEngines();

/** 10 → loop (sum = what came before + number of the round) → show */
const once = makeSubgraph(
  testWorkflow(
    { ten: 'number', count: 'round', sum: 'add', show: 'show' },
    ['ten.value -> sum.a', 'count.value -> sum.b', 'sum.sum -> show.text'],
    { ten: { value: 10 } },
  ),
  TEST_SPECS,
  { nodes: ['count', 'sum'] },
  'Loop',
).workflow;
const loop = setCarry(setRepeat(once, 'loop', true), 'loop', 'sum', 'a');
const times = (count: number, workflow: Workflow = loop) => setWidget(workflow, 'loop', 'times', count);

async function shown(workflow: Workflow): Promise<string[]> {
  const { events, result } = await createEngine().run(workflow);
  expect(result.failed).toBeUndefined();
  return events.flatMap((event) => (event.kind === 'node-log' ? [event.message] : []));
}

describe('loops', () => {
  test('E39: what a round gives is what the next one gets, and the last one is what comes out', async () => {
    expect(await shown(times(1))).toEqual(['shown: 11']);
    expect(await shown(loop)).toEqual(['shown: 13']);
    // 10 + (1 + … + 100)
    expect(await shown(times(100))).toEqual(['shown: 5060']);
  });

  test('E39: rounds are told as loop#round/node, in their order', async () => {
    const { result } = await createEngine().run(times(3));
    expect(result.ran.filter((node) => node.endsWith('/sum'))).toEqual(['loop#1/sum', 'loop#2/sum', 'loop#3/sum']);
  });

  test('E40: one more round is one more round of work', async () => {
    const engine = createEngine();
    await engine.run(times(5));
    const { result } = await engine.run(times(6));
    expect([...result.ran].sort()).toEqual(['loop#6/count', 'loop#6/sum', 'show']);
    expect((await engine.run(times(3))).result.ran).toEqual(['show']);
  });

  test('E39: what is not carried is the same in each round, and rounds that are the same are worked out once', async () => {
    const { result } = await createEngine().run(times(4, setRepeat(once, 'loop', true)));
    expect(result.ran.filter((node) => node.endsWith('/sum'))).toEqual(['loop#4/sum']);
  });

  test('E41: a loop in a loop counts rounds of its own, and its number of rounds can be set from outside', async () => {
    const outer = makeSubgraph(loop, TEST_SPECS, { nodes: ['loop'] }, 'Outer').workflow;
    const exposed = exposeInput(outer, 'outer', { node: 'loop', port: 'times' });
    const nested = setCarry(setRepeat(exposed, 'outer', true), 'outer', 'sum', 'a');
    const set = (name: string, value: number, to: Workflow) => setWidget(to, 'outer', name, value);
    // “times” is the inner loop's, so the outer one's is called otherwise. 10 + 4 · (1 + 2 + 3)
    expect(await shown(set('times2', 4, set('times', 3, nested)))).toEqual(['shown: 34']);
  });

  test('E39: a list that is carried grows', async () => {
    const sub = makeSubgraph(
      testWorkflow({ item: 'round', more: 'gather', total: 'total', show: 'show' }, [
        'item.value -> more.second',
        'more.items -> total.values',
        'total.sum -> show.text',
      ]),
      TEST_SPECS,
      { nodes: ['item', 'more', 'total'] },
      'Loop',
    ).workflow;
    const open = exposeOutput(exposeInput(sub, 'loop', { node: 'more', port: 'first' }), 'loop', {
      node: 'more',
      port: 'items',
    });
    const growing = setCarry(setRepeat(open, 'loop', true), 'loop', 'items', 'first');
    expect(await shown(times(4, growing))).toEqual(['shown: 10']);
  });
});
