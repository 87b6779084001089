import { describe, expect, test } from 'vitest';
import { setWidget } from '../../src/core/edits.ts';
import { changeNodes } from '../../src/core/edits-nodes.ts';
import { listOutputs } from '../../src/core/lists.ts';
import { describeProblem, validateWorkflow } from '../../src/core/validate.ts';
import { closingEngines } from '../support/closing-engines.ts';
import { TEST_SPECS, type TestRun, testWorkflow } from '../support/test-engine.ts';

const createEngine = closingEngines();

/** What was shown, and how each node ended. */
function told({ events }: TestRun): string[] {
  return events.flatMap((event) => {
    switch (event.kind) {
      case 'node-finished':
      case 'node-cached':
        return [
          `${event.node} ${event.kind === 'node-cached' ? 'cached' : 'ran'}: ${Object.values(event.outputs)[0]?.text}`,
        ];
      case 'node-skipped':
        return [`${event.node} skipped: ${event.reason}`];
      case 'node-failed':
        return [`${event.node} failed: ${event.failure.message}`];
      default:
        return [];
    }
  });
}

describe('branches', () => {
  const choosing = (types: Record<string, string>, wires: string[], widgets: Record<string, Record<string, unknown>>) =>
    testWorkflow(
      { one: 'number', two: 'number', sum: 'add', choose: 'choose', show: 'show', ...types },
      ['two.value -> sum.a', 'one.value -> choose.one', 'sum.sum -> choose.two', 'choose.value -> show.text', ...wires],
      { two: { value: 2 }, ...widgets },
    );

  test('E34: what leads to a branch that is not chosen is not run, and told as such', async () => {
    const { run } = createEngine();
    const workflow = choosing({}, [], { choose: { pick: 1 } });
    const first = await run(workflow);
    expect(told(first)).toEqual([
      'two skipped: not-chosen',
      'sum skipped: not-chosen',
      'one ran: 1',
      'choose ran: 1',
      'show ran: 1',
    ]);
    expect(first.result.skipped.map(({ node }) => node)).toEqual(['two', 'sum']);
    expect(told(await run(setWidget(workflow, 'choose', 'pick', 2)))).toEqual([
      'one skipped: not-chosen',
      'two ran: 2',
      'sum ran: 2',
      'choose ran: 2',
      'show ran: 2',
    ]);
  });

  test('E34: where a wire chooses, the branch is run once that is known', async () => {
    const { run } = createEngine();
    const workflow = choosing(
      { four: 'number', parity: 'parity' },
      ['four.value -> parity.a', 'parity.pick -> choose.pick'],
      {
        four: { value: 4 },
      },
    );
    expect(told(await run(workflow))).toEqual([
      'four ran: 4',
      'parity ran: 2',
      'two ran: 2',
      'sum ran: 2',
      'choose ran: 2',
      'show ran: 2',
      'one skipped: not-chosen',
    ]);
    // What is known beforehand chooses before anything runs.
    expect(told(await run(setWidget(workflow, 'two', 'value', 6)))).toEqual([
      'four cached: undefined',
      'parity cached: 2',
      'two ran: 6',
      'sum ran: 6',
      'choose ran: 6',
      'show ran: 6',
      'one skipped: not-chosen',
    ]);
  });

  test('E34: a result on a branch is read once more by another node, and let go of afterwards', async () => {
    const { run, executor } = createEngine(0);
    const workflow = choosing(
      { parity: 'parity', other: 'show' },
      ['one.value -> parity.a', 'parity.pick -> choose.pick', 'sum.sum -> other.text'],
      {},
    );
    const { result } = await run(workflow);
    expect([result.status, result.skipped]).toEqual(['done', []]);
    expect(await executor.countValues()).toBe(0);
  });

  test('a branch that is chosen and leads nowhere is a failure of the node that chooses', async () => {
    const workflow = testWorkflow({ choose: 'choose', show: 'show' }, ['choose.value -> show.text'], {
      choose: { pick: 2 },
    });
    expect((await createEngine().run(workflow)).result.failed?.node).toBe('choose');
  });

  test('what flows through a port of any type has to fit where it comes out', () => {
    const problems = (type: string, end: string) =>
      validateWorkflow(
        testWorkflow({ a: type, choose: 'choose', again: 'choose', end }, [
          `a.${type === 'zeros' ? 'latent' : 'value'} -> choose.one`,
          'choose.value -> again.two',
          `again.value -> end.${end === 'length' ? 'latent' : 'text'}`,
        ]),
        TEST_SPECS,
      ).map(describeProblem);
    expect(problems('zeros', 'length')).toEqual([]);
    expect(problems('number', 'show')).toEqual([]);
    expect(problems('number', 'length')).toEqual([
      'end.latent: The wire from again.value does not fit: “number” does not fit “latent” (Noise Latent or Unpatchify makes one). Connect an output of the right type.',
    ]);
  });

  test('nodes that are bypassed, muted or cut off say so', async () => {
    const workflow = changeNodes(
      testWorkflow({ one: 'number', sum: 'add', gone: 'number', cut: 'add', show: 'show', also: 'show' }, [
        'one.value -> sum.a',
        'sum.sum -> show.text',
        'gone.value -> cut.a',
        'cut.sum -> also.text',
      ]),
      ['sum'],
      { mode: 'bypass' },
    );
    const { result } = await createEngine().run(changeNodes(workflow, ['gone'], { mode: 'mute' }));
    expect(result.skipped).toEqual([
      { node: 'sum', reason: 'bypassed' },
      { node: 'gone', reason: 'muted' },
      { node: 'cut', reason: 'cut-off' },
      { node: 'also', reason: 'cut-off' },
    ]);
  });
});

test('E38: every node is told of once, with the reason if it does not run: at the start, when its turn comes, or at the end', async () => {
  const types = {
    one: 'number',
    bypassed: 'add',
    gone: 'number',
    cut: 'add',
    unread: 'number',
    none: 'range',
    sum: 'add',
    left: 'number',
    right: 'number',
    parity: 'parity',
    choose: 'choose',
    a: 'show',
    b: 'show',
    c: 'show',
  };
  const wires = ['one.value -> bypassed.a', 'bypassed.sum -> parity.a', 'parity.pick -> choose.pick'];
  wires.push('left.value -> choose.one', 'right.value -> choose.two', 'choose.value -> a.text');
  wires.push('none.values -> sum.a', 'sum.sum -> b.text', 'gone.value -> cut.a', 'cut.sum -> c.text');
  const widgets = { one: { value: 1 }, left: { value: 5 }, right: { value: 6 }, none: { to: 0 } };
  const bypassed = changeNodes(testWorkflow(types, wires, widgets), ['bypassed'], { mode: 'bypass' });
  const workflow = changeNodes(bypassed, ['gone'], { mode: 'mute' });
  const { run } = createEngine();
  const first = told(await run(workflow));
  const known = ['bypassed: bypassed', 'gone: muted', 'cut: cut-off', 'unread: not-needed', 'c: cut-off'];
  expect(first.slice(0, known.length)).toEqual(known.map((line) => line.replace(':', ' skipped:')));
  const meanwhile = [
    'one ran: 1',
    'parity ran: 1',
    'left ran: 5',
    'choose ran: 5',
    'a ran: 5',
    'none ran: 0 × nothing',
  ];
  const empty = ['sum skipped: empty-list', 'b skipped: empty-list'];
  expect(first.slice(known.length, -1).sort()).toEqual([...meanwhile, ...empty].sort());
  expect(first.at(-1)).toBe('right skipped: not-chosen');
  const nodesOf = (lines: readonly string[]) => lines.map((line) => line.split(' ')[0]).sort();
  expect(nodesOf(first)).toEqual(Object.keys(types).sort());
  expect(nodesOf(told(await run(workflow)))).toEqual(Object.keys(types).sort());
});

describe('lists', () => {
  const listing = (widgets: Record<string, Record<string, unknown>> = {}) =>
    testWorkflow(
      { texts: 'texts', more: 'texts', a: 'show', both: 'gather', b: 'show' },
      ['texts.texts -> a.text', 'texts.texts -> both.first', 'more.texts -> both.second', 'both.items -> b.text'],
      { texts: { lines: 'x y' }, more: { lines: 'z' }, ...widgets },
    );

  test('E35: what reads a list runs once per item, and gives a list', async () => {
    const run = await createEngine().run(listing());
    // Which of those that need none of each other is done first is not said.
    expect(told(run).sort()).toEqual([
      'a ran: 2 × text: x · y',
      'b ran: 3 × text: x · y · z',
      'both ran: 3 × text: x · y · z',
      'more ran: 1 × text: z',
      'texts ran: 2 × text: x · y',
    ]);
    expect([...listOutputs(listing(), TEST_SPECS)].sort()).toEqual(
      ['texts.texts', 'more.texts', 'a.text', 'both.items', 'b.text'].sort(),
    );
  });

  test('E35: progress says which item', async () => {
    const { events } = await createEngine().run(listing());
    const items = events.flatMap((event) =>
      event.kind === 'node-progress' && event.node === 'a' ? [event.progress] : [],
    );
    expect(items).toEqual(
      [1, 2].map((number) => ({ done: number - 1, total: 2, unit: 'items', item: { number, of: 2 } })),
    );
  });

  test('E36: several lists go side by side, the shorter one staying on its last item', async () => {
    const workflow = testWorkflow(
      { two: 'range', one: 'range', ten: 'number', twice: 'add', sum: 'add', show: 'show' },
      [
        'two.values -> twice.a',
        'ten.value -> twice.b',
        'twice.sum -> sum.a',
        'one.values -> sum.b',
        'sum.sum -> show.text',
      ],
      { two: { to: 2 }, one: { to: 1 }, ten: { value: 10 } },
    );
    expect(told(await createEngine().run(workflow)).at(-1)).toBe('show ran: 2 × text: 12 · 13');
  });

  test('E36: over an empty list nothing runs, and what gathers it gets an empty one', async () => {
    const workflow = testWorkflow(
      { none: 'range', sum: 'add', total: 'total', a: 'show', b: 'show' },
      ['none.values -> sum.a', 'sum.sum -> a.text', 'sum.sum -> total.values', 'total.sum -> b.text'],
      { none: { to: 0 } },
    );
    const { run } = createEngine();
    expect(told(await run(workflow))).toEqual([
      'none ran: 0 × nothing',
      'sum skipped: empty-list',
      'a skipped: empty-list',
      'total ran: 0',
      'b ran: 0',
    ]);
    expect((await run(workflow)).result.ran).toEqual([]);
  });

  test('E37: each item has a result of its own; only new ones are made', async () => {
    const { run } = createEngine();
    await run(listing());
    expect((await run(listing())).result.ran).toEqual([]);
    const { events, result } = await run(listing({ texts: { lines: 'w x y' } }));
    const shown = events.flatMap((event) => (event.kind === 'node-log' ? [`${event.node} ${event.message}`] : []));
    // E24 holds for items too: what “a” has shown is not shown again by “b”.
    expect(shown).toEqual(['a shown: w']);
    expect(result.cached).toEqual(['more', 'b']);
  });

  test('E37: an item is named by what it is, also a long text', async () => {
    const { run } = createEngine();
    const long = 'x'.repeat(500);
    await run(listing({ texts: { lines: `${long} y` } }));
    const { events } = await run(listing({ texts: { lines: `y ${long}z ${long}` } }));
    const shown = events.flatMap((event) =>
      event.kind === 'node-log' && event.node === 'a' ? [event.message.length] : [],
    );
    expect(shown).toEqual(['shown: '.length + 501]);
  });

  test('E16: a failure at one item ends the run, and what was made of the others stays', async () => {
    const { run } = createEngine();
    // 1 and 7: sums that are divisible by 7 are refused.
    const workflow = testWorkflow(
      { texts: 'range', six: 'number', sum: 'picky-add', show: 'show' },
      ['texts.values -> sum.a', 'six.value -> sum.b', 'sum.sum -> show.text'],
      { texts: { to: 2 }, six: { value: 5 } },
    );
    const { result } = await run(workflow);
    expect([result.status, result.failed?.failure.message]).toEqual(['failed', '7 is divisible by 7']);
    const again = await run(setWidget(workflow, 'texts', 'to', 1));
    expect(again.result.cached).toEqual(['six', 'sum']);
  });

  test('E34: a list that chooses asks for both branches, and each item takes its own', async () => {
    const workflow = testWorkflow(
      { range: 'range', parity: 'parity', ten: 'number', twenty: 'number', choose: 'choose', show: 'show' },
      [
        'range.values -> parity.a',
        'parity.pick -> choose.pick',
        'ten.value -> choose.one',
        'twenty.value -> choose.two',
        'choose.value -> show.text',
      ],
      { ten: { value: 10 }, twenty: { value: 20 } },
    );
    expect(told(await createEngine().run(workflow)).at(-1)).toBe('show ran: 2 × text: 10 · 20');
  });
});
